package io.dmslocal.engine.connector.postgres;

import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.SpecialValueDecimal;
import io.dmslocal.engine.connector.debezium.CapturedColumn;
import io.dmslocal.engine.connector.debezium.Cell;
import io.dmslocal.engine.connector.debezium.DebeziumTypes;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.postgresql.jdbc.PgArray;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/**
 * Turns the objects that Debezium's PostgreSQL connector makes of the log's texts back into such texts, from which {@link TextFields} reads on as it does for our own
 * reader. In the order of what is frequent.
 *
 * <p>What Debezium has lost by then: a time with zone comes moved to UTC, its zone gone, which makes the change unreadable.
 */
final class DebeziumValues {

    private static final Pattern WHOLE = Pattern.compile("\\.0(?![0-9])"); // 1.0 for the server's 1

    private DebeziumValues() {}

    static String text(CapturedColumn column, Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Float) {
            return value == null ? null : value.toString();
        }
        if (value instanceof Boolean yes) {
            return yes ? "t" : "f";
        }
        if (value instanceof Instant moment) {
            return moment(moment);
        }
        if (value instanceof OffsetDateTime moment) {
            return moment(moment);
        }
        if (value instanceof SpecialValueDecimal number) {
            return number.getDecimalValue()
                    .map(BigDecimal::toPlainString)
                    .orElseGet(() -> Double.toString(number.toDouble()));
        }
        if (UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)) {
            return Cell.ABSENT;
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof LocalDate date) {
            return date(date);
        }
        if (value instanceof PgArray array) {
            return array.toString();
        }
        if (value instanceof PGInterval interval) {
            return interval(interval);
        }
        if (value instanceof PGobject object) {
            return WHOLE.matcher(String.valueOf(object.getValue())).replaceAll("");
        }
        if (column.type().equals("timetz")) {
            return Cell.unreadable("Debezium moves a time with zone to UTC and drops the zone");
        }
        return DebeziumTypes.text(value);
    }

    private static String moment(Instant moment) {
        if (moment.equals(PostgresValueConverter.POSITIVE_INFINITY_INSTANT)) {
            return "infinity";
        }
        if (moment.equals(PostgresValueConverter.NEGATIVE_INFINITY_INSTANT)) {
            return "-infinity";
        }
        return text(LocalDateTime.ofInstant(moment, ZoneOffset.UTC), "");
    }

    private static String moment(OffsetDateTime moment) {
        if (moment.equals(PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME)) {
            return "infinity";
        }
        if (moment.equals(PostgresValueConverter.NEGATIVE_INFINITY_OFFSET_DATE_TIME)) {
            return "-infinity";
        }
        return text(LocalDateTime.ofInstant(moment.toInstant(), ZoneOffset.UTC), "+00");
    }

    private static String text(LocalDateTime moment, String zone) {
        return day(moment.toLocalDate()) + " " + time(moment.toLocalTime()) + zone + era(moment.toLocalDate());
    }

    private static String date(LocalDate date) {
        if (date.equals(PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE)) {
            return "infinity";
        }
        if (date.equals(PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE)) {
            return "-infinity";
        }
        return day(date) + era(date);
    }

    private static String day(LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return String.format(Locale.ROOT, "%04d-%02d-%02d", year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    private static String time(LocalTime time) {
        String text = String.format(Locale.ROOT, "%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond());
        int micros = time.getNano() / 1000;
        return micros == 0 ? text : text + String.format(Locale.ROOT, ".%06d", micros);
    }

    private static String interval(PGInterval interval) {
        BigDecimal seconds =
                BigDecimal.valueOf(interval.getWholeSeconds() * 1_000_000L + interval.getMicroSeconds(), 6);
        return "P" + interval.getYears() + "Y" + interval.getMonths() + "M" + interval.getDays() + "DT"
                + interval.getHours() + "H" + interval.getMinutes() + "M"
                + (seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString()) + "S";
    }
}
