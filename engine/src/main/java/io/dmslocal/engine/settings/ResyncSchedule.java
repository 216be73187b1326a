package io.dmslocal.engine.settings;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When repairs are due: minute, hour, day of month, month, weekday, UTC (assumed). Lists count up to ten items, further ones are ignored; steps stand behind a range or
 * {@code *}; {@code L} is the last day of the month; weekdays are 0 to 6 from Sunday, or names. Where both a day and a weekday are given, either will do, as with
 * cron. Source: "Data resync settings", AWS DMS user guide.
 */
public final class ResyncSchedule {

    private static final int FIELDS = 5;
    private static final int MOST_ITEMS = 10;
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final List<String> MONTHS =
            List.of("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    /** 29 February on a given weekday comes within so many days. */
    private static final int FARTHEST_DAYS = 366 * 41;

    private final NavigableSet<Integer> minutes;
    private final NavigableSet<Integer> hours;
    private final NavigableSet<Integer> days;
    private final NavigableSet<Integer> months;
    private final NavigableSet<Integer> weekdays;
    private final boolean isLastDay;
    private final boolean anyDay;
    private final boolean anyWeekday;

    private ResyncSchedule(String[] fields) {
        minutes = field("minute", fields[0], 0, 59, List.of());
        hours = field("hour", fields[1], 0, 23, List.of());
        isLastDay = fields[2].equalsIgnoreCase("L");
        anyDay = isAny(fields[2]);
        days = isLastDay ? new TreeSet<>() : field("day of month", fields[2], 1, 31, List.of());
        months = field("month", fields[3], 1, 12, MONTHS);
        anyWeekday = isAny(fields[4]);
        weekdays = field("weekday", fields[4], 0, 6, WEEKDAYS);
    }

    /** @throws IllegalArgumentException saying which field is wrong, and what would be right */
    public static ResyncSchedule of(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("ResyncSchedule '" + text + "' has " + fields.length
                    + " fields; five are needed: minute, hour, day of month, month, weekday");
        }
        ResyncSchedule schedule = new ResyncSchedule(fields);
        if (schedule.next(Instant.EPOCH).isEmpty()) {
            throw new IllegalArgumentException("ResyncSchedule '" + text + "' names a day that no month has");
        }
        return schedule;
    }

    /** The first moment after this one. */
    public Optional<Instant> next(Instant now) {
        LocalDateTime after = LocalDateTime.ofInstant(now, ZoneOffset.UTC)
                .withSecond(0)
                .withNano(0)
                .plusMinutes(1);
        LocalDate day = after.toLocalDate();
        LocalTime from = after.toLocalTime();
        for (int i = 0; i < FARTHEST_DAYS; i++) {
            if (takes(day)) {
                Optional<LocalTime> time = timeFrom(from);
                if (time.isPresent()) {
                    return Optional.of(day.atTime(time.get()).toInstant(ZoneOffset.UTC));
                }
            }
            day = day.plusDays(1);
            from = LocalTime.MIN;
        }
        return Optional.empty();
    }

    private Optional<LocalTime> timeFrom(LocalTime from) {
        for (int hour : hours.tailSet(from.getHour())) {
            Integer minute = minutes.ceiling(hour == from.getHour() ? from.getMinute() : 0);
            if (minute != null) {
                return Optional.of(LocalTime.of(hour, minute));
            }
        }
        return Optional.empty();
    }

    private boolean takes(LocalDate day) {
        if (!months.contains(day.getMonthValue())) {
            return false;
        }
        boolean byDay = isLastDay ? day.getDayOfMonth() == day.lengthOfMonth() : days.contains(day.getDayOfMonth());
        boolean byWeekday = weekdays.contains(day.getDayOfWeek().getValue() % 7);
        if (anyDay || anyWeekday) {
            return byDay && byWeekday;
        }
        return byDay || byWeekday;
    }

    private static boolean isAny(String field) {
        return field.equals("*") || field.equals("?");
    }

    private static NavigableSet<Integer> field(String name, String text, int least, int most, List<String> names) {
        NavigableSet<Integer> values = new TreeSet<>();
        String[] items = text.split(",", -1);
        for (int i = 0; i < Math.min(items.length, MOST_ITEMS); i++) {
            item(name, items[i], least, most, names, values);
        }
        return values;
    }

    private static void item(
            String name, String item, int least, int most, List<String> names, NavigableSet<Integer> values) {
        int slash = item.indexOf('/');
        String range = slash < 0 ? item : item.substring(0, slash);
        int step = slash < 0 ? 1 : number(name, item, item.substring(slash + 1), 1, most + 1, List.of());
        int from = least;
        int to = most;
        if (!isAny(range)) {
            int dash = range.indexOf('-');
            if (slash >= 0 && dash < 0) {
                throw wrong(name, item, "a step stands behind a range or *");
            }
            from = number(name, item, dash < 0 ? range : range.substring(0, dash), least, most, names);
            to = dash < 0 ? from : number(name, item, range.substring(dash + 1), least, most, names);
            if (to < from) {
                throw wrong(name, item, "a range goes from the lesser to the greater");
            }
        }
        for (int value = from; value <= to; value += step) {
            values.add(value);
        }
    }

    private static int number(String name, String item, String text, int least, int most, List<String> names) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0 && !text.isEmpty()) {
            return named;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw wrong(name, item, "from " + least + " to " + most + " is possible");
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException wrong(String name, String item, String cure) {
        return new IllegalArgumentException("ResyncSchedule: '" + item + "' is no " + name + "; " + cure);
    }
}
