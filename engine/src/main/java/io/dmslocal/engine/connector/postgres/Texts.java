package io.dmslocal.engine.connector.postgres;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.util.HexFormat;

/** Values in the Java forms of {@link io.dmslocal.engine.record.DmsType} as PostgreSQL reads them from text. */
final class Texts {

    private Texts() {}

    /** @param value not null */
    static String of(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof LocalDateTime time) {
            return day(time.toLocalDate()) + " " + clock(time.toLocalTime()) + era(time.toLocalDate());
        }
        if (value instanceof LocalDate date) {
            return day(date) + era(date);
        }
        if (value instanceof LocalTime time) {
            return clock(time);
        }
        if (value instanceof Boolean || value instanceof Number) {
            return value.toString();
        }
        throw new IllegalArgumentException("no text for a value of " + value.getClass());
    }

    /** As a literal in a statement that people read. */
    static String literal(Object value) {
        if (value == null) {
            return "NULL";
        }
        return value instanceof Number || value instanceof Boolean ? of(value) : Sql.text(of(value));
    }

    /** Always with seconds: Java leaves them out at nought, PostgreSQL never does. */
    private static String clock(LocalTime time) {
        String text = time.toString();
        return text.length() == 5 ? text + ":00" : text;
    }

    private static String day(LocalDate date) {
        if (date.getYear() > 0 && date.getYear() <= 9999) {
            return date.toString();
        }
        return String.format(
                "%04d-%02d-%02d", date.get(ChronoField.YEAR_OF_ERA), date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getYear() <= 0 ? " BC" : "";
    }
}
