package io.dmslocal.engine.connector.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Intervals as AWS DMS writes them: {@code 1 YEAR, 2 MONTHS, 3 DAYS, 4 HOURS, 5 MINUTES, 6 SECONDS}. Parts that are nought are left out, and an
 * interval of nothing is {@code 0 SECONDS}: assumed.
 */
final class IntervalWords {

    /** IntervalStyle iso_8601. */
    private static final Pattern ISO = Pattern.compile("P(?:(-?\\d+)Y)?(?:(-?\\d+)M)?(?:(-?\\d+)W)?(?:(-?\\d+)D)?"
            + "(?:T(?:(-?\\d+)H)?(?:(-?\\d+)M)?(?:(-?)(\\d+)(?:\\.(\\d{1,6}))?S)?)?");

    private IntervalWords() {}

    static String of(int months, int days, long micros) throws UnreadableValue {
        if ((months == Integer.MAX_VALUE && micros == Long.MAX_VALUE)
                || (months == Integer.MIN_VALUE && micros == Long.MIN_VALUE)) {
            throw new UnreadableValue("interval infinity has no words");
        }
        List<String> words = new ArrayList<>();
        add(words, months / 12, "YEAR");
        add(words, months % 12, "MONTH");
        add(words, days, "DAY");
        add(words, micros / 3_600_000_000L, "HOUR");
        add(words, micros / 60_000_000L % 60, "MINUTE");
        long rest = micros % 60_000_000L;
        if (rest % 1_000_000 == 0) {
            add(words, rest / 1_000_000, "SECOND");
        } else {
            String fraction = String.format("%06d", Math.abs(rest % 1_000_000)).replaceAll("0+$", "");
            words.add((rest < 0 ? "-" : "") + Math.abs(rest / 1_000_000) + "." + fraction + " SECONDS");
        }
        return words.isEmpty() ? "0 SECONDS" : String.join(", ", words);
    }

    static String ofIso(String text) throws UnreadableValue {
        Matcher m = ISO.matcher(text);
        if (!m.matches()) {
            throw new UnreadableValue("interval " + text + " has no words");
        }
        long months = number(m.group(1)) * 12 + number(m.group(2));
        long days = number(m.group(3)) * 7 + number(m.group(4));
        long micros = number(m.group(5)) * 3_600_000_000L + number(m.group(6)) * 60_000_000L;
        long seconds = number(m.group(8)) * 1_000_000L
                + (m.group(9) == null ? 0 : number((m.group(9) + "00000").substring(0, 6)));
        micros += "-".equals(m.group(7)) ? -seconds : seconds;
        return of((int) months, (int) days, micros);
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static void add(List<String> words, long number, String unit) {
        if (number != 0) {
            words.add(number + " " + unit + (Math.abs(number) == 1 ? "" : "S"));
        }
    }
}
