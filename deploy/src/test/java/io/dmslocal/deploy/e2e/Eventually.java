package io.dmslocal.deploy.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** The one way in which an end-to-end test waits. */
public final class Eventually {

    /** Long: the machine may be busy. What holds, holds much sooner. */
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private static final Duration BETWEEN = Duration.ofMillis(100);

    private Eventually() {}

    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Asks until it holds. A call that fails counts as "not yet": nodes and servers come and go in these tests.
     *
     * @param state what there is instead, for the message
     */
    public static void eventually(String what, Supplier<String> state, Condition condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        Exception last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (condition.holds()) {
                    return;
                }
                last = null;
            } catch (SdkException | java.sql.SQLException e) {
                last = e;
            } catch (Exception e) {
                throw new AssertionError(what, e);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what + "\n" + state.get(), last);
    }
}
