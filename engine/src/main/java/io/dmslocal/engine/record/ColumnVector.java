package io.dmslocal.engine.record;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The values of one column for the rows of a batch: longs, or bytes end to end in one heap; see {@link DmsType} for which and in what form.
 *
 * <p>Filled by appending, by one thread; read by one thread after that.
 */
public final class ColumnVector {

    private final Column column;
    private final boolean inLongs;
    private boolean[] nulls;
    private long[] longs;
    private byte[] heap;
    private int[] ends;
    private int size;

    public ColumnVector(Column column, int rows) {
        this.column = column;
        this.inLongs = column.isInLongs();
        this.nulls = new boolean[rows];
        this.longs = inLongs ? new long[rows] : new long[0];
        this.heap = inLongs ? new byte[0] : new byte[rows * 16];
        this.ends = inLongs ? new int[0] : new int[rows];
    }

    public void appendNull() {
        grow();
        nulls[size] = true;
        if (!inLongs) {
            ends[size] = heapSize();
        }
        size++;
    }

    public void append(long value) {
        grow();
        longs[size++] = value;
    }

    public void append(byte[] source, int from, int length) {
        grow();
        int end = heapSize() + length;
        if (end > heap.length) {
            heap = Arrays.copyOf(heap, Math.max(end, heap.length * 2));
        }
        System.arraycopy(source, from, heap, end - length, length);
        ends[size++] = end;
    }

    /** Appends a value in the form of a {@link Row}: for work done per value. */
    public void appendValue(Object value) {
        if (value == null) {
            appendNull();
        } else if (column.isNative()) {
            append((byte[]) value);
        } else {
            switch (column.type().kind()) {
                case BOOLEAN -> append((Boolean) value ? 1 : 0);
                case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> append((Long) value);
                case UINT8 -> append(((BigInteger) value).longValue());
                case REAL4 -> append(Double.doubleToRawLongBits((Float) value));
                case REAL8 -> append(Double.doubleToRawLongBits((Double) value));
                case DATE -> append(((LocalDate) value).toEpochDay());
                case TIME -> append(((LocalTime) value).toNanoOfDay());
                case DATETIME -> {
                    LocalDateTime time = (LocalDateTime) value;
                    append(time.toEpochSecond(ZoneOffset.UTC) * 1_000_000L + time.getNano() / 1000);
                }
                case NUMERIC -> append(((BigDecimal) value).toPlainString().getBytes(StandardCharsets.US_ASCII));
                case STRING, WSTRING, CLOB, NCLOB -> append(((String) value).getBytes(StandardCharsets.UTF_8));
                case BYTES, BLOB -> append((byte[]) value);
            }
        }
    }

    private void append(byte[] value) {
        append(value, 0, value.length);
    }

    /** The same values without those of some rows. */
    ColumnVector without(BitSet rows) {
        ColumnVector kept = new ColumnVector(column, size - rows.cardinality());
        for (int row = rows.nextClearBit(0); row < size; row = rows.nextClearBit(row + 1)) {
            if (nulls[row]) {
                kept.appendNull();
            } else if (inLongs) {
                kept.append(longs[row]);
            } else {
                kept.append(heap, start(row), length(row));
            }
        }
        return kept;
    }

    /** Takes back the last value, of a row that was found bad halfway. */
    public void removeLast() {
        nulls[--size] = false;
    }

    public int size() {
        return size;
    }

    /** Whether it holds longs, not bytes. */
    public boolean isInLongs() {
        return inLongs;
    }

    public int heapSize() {
        return size == 0 || inLongs ? 0 : ends[size - 1];
    }

    public boolean isNull(int row) {
        return nulls[row];
    }

    public long longAt(int row) {
        return longs[row];
    }

    public double doubleAt(int row) {
        return Double.longBitsToDouble(longs[row]);
    }

    /** The heap that holds value {@code row} at {@link #start}, {@link #length} bytes long. */
    public byte[] heap() {
        return heap;
    }

    public int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    public int length(int row) {
        return ends[row] - start(row);
    }

    /** The value as a {@link Row} carries it. */
    public Object value(int row) {
        if (nulls[row]) {
            return null;
        }
        if (column.isNative()) {
            return bytes(row);
        }
        return switch (column.type().kind()) {
            case BOOLEAN -> longs[row] != 0;
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> longs[row];
            case UINT8 -> new BigInteger(Long.toUnsignedString(longs[row]));
            case REAL4 -> (float) doubleAt(row);
            case REAL8 -> doubleAt(row);
            case DATE -> LocalDate.ofEpochDay(longs[row]);
            case TIME -> LocalTime.ofNanoOfDay(longs[row]);
            case DATETIME ->
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(longs[row], 1_000_000L),
                        (int) Math.floorMod(longs[row], 1_000_000L) * 1000,
                        ZoneOffset.UTC);
            case NUMERIC -> new BigDecimal(text(row));
            case STRING, WSTRING, CLOB, NCLOB -> text(row);
            case BYTES, BLOB -> bytes(row);
        };
    }

    private String text(int row) {
        return new String(heap, start(row), length(row), StandardCharsets.UTF_8);
    }

    private byte[] bytes(int row) {
        return Arrays.copyOfRange(heap, start(row), ends[row]);
    }

    private void grow() {
        if (size < nulls.length) {
            return;
        }
        int rows = Math.max(16, size * 2);
        nulls = Arrays.copyOf(nulls, rows);
        if (inLongs) {
            longs = Arrays.copyOf(longs, rows);
        } else {
            ends = Arrays.copyOf(ends, rows);
        }
    }
}
