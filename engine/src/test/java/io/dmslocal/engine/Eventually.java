package io.dmslocal.engine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The one way in which tests wait. */
public final class Eventually {

    /** Long: the machine may be busy. What holds, holds much sooner. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Duration BETWEEN = Duration.ofMillis(2);

    private Eventually() {}

    /** What must be repeated until it holds; it may itself wait a little. */
    public interface Step {
        boolean holds() throws Exception;
    }

    public static void eventually(String what, Step step) {
        eventually(() -> what, step);
    }

    /** @param what is looked at only when it has not come to pass */
    public static void eventually(Supplier<String> what, Step step) {
        eventually(what, DEADLINE, BETWEEN, step);
    }

    /** For what takes long on any machine, and is asked for less often. */
    public static void eventually(Supplier<String> what, Duration within, Step step) {
        eventually(what, within, within.dividedBy(1_000), step);
    }

    private static void eventually(Supplier<String> what, Duration within, Duration between, Step step) {
        long deadline = System.nanoTime() + within.toNanos();
        try {
            while (!step.holds()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("not within " + within.toSeconds() + " s: " + what.get());
                }
                LockSupport.parkNanos(between.toNanos());
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(what.get(), e);
        }
    }
}
