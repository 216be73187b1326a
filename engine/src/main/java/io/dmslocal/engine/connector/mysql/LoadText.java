package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Rows as LOAD DATA reads them: tabs between, a line each, backslash escapes, bytes in hexadecimal. */
final class LoadText {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNFIT =
            "unfit".getBytes(StandardCharsets.US_ASCII); // no date at all, so that the server warns
    private static final long MAX_DAY = 2_932_896; // 9999-12-31
    private static final long MIN_DAY = -719_528; // 0000-01-01
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private byte[] bytes = new byte[1 << 20];
    private int size;

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Whether values of this column travel in hexadecimal. */
    static boolean isHexadecimal(Column column) {
        if (column.isNative()) {
            return NativeType.parse(column.nativeType()).isBinary();
        }
        Kind kind = column.type().kind();
        return kind == Kind.BYTES || kind == Kind.BLOB;
    }

    void fill(RowBatch.Columns batch) {
        size = 0;
        List<Column> columns = batch.columns();
        boolean[] hexadecimal = new boolean[columns.size()];
        for (int c = 0; c < hexadecimal.length; c++) {
            hexadecimal[c] = isHexadecimal(columns.get(c));
        }
        for (int row = 0; row < batch.size(); row++) {
            for (int c = 0; c < hexadecimal.length; c++) {
                room(64);
                if (c > 0) {
                    bytes[size++] = '\t';
                }
                ColumnVector vector = batch.vector(c);
                if (vector.isNull(row)) {
                    bytes[size++] = '\\';
                    bytes[size++] = 'N';
                } else if (columns.get(c).isInLongs()) {
                    number(columns.get(c).type().kind(), vector, row);
                } else if (hexadecimal[c]) {
                    hexadecimal(vector.heap(), vector.start(row), vector.length(row));
                } else {
                    escaped(vector.heap(), vector.start(row), vector.length(row));
                }
            }
            room(1);
            bytes[size++] = '\n';
        }
    }

    private void number(Kind kind, ColumnVector vector, int row) {
        long value = vector.longAt(row);
        switch (kind) {
            case REAL4, REAL8 -> ascii(Double.toString(vector.doubleAt(row)));
            case UINT8 -> ascii(Long.toUnsignedString(value));
            case DATE -> date(value);
            case TIME -> time(value / 1000);
            case DATETIME -> {
                long day = Math.floorDiv(value, MICROS_PER_DAY);
                if (date(day)) {
                    bytes[size++] = ' ';
                    time(value - day * MICROS_PER_DAY);
                }
            }
            default -> decimal(value);
        }
    }

    private boolean date(long day) {
        if (day < MIN_DAY || day > MAX_DAY) {
            put(UNFIT);
            return false;
        }
        // days since 0000-03-01, in eras of 400 years; see "chrono-compatible low-level date algorithms"
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        long dayOfEra = shifted - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long month = (5 * dayOfYear + 2) / 153;
        int civilMonth = (int) (month < 10 ? month + 3 : month - 9);
        padded((int) (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)), 4);
        bytes[size++] = '-';
        padded(civilMonth, 2);
        bytes[size++] = '-';
        padded((int) (dayOfYear - (153 * month + 2) / 5 + 1), 2);
        return true;
    }

    private void time(long micros) {
        int seconds = (int) (micros / 1_000_000);
        padded(seconds / 3600, 2);
        bytes[size++] = ':';
        padded(seconds / 60 % 60, 2);
        bytes[size++] = ':';
        padded(seconds % 60, 2);
        int fraction = (int) (micros % 1_000_000);
        if (fraction != 0) {
            bytes[size++] = '.';
            padded(fraction, 6);
        }
    }

    private void padded(int value, int width) {
        for (int i = width - 1; i >= 0; i--) {
            bytes[size + i] = (byte) ('0' + value % 10);
            value /= 10;
        }
        size += width;
    }

    private void decimal(long value) {
        if (value == Long.MIN_VALUE) {
            ascii(Long.toString(value));
            return;
        }
        long rest = Math.abs(value);
        if (value < 0) {
            bytes[size++] = '-';
        }
        int digits = 1;
        for (long left = rest; left >= 10; left /= 10) {
            digits++;
        }
        for (int i = digits - 1; i >= 0; i--) {
            bytes[size + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    private void ascii(String text) {
        put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void put(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
    }

    private void escaped(byte[] heap, int from, int length) {
        room(2 * length);
        for (int i = from; i < from + length; i++) {
            byte b = heap[i];
            if (b == '\\' || b == '\t' || b == '\n') {
                bytes[size++] = '\\';
            }
            bytes[size++] = b == '\t' ? (byte) 't' : b == '\n' ? (byte) 'n' : b;
        }
    }

    private void hexadecimal(byte[] heap, int from, int length) {
        room(2 * length);
        for (int i = from; i < from + length; i++) {
            bytes[size++] = HEX[heap[i] >> 4 & 15];
            bytes[size++] = HEX[heap[i] & 15];
        }
    }

    private void room(int count) {
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
        }
    }
}
