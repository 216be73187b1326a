package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

/** Decodes the texts of values in the log into the Java forms that {@link DmsType} lists. */
final class TextFields {

    /** Reads one value, not NULL, {@code length} bytes of text from {@code from}. */
    interface Field {
        Object read(byte[] message, int from, int length) throws UnreadableValue;
    }

    static final LocalDateTime INFINITY = LocalDateTime.of(9999, 12, 31, 23, 59, 59);
    static final LocalDateTime MINUS_INFINITY = LocalDateTime.of(-4712, 1, 1, 0, 0);

    private TextFields() {}

    /** @param findsRows whether the target's rows are found by it: then a change says what the load has said */
    static Field of(SourceColumn source, Column column, TypeSettings settings, boolean findsRows) {
        if (column.isNative()) {
            return TextFields::text;
        }
        DmsType type = column.type();
        return switch (source.form()) {
            case INT2, INT4, INT8, OID -> TextFields::integer;
            case FLOAT4 -> (m, from, length) -> Float.valueOf(text(m, from, length));
            case FLOAT8 -> (m, from, length) -> Double.valueOf(text(m, from, length));
            case NUMERIC, MONEY -> (m, from, length) -> numeric(type, text(m, from, length));
            case BOOL -> {
                if (type.kind() == Kind.BOOLEAN) {
                    yield (m, from, length) -> m[from] == 't';
                }
                yield findsRows
                        ? (m, from, length) -> m[from] == 't' ? "true" : "false"
                        : (m, from, length) -> m[from] == 't' ? "t" : "f"; // as AWS was seen to send it in changes
            }
            case DATE -> TextFields::date;
            case TIME -> TextFields::time;
            case TIMESTAMP -> TextFields::timestamp;
            case INTERVAL -> (m, from, length) -> IntervalWords.ofIso(text(m, from, length));
            case BYTES -> TextFields::bytes;
            case CHAR -> settings.trimChar() ? TextFields::trimmed : TextFields::text;
            case GEOMETRY, BOX, CIRCLE -> {
                ValueForm form = source.form();
                yield (m, from, length) -> Geometry.text(form, text(m, from, length));
            }
            case TEXT, JSONB, UUID, CAST, INET -> TextFields::text;
        };
    }

    private static String text(byte[] m, int from, int length) {
        return new String(m, from, length, StandardCharsets.UTF_8);
    }

    private static Object trimmed(byte[] m, int from, int length) {
        int end = length;
        while (end > 0 && m[from + end - 1] == ' ') {
            end--;
        }
        return text(m, from, end);
    }

    private static Object integer(byte[] m, int from, int length) {
        boolean negative = m[from] == '-';
        long value = 0;
        for (int i = from + (negative ? 1 : 0); i < from + length; i++) {
            value = value * 10 - (m[i] - '0'); // downwards, where the smallest long has room
        }
        return negative ? value : -value;
    }

    private static Object numeric(DmsType type, String text) throws UnreadableValue {
        if (type.kind() != Kind.NUMERIC) {
            return text;
        }
        String plain = text.indexOf('$') < 0 ? text : text.replace("$", "").replace(",", "");
        char last = plain.charAt(plain.length() - 1);
        if (last < '0' || last > '9') {
            throw new UnreadableValue("numeric " + text + " is no NUMERIC");
        }
        BigDecimal value = new BigDecimal(plain);
        if (type.precision() == 0) {
            return value;
        }
        if (value.scale() > type.scale()) {
            value = value.setScale(type.scale(), RoundingMode.HALF_UP);
        }
        if (value.precision() - value.scale() > type.precision() - type.scale()) {
            throw new UnreadableValue(
                    "numeric " + text + " does not fit NUMERIC(" + type.precision() + "," + type.scale() + ")");
        }
        return value;
    }

    private static Object bytes(byte[] m, int from, int length) {
        byte[] bytes = new byte[(length - 2) / 2]; // \x and two digits a byte
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] =
                    (byte) (Character.digit(m[from + 2 + 2 * i], 16) << 4 | Character.digit(m[from + 3 + 2 * i], 16));
        }
        return bytes;
    }

    /** {@code 2024-02-29}, {@code 0044-03-15 BC}. */
    private static Object date(byte[] m, int from, int length) throws UnreadableValue {
        if (m[from + length - 1] == 'y') {
            throw new UnreadableValue("date " + text(m, from, length) + " is no DATE");
        }
        return day(m, from, dash(m, from), isBeforeChrist(m, from, length));
    }

    /** {@code 23:59:59.999999}, with {@code +02} for a time with zone, which is dropped. */
    private static Object time(byte[] m, int from, int length) throws UnreadableValue {
        int hour = two(m, from);
        if (hour == 24) {
            throw new UnreadableValue("time 24:00:00 is no TIME");
        }
        return LocalTime.of(hour, two(m, from + 3), two(m, from + 6), nanos(m, from + 8, from + length));
    }

    /** {@code 2024-02-29 12:00:00.5}, {@code +00} behind it where the type has a zone, {@code BC} last. */
    private static Object timestamp(byte[] m, int from, int length) {
        if (m[from + length - 1] == 'y') {
            return m[from] == '-' ? MINUS_INFINITY : INFINITY;
        }
        int dash = dash(m, from);
        int time = dash + 7;
        return LocalDateTime.of(
                day(m, from, dash, isBeforeChrist(m, from, length)),
                LocalTime.of(two(m, time), two(m, time + 3), two(m, time + 6), nanos(m, time + 8, from + length)));
    }

    private static LocalDate day(byte[] m, int from, int dash, boolean beforeChrist) {
        int year = 0;
        for (int i = from; i < dash; i++) {
            year = year * 10 + m[i] - '0';
        }
        return LocalDate.of(beforeChrist ? 1 - year : year, two(m, dash + 1), two(m, dash + 4));
    }

    private static boolean isBeforeChrist(byte[] m, int from, int length) {
        return m[from + length - 1] == 'C';
    }

    private static int dash(byte[] m, int from) {
        int dash = from;
        while (m[dash] != '-') {
            dash++;
        }
        return dash;
    }

    private static int two(byte[] m, int at) {
        return (m[at] - '0') * 10 + m[at + 1] - '0';
    }

    private static int nanos(byte[] m, int at, int end) {
        if (at >= end || m[at] != '.') {
            return 0;
        }
        int nanos = 0;
        int unit = 100_000_000;
        for (int i = at + 1; i < end && m[i] >= '0' && m[i] <= '9'; i++) {
            nanos += (m[i] - '0') * unit;
            unit /= 10;
        }
        return nanos;
    }
}
