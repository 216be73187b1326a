package io.dmslocal.engine.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads dates and times: {@code YYYY-MM-DD}, {@code YYYY:MM:DD}, {@code HH:MM:SS} and the two together, with a fraction of a second where there is
 * one. Source: "Using data types in transformation rule expressions", AWS DMS user guide; T instead of the space and the fraction are ours.
 */
final class TemporalForms {

    private static final Pattern DATE = Pattern.compile("(\\d{4})([-:])(\\d{1,2})\\2(\\d{1,2})");
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,9}))?");
    private static final Pattern MOMENT = Pattern.compile("(\\S{8,10})[ T](\\S{7,18}?)(?:Z|[+]00(?::?00)?)?");

    private TemporalForms() {}

    static LocalDate date(Object value) throws Unworkable {
        if (value instanceof LocalDate date) {
            return date;
        }
        if (value instanceof String text && DATE.matcher(text.strip()).matches()) {
            return date(text.strip());
        }
        return moment(value, "a DATE; texts are read as YYYY-MM-DD").toLocalDate();
    }

    static LocalTime time(Object value) throws Unworkable {
        if (value instanceof LocalTime time) {
            return time;
        }
        if (value instanceof String text && TIME.matcher(text.strip()).matches()) {
            return time(text.strip());
        }
        return moment(value, "a TIME; texts are read as HH:MM:SS").toLocalTime();
    }

    static LocalDateTime moment(Object value) throws Unworkable {
        return moment(value, "a DATETIME; texts are read as YYYY-MM-DD HH:MM:SS");
    }

    private static LocalDateTime moment(Object value, String wanted) throws Unworkable {
        if (value instanceof LocalDateTime moment) {
            return moment;
        }
        if (value instanceof LocalDate date) {
            return date.atStartOfDay();
        }
        if (value instanceof String text) {
            String stripped = text.strip();
            Matcher moment = MOMENT.matcher(stripped);
            if (moment.matches()
                    && DATE.matcher(moment.group(1)).matches()
                    && TIME.matcher(moment.group(2)).matches()) {
                return date(moment.group(1)).atTime(time(moment.group(2)));
            }
            if (DATE.matcher(stripped).matches()) {
                return date(stripped).atStartOfDay();
            }
        }
        throw Unworkable.data("A value is not " + wanted);
    }

    private static LocalDate date(String text) throws Unworkable {
        Matcher parts = DATE.matcher(text);
        try {
            if (parts.matches()) {
                return LocalDate.of(number(parts, 1), number(parts, 3), number(parts, 4));
            }
        } catch (DateTimeException none) {
            throw Unworkable.data("A value is no day of the calendar");
        }
        throw Unworkable.data("A value is not a DATE; texts are read as YYYY-MM-DD");
    }

    private static LocalTime time(String text) throws Unworkable {
        Matcher parts = TIME.matcher(text);
        try {
            if (parts.matches()) {
                String fraction = parts.group(4) == null ? "" : parts.group(4);
                int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
                return LocalTime.of(number(parts, 1), number(parts, 2), number(parts, 3), nanos);
            }
        } catch (DateTimeException none) {
            throw Unworkable.data("A value is no time of a day");
        }
        throw Unworkable.data("A value is not a TIME; texts are read as HH:MM:SS");
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }
}
