package io.dmslocal.engine.mapping;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;

/**
 * A value as text, for expressions and for columns that become texts: {@code 2014-06-04 10:11:12.5}, {@code 12.50}, {@code true}. Assumed but for
 * dates, whose form "Using data types in transformation rule expressions" of the AWS DMS user guide gives.
 */
final class ValueText {

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private ValueText() {}

    static String of(Object value) {
        if (value instanceof LocalDateTime time) {
            return time.toLocalDate() + " " + TIME.format(time);
        } else if (value instanceof LocalTime time) {
            return TIME.format(time);
        } else if (value instanceof LocalDate date) {
            return date.toString();
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (value instanceof Double || value instanceof Float) {
            return real(((Number) value).doubleValue(), value.toString());
        } else if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value.toString();
    }

    private static String real(double value, String text) {
        return Double.isFinite(value) && text.contains("E") ? new BigDecimal(text).toPlainString() : text;
    }
}
