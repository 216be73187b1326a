package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.BinaryRows;
import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.RowBatch;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.List;

/** Takes values from rows in the protocol's binary form into vectors, without an object per value. */
final class RowDecoder {

    /** How a value lies in the row and goes into its vector. */
    private enum Step {
        INT1,
        UINT1,
        INT2,
        UINT2,
        INT4,
        UINT4,
        INT8,
        FLOAT,
        DOUBLE,
        FLAG,
        DATE,
        DATETIME,
        TIME,
        TIME_TEXT,
        BYTES
    }

    private final Step[] steps;
    private final int[] fractions;

    RowDecoder(List<Column> columns, BinaryRows rows) {
        steps = new Step[columns.size()];
        fractions = new int[columns.size()];
        for (int i = 0; i < steps.length; i++) {
            Column column = columns.get(i);
            steps[i] = step(column, rows.type(i));
            fractions[i] = steps[i] == Step.TIME_TEXT
                    ? NativeType.parse(column.nativeType()).fraction()
                    : 0;
        }
    }

    private static Step step(Column column, int type) {
        if (!column.isInLongs()) {
            return type == BinaryRows.TIME ? Step.TIME_TEXT : Step.BYTES;
        }
        Kind kind = column.type().kind();
        boolean unsigned = switch (kind) {
            case UINT1, UINT2, UINT4, UINT8 -> true;
            default -> false;
        };
        return switch (type) {
            case BinaryRows.TINY -> unsigned ? Step.UINT1 : Step.INT1;
            case BinaryRows.SHORT, BinaryRows.YEAR -> unsigned || type == BinaryRows.YEAR ? Step.UINT2 : Step.INT2;
            case BinaryRows.INT24, BinaryRows.LONG -> unsigned ? Step.UINT4 : Step.INT4;
            case BinaryRows.LONGLONG -> Step.INT8;
            case BinaryRows.FLOAT -> Step.FLOAT;
            case BinaryRows.DOUBLE -> Step.DOUBLE;
            case BinaryRows.DATE -> Step.DATE;
            case BinaryRows.DATETIME, BinaryRows.TIMESTAMP -> Step.DATETIME;
            case BinaryRows.TIME -> Step.TIME;
            default -> {
                if (kind == Kind.BOOLEAN) {
                    yield Step.FLAG;
                }
                throw ConnectorException.fatal("Column " + column.name() + " cannot be read as " + kind
                        + ": the table's definition is another than " + column.nativeType() + ".");
            }
        };
    }

    void decode(BinaryRows rows, Packet row, RowBatch.Columns batch) {
        for (int i = 0; i < steps.length; i++) {
            ColumnVector vector = batch.vector(i);
            if (rows.isNull(i)) {
                vector.appendNull();
                continue;
            }
            switch (steps[i]) {
                case INT1 -> vector.append((byte) row.int1());
                case UINT1 -> vector.append(row.int1());
                case INT2 -> vector.append((short) row.int2());
                case UINT2 -> vector.append(row.int2());
                case INT4 -> vector.append(row.int4());
                case UINT4 -> vector.append(row.int4() & 0xFFFFFFFFL);
                case INT8 -> vector.append(row.int8());
                case FLOAT -> vector.append(Double.doubleToRawLongBits(Float.intBitsToFloat(row.int4())));
                case DOUBLE -> vector.append(row.int8());
                case FLAG -> vector.append(flag(row));
                case DATE, DATETIME -> moment(row, vector, steps[i] == Step.DATE);
                case TIME -> time(row, vector);
                case TIME_TEXT -> timeText(row, vector, fractions[i]);
                case BYTES -> {
                    int length = (int) row.lengthEncoded();
                    vector.append(row.bytes(), row.at(), length);
                    row.skip(length);
                }
            }
        }
    }

    private static long flag(Packet row) {
        int length = (int) row.lengthEncoded();
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= row.int1();
        }
        return value == 0 ? 0 : 1;
    }

    /**
     * AWS: zero dates become NULL where the target cannot keep them; between unlike databases none can. Other dates that the calendar does not have (a
     * zero day alone, 31 February under ALLOW_INVALID_DATES) go the same way (assumed).
     */
    private static void moment(Packet row, ColumnVector vector, boolean dateOnly) {
        int length = row.int1();
        int year = length >= 4 ? row.int2() : 0;
        int month = length >= 4 ? row.int1() : 0;
        int day = length >= 4 ? row.int1() : 0;
        long seconds = length >= 7 ? row.int1() * 3600 + row.int1() * 60 + row.int1() : 0;
        long micros = length >= 11 ? row.int4() : 0;
        if (!isDate(year, month, day)) {
            vector.appendNull();
            return;
        }
        long days = epochDay(year, month, day);
        vector.append(dateOnly ? days : (days * 86_400 + seconds) * 1_000_000 + micros);
    }

    static boolean isDate(int year, int month, int day) {
        return month > 0
                && day > 0
                && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth());
    }

    /** Days since 1970-01-01, as {@link java.time.LocalDate#toEpochDay}, without an object. */
    static long epochDay(int year, int month, int day) {
        long shifted = month > 2 ? year : year - 1;
        long era = Math.floorDiv(shifted, 400);
        long yearOfEra = shifted - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    private static void time(Packet row, ColumnVector vector) {
        int length = row.int1();
        boolean negative = length >= 8 && row.int1() == 1;
        int days = length >= 8 ? row.int4() : 0;
        long seconds = length >= 8 ? row.int1() * 3600 + row.int1() * 60 + row.int1() : 0;
        long micros = length >= 12 ? row.int4() : 0;
        if (negative || days > 0) {
            throw ConnectorException.fatal(
                    "A TIME of a day or more, or below zero, was found where a time of day was expected.");
        }
        vector.append(seconds * 1_000_000_000L + micros * 1000);
    }

    private static void timeText(Packet row, ColumnVector vector, int fraction) {
        int length = row.int1();
        boolean negative = length >= 8 && row.int1() == 1;
        int hours = length >= 8 ? row.int4() * 24 + row.int1() : 0;
        int minutes = length >= 8 ? row.int1() : 0;
        int seconds = length >= 8 ? row.int1() : 0;
        int micros = length >= 12 ? row.int4() : 0;
        byte[] text = TemporalText.duration(negative, hours, minutes, seconds, micros, fraction)
                .getBytes(StandardCharsets.US_ASCII);
        vector.append(text, 0, text.length);
    }
}
