package io.dmslocal.engine.connector.kinesis;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How fast records of a partition key may go after the stream refused one: first the refused record alone, until it is taken, after a pause that
 * grows; then two, four, eight a call. A key that was never refused is not known here. Used by one thread.
 */
final class KeyPace {

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    /** From so many a call on a key is as free as any other. */
    private static final int FREE = 512;
    /** Keys that were refused and then taken: enough to know the busy ones. */
    private static final int MOST_KEYS = 4096;

    private static final class Pace {
        private int perCall = 1;
        private int refusals;
        private long notBefore;
    }

    private final Map<String, Pace> paces = new HashMap<>();

    /** Whether every key is free. */
    boolean isFree() {
        return paces.isEmpty();
    }

    /** Records of the key that a call may hold at {@code now}, {@link System#nanoTime}; 0 while it pauses. */
    int perCall(String key, long now) {
        Pace pace = paces.get(key);
        if (pace == null) {
            return Integer.MAX_VALUE;
        }
        return pace.notBefore - now > 0 ? 0 : pace.perCall;
    }

    /** Nanoseconds until the key may go. */
    long pause(String key, long now) {
        Pace pace = paces.get(key);
        return pace == null ? 0 : Math.max(0, pace.notBefore - now);
    }

    /** @return how often in a row */
    int refused(String key, long now) {
        Pace pace = paces.computeIfAbsent(key, k -> new Pace());
        pace.perCall = 1;
        pace.notBefore = now + pauseMillis(pace.refusals++) * 1_000_000;
        return pace.refusals;
    }

    /** Everything that a call held of the key was taken. */
    void taken(String key) {
        Pace pace = paces.get(key);
        if (pace == null) {
            return;
        }
        pace.refusals = 0;
        pace.perCall *= 2;
        if (pace.perCall >= FREE) {
            paces.remove(key);
        } else if (paces.size() > MOST_KEYS) {
            paces.values().removeIf(p -> p.refusals == 0);
        }
    }

    void forget() {
        paces.clear();
    }

    /** After {@code refusals} before this one. */
    static long pauseMillis(int refusals) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(refusals, 16));
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }
}
