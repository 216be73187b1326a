package io.dmslocal.engine.run.reason;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Which calls to its sides a run waits for, and since when: one at most for each batch. Any thread. */
public final class CallsUnderWay {

    /** By identity. */
    private static final class Call {
        private final long since = System.nanoTime();
    }

    private final Set<Call> calls = ConcurrentHashMap.newKeySet();

    public <T> T during(Supplier<T> work) {
        Call call = new Call();
        calls.add(call);
        try {
            return work.get();
        } finally {
            calls.remove(call);
        }
    }

    public void during(Runnable work) {
        during(() -> {
            work.run();
            return this;
        });
    }

    /** Of the oldest; zero when there is none. */
    public Duration longest() {
        long now = System.nanoTime();
        return Duration.ofNanos(
                calls.stream().mapToLong(call -> now - call.since).max().orElse(0));
    }
}
