package io.dmslocal.engine.run.validation;

import java.time.Duration;
import java.util.function.Supplier;

/** How long a database was waited for, in all. One thread's. */
final class Stopwatch {

    private long nanos;
    private boolean isUsed;

    <T> T during(Supplier<T> question) {
        long began = System.nanoTime();
        try {
            return question.get();
        } finally {
            nanos += System.nanoTime() - began;
            isUsed = true;
        }
    }

    /** Whether anything was asked. */
    boolean isUsed() {
        return isUsed;
    }

    Duration time() {
        return Duration.ofNanos(nanos);
    }
}
