package io.dmslocal.engine.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A weekly window in UTC, {@code wed:11:42-wed:12:12} (AWS: PreferredMaintenanceWindow of CreateReplicationInstance and of ComputeConfig). */
public final class MaintenanceWindow {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final int DAY = 24 * 60;
    private static final int WEEK = 7 * DAY;
    private static final int SHORTEST = 30;
    private static final Pattern FORM = Pattern.compile(
            "(?i)(mon|tue|wed|thu|fri|sat|sun):([01]\\d|2[0-3]):([0-5]\\d)-(mon|tue|wed|thu|fri|sat|sun):([01]\\d|2[0-3]):([0-5]\\d)");

    private MaintenanceWindow() {}

    /** What is wrong with a window. */
    public static Optional<String> mistake(String window) {
        Matcher matcher = FORM.matcher(window);
        if (!matcher.matches()) {
            return Optional.of("PreferredMaintenanceWindow '" + window
                    + "' is not valid: ddd:hh24:mi-ddd:hh24:mi is needed, like wed:11:42-wed:12:12.");
        }
        int minutes = Math.floorMod(minute(matcher, 4) - minute(matcher, 1), WEEK);
        return minutes < SHORTEST
                ? Optional.of("PreferredMaintenanceWindow '" + window + "' lasts " + minutes + " minutes; at least "
                        + SHORTEST + " are needed.")
                : Optional.empty();
    }

    /** A window of half an hour, the same for the same seed. */
    public static String chosen(long seed) {
        int start = (int) Math.floorMod(seed, (long) WEEK);
        return text(start) + "-" + text((start + SHORTEST) % WEEK);
    }

    /** How long until the window opens next: a second to a week. */
    public static Duration until(String window, Instant now) {
        Matcher matcher = FORM.matcher(window);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(window + " was not checked");
        }
        ZonedDateTime utc = now.atZone(ZoneOffset.UTC);
        long second = (utc.getDayOfWeek().getValue() - 1) * 86_400L
                + utc.toLocalTime().toSecondOfDay();
        long rest = Math.floorMod(minute(matcher, 1) * 60L - second, WEEK * 60L);
        return Duration.ofSeconds(rest == 0 ? WEEK * 60L : rest);
    }

    private static int minute(Matcher matcher, int group) {
        return DAYS.indexOf(matcher.group(group).toLowerCase(Locale.ROOT)) * DAY
                + Integer.parseInt(matcher.group(group + 1)) * 60
                + Integer.parseInt(matcher.group(group + 2));
    }

    private static String text(int minute) {
        return DAYS.get(minute / DAY) + String.format(":%02d:%02d", minute % DAY / 60, minute % 60);
    }
}
