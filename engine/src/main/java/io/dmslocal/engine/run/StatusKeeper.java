package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.stream.Blocking;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Keeps awsdms_status, awsdms_history and awsdms_suspended_tables of a task with changes. Looks on the applier's thread, writes beside it, one write at a
 * time. A write that fails is told once and tried again: rows about the task must not end it.
 */
final class StatusKeeper implements AutoCloseable {

    /** How often rows are brought up to date while nothing else happens (assumed: AWS says "regularly"). */
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** How often it is looked whether the phase or a table's state has changed. */
    private static final long LOOK_EVERY = Duration.ofMillis(200).toNanos();

    private final Session session;
    private final StatusRows rows;
    private final Executor blocking;
    private final Clock clock;
    private final boolean keepsSuspended;
    private final Map<TableId, String> reasons = new HashMap<>();
    private final Set<TableId> suspended = new HashSet<>();
    private boolean began;
    private String status = "";
    private Instant writtenAt = Instant.MIN;
    private long lookedAt;
    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
    private boolean failed;

    private StatusKeeper(Session session, Executor blocking, Clock clock) {
        this.session = session;
        this.rows = new StatusRows(session);
        this.blocking = blocking;
        this.clock = clock;
        this.lookedAt = System.nanoTime() - LOOK_EVERY;
        this.keepsSuspended =
                session.control().having(ControlTables.SUSPENDED_TABLES).isPresent();
    }

    /** Empty when the task keeps none of the tables. */
    static Optional<StatusKeeper> of(Session session, Executor blocking, Clock clock) {
        TaskControl control = session.control();
        boolean any = control.having(ControlTables.STATUS).isPresent()
                || control.having(ControlTables.HISTORY).isPresent()
                || control.having(ControlTables.SUSPENDED_TABLES).isPresent();
        return any ? Optional.of(new StatusKeeper(session, blocking, clock)) : Optional.empty();
    }

    /** Why a table is left out from here on. */
    void suspended(TableState table, String reason) {
        reasons.put(table.source(), reason);
        lookedAt = System.nanoTime() - LOOK_EVERY;
    }

    /**
     * @param ended how far the changes are applied
     * @param transaction the last one that was heard of
     */
    void look(Position ended, Transaction transaction) {
        long nano = System.nanoTime();
        if (nano - lookedAt < LOOK_EVERY || !writing.isDone()) {
            return;
        }
        lookedAt = nano;
        Instant now = clock.instant();
        String present = StatusRows.status(session);
        Set<TableId> left = keepsSuspended ? suspendedNow() : Set.of();
        boolean isNews = !began || !present.equals(status) || !left.equals(suspended);
        if (isNews || !now.isBefore(writtenAt.plus(EVERY))) {
            StatusRows.Seen seen = rows.see(present, ended, transaction, now);
            Map<TableId, String> why = Map.copyOf(reasons);
            write(() -> {
                if (keepsSuspended) {
                    rows.suspended(left, why, now);
                }
                rows.write(seen);
            });
            began = true;
            status = present;
            suspended.clear();
            suspended.addAll(left);
            writtenAt = now;
        }
    }

    private Set<TableId> suspendedNow() {
        Set<TableId> now = new HashSet<>();
        for (TableState table : session.tables()) {
            if (table.phase() == Phase.ERROR) {
                now.add(table.source());
            }
        }
        return now;
    }

    private void write(Runnable rowsOfNow) {
        writing = CompletableFuture.runAsync(rowsOfNow, blocking).handle((done, failure) -> {
            if (failure != null && !failed) {
                session.log()
                        .taskWarning("Control tables cannot be written: "
                                + Blocking.cause(failure).getMessage());
            }
            failed = failure != null;
            return null;
        });
    }

    /** The changes are over: the task is not running, unless it goes on with another session. */
    @Override
    public void close() {
        writing.join();
        if (began) {
            Instant now = clock.instant();
            write(() -> rows.write(rows.see("NOT RUNNING", null, Transaction.NONE, now)));
            writing.join();
        }
    }
}
