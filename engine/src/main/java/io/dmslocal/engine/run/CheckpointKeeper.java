package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.meter.ChangeLag.Cached;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.run.cache.CachedChanges;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.RunStatistics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Saves how far the changes have got, beside the applier's thread so that it need not wait, and lets the source forget what is saved. Owned by the
 * applier's thread.
 */
final class CheckpointKeeper implements AutoCloseable {

    private static final long SAVE_EVERY = Duration.ofMillis(500).toNanos();
    private static final long SAVE_IDLE_EVERY = Duration.ofSeconds(10).toNanos();
    private static final long PUBLISH_EVERY = Duration.ofMillis(50).toNanos();

    private final Session session;
    private final ChangeReader reader;
    private final Executor blocking;
    private final Clock clock;
    private CompletableFuture<Void> saving = CompletableFuture.completedFuture(null);
    private Position saved;
    private long savedAt;
    private long publishedAt;
    private boolean applied;
    private boolean unpublished;

    CheckpointKeeper(Session session, ChangeReader reader, Executor blocking, Clock clock) {
        this.clock = clock;
        this.session = session;
        this.reader = reader;
        this.blocking = blocking;
        this.saved = session.capture().orElseThrow().from();
        this.savedAt = System.nanoTime();
        this.publishedAt = savedAt - PUBLISH_EVERY;
    }

    /** The target has committed: counters may be seen, though not each time. */
    void publish(Position ended, Instant now) {
        applied = true;
        unpublished = true;
        if (System.nanoTime() - publishedAt >= PUBLISH_EVERY) {
            publishNow(ended, now);
        }
    }

    /** Shows what was counted up to the last commit, before an unfinished transaction is counted. */
    void publish(Position ended) {
        if (unpublished) {
            publishNow(ended, clock.instant());
        }
    }

    /** Between transactions: saves when it is time to, or at once. */
    void keep(Position ended, boolean atOnce) {
        long now = System.nanoTime();
        if (unpublished && (atOnce || now - publishedAt >= PUBLISH_EVERY)) {
            publishNow(ended, clock.instant());
        }
        if (atOnce) {
            await();
            save(durable(ended));
            return;
        }
        boolean hasNews = applied || session.reasons().areChanged();
        if (!saving.isDone() || now - savedAt < (hasNews ? SAVE_EVERY : SAVE_IDLE_EVERY)) {
            return;
        }
        await();
        Position position = durable(ended);
        if (position.compareTo(saved) > 0 || hasNews) {
            RunStatistics statistics = session.statistics();
            List<String> suspended = suspended();
            savedAt = now;
            applied = false;
            saved = position;
            saving = CompletableFuture.runAsync(() -> save(position, suspended, statistics), blocking);
        }
    }

    /** A table is left out from here on: that must be known before anything behind its refused change is on the target. */
    void leavesOut() {
        await();
        save(saved);
    }

    /** The applier broke. What it counted since is not shown: it may have been given up. */
    void failed(Position ended) {
        close();
        if (saving.isCompletedExceptionally()) {
            return; // that was what broke
        }
        Position position = durable(ended);
        if (position.compareTo(saved) > 0) {
            save(position);
        }
    }

    private void publishNow(Position ended, Instant now) {
        session.tables().forEach(t -> t.publish(now));
        session.appliedUpTo(durable(ended));
        session.meter().lag().committed(ended, cached());
        publishedAt = System.nanoTime();
        unpublished = false;
    }

    private Cached cached() {
        long memory = 0;
        long disk = 0;
        Optional<Instant> oldest = Optional.empty();
        for (TableState table : session.tables()) {
            Optional<CachedChanges> gate = table.gate().filter(cache -> cache.size() > 0);
            if (gate.isPresent()) {
                memory += gate.get().inMemory();
                disk += gate.get().size() - gate.get().inMemory();
                Instant first = gate.get().oldest().orElseThrow();
                oldest = oldest.filter(before -> before.isBefore(first)).or(() -> Optional.of(first));
            }
        }
        return memory + disk == 0 ? Cached.NONE : new Cached(memory, disk, oldest);
    }

    /** Never past a change that is merely cached. */
    Position durable(Position ended) {
        Position least = ended;
        for (TableState table : session.tables()) {
            if (table.gate().isPresent() && table.gate().get().since().isPresent()) {
                Position since = table.gate().get().since().get();
                least = since.compareTo(least) < 0 ? since : least;
            }
        }
        return least;
    }

    private List<String> suspended() {
        List<String> suspended = new ArrayList<>();
        for (TableState table : session.tables()) {
            if (table.phase() == Phase.ERROR) {
                suspended.add(table.source().toString());
            }
        }
        return suspended;
    }

    private void save(Position position) {
        save(position, suspended(), session.statistics());
    }

    private void save(Position position, List<String> suspended, RunStatistics statistics) {
        session.checkpoint().save(new RunCheckpoint.Applied(position.text(), suspended), statistics);
        reader.confirm(position);
    }

    /** A save that is still under way must not come after those of the next session. */
    @Override
    public void close() {
        saving.exceptionally(broken -> null).join();
    }

    private void await() {
        try {
            saving.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
