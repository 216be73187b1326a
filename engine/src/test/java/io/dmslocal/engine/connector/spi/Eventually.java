package io.dmslocal.engine.connector.spi;

import java.time.Duration;
import java.util.function.Supplier;

/** The one way in which a contract test waits. */
public final class Eventually {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Eventually() {}

    /** What a step says that must be repeated until it holds. */
    public interface Step {
        boolean holds() throws Exception;
    }

    /** Repeats the step, which itself may wait a little, until it holds. */
    public static void eventually(Supplier<String> what, Step step) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        try {
            while (!step.holds()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what.get());
                }
                Thread.onSpinWait();
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(what.get(), e);
        }
    }
}
