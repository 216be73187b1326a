package io.dmslocal.engine.comparison;

import io.dmslocal.engine.settings.ValidationSettings;
import java.time.Duration;

/**
 * When a difference becomes a failure. Source: "Data validation task settings", AWS DMS user guide.
 *
 * @param isAtOnce nothing is applied that could make it good: tasks that only load
 * @param failureDelay for so long a row that differs is tried again
 * @param suspendDelay for so long a row that keeps changing is tried again
 */
public record ValidationPolicy(
        boolean isAtOnce, Duration failureDelay, Duration suspendDelay, int tableFailureMaxCount) {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Rows that are known to differ may be made good by somebody's hand: so often they are looked at again. */
    private static final Duration KNOWN_PAUSE = Duration.ofSeconds(15);

    private static final int DOUBLINGS = 6;

    /** RecordFailureDelayLimitInMinutes wins over what RecordFailureDelayInMinutes says, as it does over AWS's measured latency. */
    public static ValidationPolicy of(ValidationSettings settings, boolean captures) {
        int limit = settings.recordFailureDelayLimitInMinutes();
        return new ValidationPolicy(
                !captures,
                Duration.ofMinutes(limit > 0 ? limit : settings.recordFailureDelayInMinutes()),
                Duration.ofMinutes(settings.recordSuspendDelayInMinutes()),
                settings.tableFailureMaxCount());
    }

    /** How long a row is left alone after so many looks. */
    Duration pause(int looks, boolean isKnown) {
        if (isKnown) {
            return KNOWN_PAUSE;
        }
        Duration pause = SHORTEST_PAUSE.multipliedBy(1L << Math.min(looks, DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
