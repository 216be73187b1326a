package io.dmslocal.engine.run.failure;

import io.dmslocal.engine.settings.ErrorBehavior;
import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before a run tries again after a connection broke: the RecoverableError settings. Pure.
 *
 * <p>Source: "Error handling task settings", AWS DMS user guide. With throttling each pause is twice the one before, up to the maximum; once the maximum
 * was waited out, RecoverableErrorStopRetryAfterThrottlingMax ends the run.
 *
 * @param failures how many in a row came before
 */
public record Retries(ErrorBehavior behavior, int failures) {

    private static final int MOST_AFTER_FATAL = 6;

    public static Retries none(ErrorBehavior behavior) {
        return new Retries(behavior, 0);
    }

    public Retries next() {
        return new Retries(behavior, failures + 1);
    }

    /** The pause before the next attempt; empty to give up. */
    public Optional<Duration> pause() {
        int limit = behavior.recoverableErrorCount();
        if (limit >= 0 && failures >= limit) {
            return Optional.empty();
        }
        long interval = behavior.recoverableErrorIntervalSeconds();
        if (!behavior.recoverableErrorThrottling()) {
            return Optional.of(Duration.ofSeconds(interval));
        }
        long max = behavior.recoverableErrorThrottlingMaxSeconds();
        boolean waitedTheMaximum = failures > 0 && throttled(interval, failures - 1) >= max;
        return waitedTheMaximum && behavior.recoverableErrorStopRetryAfterThrottlingMax()
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.min(throttled(interval, failures), max)));
    }

    /**
     * The same after an error that will hardly pass by itself. "Running state, fatal error handled by DMS": tried again six times, unless RecoverableErrorCount
     * wants fewer.
     */
    public Optional<Duration> pauseAfterFatal() {
        return failures >= MOST_AFTER_FATAL ? Optional.empty() : pause();
    }

    private static long throttled(long interval, int doublings) {
        return Math.max(interval, 1) << Math.min(doublings, 30);
    }
}
