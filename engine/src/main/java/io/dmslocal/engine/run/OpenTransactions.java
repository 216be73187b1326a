package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.OpenTransaction;
import io.dmslocal.engine.meter.ChangeLag;
import io.dmslocal.engine.run.log.RunLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks now and then which transactions are open on the source, beside the thread that reads it: the latencies grow with the oldest. One that the source does not
 * date is as old as it has been seen. Where they cannot be asked for, the latencies speak of what was captured alone.
 */
final class OpenTransactions {

    /** Metrics are of a minute; after a commit the latencies may be too long for as long as this. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Supplier<List<OpenTransaction>> source;
    private final ChangeLag lag;
    private final RunLog log;
    private final Executor blocking;
    private final Clock clock;
    private long lookedAt = System.nanoTime();
    private CompletableFuture<Void> looking = CompletableFuture.completedFuture(null);
    private volatile boolean isOver;

    // owned by the one look that is under way
    private Map<String, Instant> since = new HashMap<>();
    private String told = "";

    /** @param source is asked, and may block */
    OpenTransactions(
            Supplier<List<OpenTransaction>> source, ChangeLag lag, RunLog log, Executor blocking, Clock clock) {
        this.source = source;
        this.lag = lag;
        this.log = log;
        this.blocking = blocking;
        this.clock = clock;
    }

    /** Called as often as the source delivers, or has nothing to. */
    void look() {
        if (System.nanoTime() - lookedAt >= EVERY.toNanos() && looking.isDone()) {
            lookedAt = System.nanoTime();
            looking = CompletableFuture.runAsync(this::ask, blocking);
        }
    }

    /** Blocking; whoever looks does not wait for it. */
    void ask() {
        List<OpenTransaction> open = List.of();
        try {
            open = source.get();
        } catch (RuntimeException failure) {
            if (!isOver) {
                tell(String.valueOf(failure.getMessage()));
            }
        }
        if (isOver) {
            return; // the latencies are the next stream's by now
        }
        Instant now = clock.instant();
        Map<String, Instant> before = since;
        since = open.stream()
                .collect(Collectors.toMap(
                        OpenTransaction::id,
                        one -> one.age().map(now::minus).orElseGet(() -> before.getOrDefault(one.id(), now))));
        lag.open(since.values().stream().min(Comparator.naturalOrder()));
    }

    /** Nobody looks any more; what comes of a question that is under way is dropped. */
    void close() {
        isOver = true;
    }

    /** Not with every look. */
    private void tell(String reason) {
        if (!reason.equals(told)) {
            told = reason;
            log.captureWarning("The source cannot be asked which transactions are open, and CDCLatencySource and"
                    + " CDCLatencyTarget are those of what was captured alone: " + reason);
        }
    }
}
