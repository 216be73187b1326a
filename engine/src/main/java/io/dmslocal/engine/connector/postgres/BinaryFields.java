package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Decodes the fields of binary COPY into vectors, without an object per value. */
final class BinaryFields {

    /** Reads one field, not NULL, {@code length} bytes from {@code from}. */
    interface Field {
        void read(byte[] row, int from, int length, ColumnVector into) throws UnreadableValue;
    }

    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** 2000-01-01, from which PostgreSQL counts. */
    static final long EPOCH_DAYS = 10_957;

    static final long EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000L;

    /** What AWS makes of timestamps infinity (9999-12-31 23:59:59) and -infinity (4713-01-01 00:00:00 BC), microseconds since 1970. */
    static final long INFINITY_MICROS = 253_402_300_799_000_000L;

    static final long MINUS_INFINITY_MICROS =
            java.time.LocalDate.of(-4712, 1, 1).toEpochDay() * 86_400_000_000L;

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private BinaryFields() {}

    static Field of(SourceColumn source, Column column, TypeSettings settings) {
        if (column.isNative()) {
            return BinaryFields::bytes;
        }
        Kind kind = column.type().kind();
        return switch (source.form()) {
            case INT2 -> (row, from, length, into) -> into.append((short) SHORT.get(row, from));
            case INT4 -> (row, from, length, into) -> into.append((int) INT.get(row, from));
            case INT8 -> (row, from, length, into) -> into.append((long) LONG.get(row, from));
            case OID -> (row, from, length, into) -> into.append((int) INT.get(row, from) & 0xFFFFFFFFL);
            case FLOAT4 ->
                (row, from, length, into) ->
                        into.append(Double.doubleToRawLongBits(Float.intBitsToFloat((int) INT.get(row, from))));
            case FLOAT8 -> (row, from, length, into) -> into.append((long) LONG.get(row, from));
            case BOOL ->
                kind == Kind.BOOLEAN
                        ? (row, from, length, into) -> into.append(row[from])
                        : (row, from, length, into) -> {
                            byte[] word = row[from] != 0 ? TRUE : FALSE;
                            into.append(word, 0, word.length);
                        };
            case NUMERIC, MONEY -> new NumericDecoder(column.type());
            case DATE -> BinaryFields::date;
            case TIME -> BinaryFields::time;
            case TIMESTAMP -> BinaryFields::timestamp;
            case INTERVAL -> BinaryFields::interval;
            case CHAR -> settings.trimChar() ? BinaryFields::trimmed : BinaryFields::bytes;
            case JSONB -> (row, from, length, into) -> into.append(row, from + 1, length - 1); // version byte
            case UUID -> BinaryFields::uuid;
            case GEOMETRY, BOX, CIRCLE -> {
                ValueForm form = source.form();
                yield (row, from, length, into) -> {
                    byte[] text = Geometry.text(form, new String(row, from, length, StandardCharsets.UTF_8))
                            .getBytes(StandardCharsets.UTF_8);
                    into.append(text, 0, text.length);
                };
            }
            case BYTES, TEXT, CAST, INET -> BinaryFields::bytes;
        };
    }

    private static void bytes(byte[] row, int from, int length, ColumnVector into) {
        into.append(row, from, length);
    }

    private static void trimmed(byte[] row, int from, int length, ColumnVector into) {
        int end = length;
        while (end > 0 && row[from + end - 1] == ' ') {
            end--;
        }
        into.append(row, from, end);
    }

    private static void date(byte[] row, int from, int length, ColumnVector into) throws UnreadableValue {
        int days = (int) INT.get(row, from);
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            throw new UnreadableValue("date " + (days > 0 ? "infinity" : "-infinity") + " is no DATE");
        }
        into.append(days + EPOCH_DAYS);
    }

    private static void time(byte[] row, int from, int length, ColumnVector into) throws UnreadableValue {
        long micros = (long) LONG.get(row, from);
        if (micros >= 86_400_000_000L) {
            throw new UnreadableValue("time 24:00:00 is no TIME");
        }
        into.append(micros * 1000);
    }

    private static void timestamp(byte[] row, int from, int length, ColumnVector into) {
        long micros = (long) LONG.get(row, from);
        if (micros == Long.MAX_VALUE) {
            into.append(INFINITY_MICROS);
        } else if (micros == Long.MIN_VALUE) {
            into.append(MINUS_INFINITY_MICROS);
        } else {
            into.append(micros + EPOCH_MICROS);
        }
    }

    private static void interval(byte[] row, int from, int length, ColumnVector into) throws UnreadableValue {
        long micros = (long) LONG.get(row, from);
        int days = (int) INT.get(row, from + 8);
        int months = (int) INT.get(row, from + 12);
        byte[] words = IntervalWords.of(months, days, micros).getBytes(StandardCharsets.US_ASCII);
        into.append(words, 0, words.length);
    }

    private static void uuid(byte[] row, int from, int length, ColumnVector into) {
        byte[] text = new java.util.UUID((long) LONG.get(row, from), (long) LONG.get(row, from + 8))
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
        into.append(text, 0, text.length);
    }
}
