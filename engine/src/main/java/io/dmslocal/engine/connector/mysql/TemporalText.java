package io.dmslocal.engine.connector.mysql;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

/** Dates and times as MySQL writes them. */
final class TemporalText {

    private TemporalText() {}

    static String date(LocalDate date) {
        return date(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }

    static String date(int year, int month, int day) {
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2);
    }

    /** With as many fraction digits as are needed, six at most. */
    static String time(LocalTime time) {
        String text = padded(time.getHour(), 2) + ":" + padded(time.getMinute(), 2) + ":" + padded(time.getSecond(), 2);
        int micros = time.getNano() / 1000;
        return micros == 0 ? text : text + "." + padded(micros, 6);
    }

    static String dateTime(LocalDateTime time) {
        return date(time.toLocalDate()) + " " + time(time.toLocalTime());
    }

    /** A TIME, which may be negative and longer than a day, with the fraction digits of its column. */
    static String duration(boolean negative, int hours, int minutes, int seconds, int micros, int fraction) {
        StringBuilder text = new StringBuilder(17);
        text.append(negative ? "-" : "")
                .append(padded(hours, 2))
                .append(':')
                .append(padded(minutes, 2))
                .append(':');
        text.append(padded(seconds, 2));
        appendFraction(text, micros, fraction);
        return text.toString();
    }

    /** A DATETIME whose parts need not be a date of the calendar: {@code 0000-00-00 00:00:00}. */
    static String moment(int year, int month, int day, int hour, int minute, int second, int micros, int fraction) {
        StringBuilder text = new StringBuilder(26);
        text.append(date(year, month, day))
                .append(' ')
                .append(padded(hour, 2))
                .append(':')
                .append(padded(minute, 2));
        text.append(':').append(padded(second, 2));
        appendFraction(text, micros, fraction);
        return text.toString();
    }

    private static void appendFraction(StringBuilder text, int micros, int fraction) {
        if (fraction > 0) {
            text.append('.').append(padded(micros, 6), 0, fraction);
        }
    }

    private static String padded(int value, int width) {
        String digits = Integer.toString(value);
        return digits.length() >= width ? digits : "0".repeat(width - digits.length()) + digits;
    }
}
