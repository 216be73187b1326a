package io.dmslocal.engine.connector.messages;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Single values in JSON, by their DMS type; see {@link DmsType} for the forms in which they come. */
final class Values {

    private static final long SECONDS_A_DAY = 86_400;
    private static final long NANOS_A_SECOND = 1_000_000_000;
    /** What UseLargeIntegerValue prints digit by digit: 18 digits. */
    private static final long LARGEST = 999_999_999_999_999_999L;

    private final MessageFormat format;

    Values(MessageFormat format) {
        this.format = format;
    }

    /** A value of a load's batch that is not NULL. */
    void print(JsonBuffer out, Column column, ColumnVector vector, int row) {
        DmsType type = column.type();
        switch (type.kind()) {
            case BOOLEAN -> out.ascii(vector.longAt(row) == 0 ? "false" : "true");
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> whole(out, vector.longAt(row));
            case UINT8 -> unsigned(out, vector.longAt(row));
            case REAL4, REAL8 -> CNumber.print(out, vector.doubleAt(row));
            case NUMERIC -> CNumber.printDecimal(out, vector.heap(), vector.start(row), vector.length(row));
            case DATE -> date(out, vector.longAt(row));
            case TIME -> time(out, vector.longAt(row), type.scale());
            case DATETIME -> {
                long micros = vector.longAt(row);
                dateTime(
                        out,
                        Math.floorDiv(micros, 1_000_000L),
                        (int) Math.floorMod(micros, 1_000_000L) * 1000,
                        type.scale());
            }
            case STRING, WSTRING, CLOB, NCLOB -> out.string(vector.heap(), vector.start(row), vector.length(row));
            case BYTES, BLOB -> out.hex(vector.heap(), vector.start(row), vector.length(row), format.hexPrefix());
        }
    }

    /** A value of a change's row that is neither NULL nor absent. */
    void print(JsonBuffer out, Column column, Object value) {
        DmsType type = column.type();
        switch (type.kind()) {
            case BOOLEAN -> out.ascii((Boolean) value ? "true" : "false");
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> whole(out, ((Number) value).longValue());
            case UINT8 -> unsigned(out, ((BigInteger) value).longValue());
            case REAL4, REAL8 -> CNumber.print(out, ((Number) value).doubleValue());
            case NUMERIC -> {
                byte[] text = ((BigDecimal) value).toPlainString().getBytes(StandardCharsets.US_ASCII);
                CNumber.printDecimal(out, text, 0, text.length);
            }
            case DATE -> date(out, ((LocalDate) value).toEpochDay());
            case TIME -> time(out, ((LocalTime) value).toNanoOfDay(), type.scale());
            case DATETIME -> {
                LocalDateTime moment = (LocalDateTime) value;
                dateTime(out, moment.toEpochSecond(ZoneOffset.UTC), moment.getNano(), type.scale());
            }
            case STRING, WSTRING, CLOB, NCLOB -> out.string((String) value);
            case BYTES, BLOB -> {
                byte[] bytes = (byte[]) value;
                out.hex(bytes, 0, bytes.length, format.hexPrefix());
            }
        }
    }

    /** A moment of a message's metadata: always six digits of a second. */
    static void timestamp(JsonBuffer out, Instant moment) {
        out.raw('"');
        secondsText(out, moment.getEpochSecond());
        out.raw('.');
        out.digits(moment.getNano() / 1000, 6);
        out.ascii("Z\"");
    }

    private void whole(JsonBuffer out, long value) {
        if (format.largeIntegers() && value >= -LARGEST && value <= LARGEST) {
            out.digits(value);
        } else {
            CNumber.print(out, value);
        }
    }

    private void unsigned(JsonBuffer out, long value) {
        if (value >= 0) {
            whole(out, value);
        } else {
            CNumber.print(out, new BigInteger(Long.toUnsignedString(value)).doubleValue());
        }
    }

    private static void date(JsonBuffer out, long days) {
        out.raw('"');
        dateText(out, days);
        out.raw('"');
    }

    private static void time(JsonBuffer out, long nanos, int scale) {
        out.raw('"');
        timeText(out, nanos / NANOS_A_SECOND);
        fraction(out, (int) (nanos % NANOS_A_SECOND), scale);
        out.raw('"');
    }

    private static void dateTime(JsonBuffer out, long seconds, int nanos, int scale) {
        out.raw('"');
        secondsText(out, seconds);
        fraction(out, nanos, scale);
        out.ascii("Z\"");
    }

    private static void secondsText(JsonBuffer out, long seconds) {
        dateText(out, Math.floorDiv(seconds, SECONDS_A_DAY));
        out.raw('T');
        timeText(out, Math.floorMod(seconds, SECONDS_A_DAY));
    }

    private static void dateText(JsonBuffer out, long days) {
        LocalDate date = LocalDate.ofEpochDay(days);
        int year = date.getYear();
        if (year < 0) {
            out.raw('-');
        }
        out.digits(Math.abs(year), 4);
        out.raw('-');
        out.digits(date.getMonthValue(), 2);
        out.raw('-');
        out.digits(date.getDayOfMonth(), 2);
    }

    private static void timeText(JsonBuffer out, long secondOfDay) {
        out.digits(secondOfDay / 3600, 2);
        out.raw(':');
        out.digits(secondOfDay / 60 % 60, 2);
        out.raw(':');
        out.digits(secondOfDay % 60, 2);
    }

    /** All digits of the column's scale, unless all are zero. */
    private static void fraction(JsonBuffer out, int nanos, int scale) {
        if (nanos == 0) {
            return;
        }
        int digits = scale > 0 ? Math.min(scale, 9) : 6;
        int value = nanos;
        for (int i = digits; i < 9; i++) {
            value /= 10;
        }
        if (value != 0) {
            out.raw('.');
            out.digits(value, digits);
        }
    }
}
