package io.dmslocal.engine.comparison;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** Dates and times as text, with as many fraction digits as there are. */
final class Moments {

    private static final DateTimeFormatter CLOCK = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private static final int NANO_DIGITS = 9;

    private Moments() {}

    static String text(LocalTime time) {
        return CLOCK.format(time);
    }

    static String text(LocalDateTime time) {
        return time.toLocalDate() + " " + text(time.toLocalTime());
    }

    /** @throws java.time.DateTimeException when it is none */
    static LocalDateTime moment(String text) {
        String stripped = text.strip();
        int end = stripped.length();
        if (stripped.endsWith("Z")) {
            end--;
        } else if (stripped.endsWith("+00")) {
            end -= 3;
        }
        String plain = stripped.substring(0, end).replace('T', ' ');
        int blank = plain.indexOf(' ');
        return blank < 0
                ? LocalDate.parse(plain).atStartOfDay()
                : LocalDateTime.of(
                        LocalDate.parse(plain.substring(0, blank)), LocalTime.parse(plain.substring(blank + 1)));
    }

    /** To so many digits of a second, as databases round. */
    static LocalDateTime rounded(LocalDateTime time, int scale) {
        long unit = unit(scale);
        long over = time.getNano() % unit;
        return over == 0 ? time : time.plusNanos(over * 2 >= unit ? unit - over : -over);
    }

    static LocalTime rounded(LocalTime time, int scale) {
        long unit = unit(scale);
        long over = time.getNano() % unit;
        return over == 0 ? time : time.plusNanos(over * 2 >= unit ? unit - over : -over);
    }

    private static long unit(int scale) {
        long unit = 1;
        for (int digits = scale; digits >= 0 && digits < NANO_DIGITS; digits++) {
            unit *= 10;
        }
        return unit;
    }
}
