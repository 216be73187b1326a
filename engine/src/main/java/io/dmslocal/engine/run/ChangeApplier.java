package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.run.failure.RunFailure;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The only writer of changes: sends each to its table's gate, commits what the gates let through at ends of source transactions, keeps the checkpoint.
 *
 * <pre>
 * change -> Gates -> Routes (whose table, which columns) -> gate closed? CachedChanges
 *                                                        -> Delivery -> ChangeWriter -> commit -> CheckpointKeeper
 * </pre>
 *
 * Owned by the applying thread of the stream, but for {@link #openGate}.
 */
final class ChangeApplier implements AutoCloseable {

    /** What the applier tells its run; called from its thread. */
    interface Listener {
        void gateOpened(TableState table);

        void suspended(TableState table, String reason);

        static Listener of(Consumer<TableState> opened, BiConsumer<TableState, String> left) {
            return new Listener() {
                @Override
                public void gateOpened(TableState table) {
                    opened.accept(table);
                }

                @Override
                public void suspended(TableState table, String reason) {
                    left.accept(table, reason);
                }
            };
        }
    }

    private final Session session;
    private final ChangeWriter writer;
    private final RowWorks works;
    private final TableEvents events;
    private final Delivery delivery;
    private final CheckpointKeeper keeper;
    private final StopWatch stop;
    private final CommitPace pace;
    private final Optional<StatusKeeper> status;
    private final Optional<Loopback> loopback;
    private final Listener listener;
    private final Clock clock;
    private final Gates gates;
    private final Queue<Repair> repairs = new ConcurrentLinkedQueue<>();

    private boolean inTransaction;
    /** How many changes of the open transaction are through: given to the delivery, cached or left out. */
    private long part;
    /** So many of the first one are on the target. */
    private long there;
    /** What the last session left half done is done. */
    private boolean begun;
    /** The stop position is passed: what comes now is read again by a later run. */
    private boolean halted;

    private Transaction transaction = Transaction.NONE;
    /** Everything up to here is committed on the target or cached. */
    private Position settled;

    /** @param status empty when the task keeps no control tables about itself */
    ChangeApplier(
            Session session,
            ChangeWriter writer,
            CheckpointKeeper keeper,
            Optional<StatusKeeper> status,
            Listener listener,
            Clock clock) {
        this.session = session;
        this.writer = writer;
        this.keeper = keeper;
        this.status = status;
        Listener noted = status.<Listener>map(s -> new Noted(listener, s)).orElse(listener);
        this.listener = Listener.of(noted::gateOpened, (table, reason) -> {
            keeper.leavesOut();
            noted.suspended(table, reason);
        });
        this.clock = clock;
        this.works = session.rowWorks(clock);
        Routes routes = new Routes(session, works);
        this.loopback = Loopback.of(session);
        Alterations alterations = new Alterations(session, this::keepPlace);
        BatchApply batch = BatchApply.of(session.plan());
        this.pace = new CommitPace(session.plan().settings(), batch.isOn());
        this.delivery = new Delivery(session, writer, alterations, batch, pace, this::state, this.listener);
        this.events = new TableEvents(session, routes, this.listener, delivery::commit);
        this.gates = new Gates(session, routes, alterations, events, delivery, this.listener);
        this.stop = new StopWatch(session, clock);
        this.there = session.capture().orElseThrow().part();
        this.settled = gates.ended();
    }

    /** Tells the status too why tables are suspended. */
    private record Noted(Listener listener, StatusKeeper status) implements Listener {

        @Override
        public void gateOpened(TableState table) {
            listener.gateOpened(table);
        }

        @Override
        public void suspended(TableState table, String reason) {
            status.suspended(table, reason);
            listener.suspended(table, reason);
        }
    }

    /** Where the target stands with the commit that is made now. */
    private TransactionState state() {
        Position ended = gates.ended();
        Position durable = keeper.durable(ended);
        boolean isKnown = durable.compareTo(ended) == 0
                && !delivery.isRepeating(ended)
                && (part <= there || gates.areOpen()); // what waits behind a gate is through, and not there
        return isKnown ? new TransactionState(ended, Math.max(part, there)) : TransactionState.orMore(durable);
    }

    /** The table is loaded and that is in the checkpoint: its gate opens between two transactions. Called by any thread. */
    void openGate(TableState table) {
        gates.loaded(table);
    }

    /** Rows that are written beside the source's changes, from what the source has at that moment. */
    private record Repair(Consumer<ChangeWriter> work, CompletableFuture<Void> done) {}

    /**
     * Lets rows be repaired between two transactions, by the only writer of changes, so that nothing older overwrites them; changes that the repaired rows
     * hold already are harmless after it. Called by any thread.
     *
     * @param work reads the source, writes and commits
     */
    CompletableFuture<Void> between(Consumer<ChangeWriter> work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        repairs.add(new Repair(work, done));
        return done;
    }

    private void repair() {
        for (Repair repair = repairs.poll(); repair != null; repair = repairs.poll()) {
            try {
                commit();
                loopback.ifPresent(marks -> marks.mark(writer));
                delivery.beside();
                repair.work().accept(writer);
                delivery.repeatsUntil(session.source().now());
                repair.done().complete(null);
            } catch (RuntimeException failed) {
                repair.done().completeExceptionally(failed);
                throw failed;
            }
        }
    }

    /** Why the stream ended by itself; empty while it goes on. */
    Optional<StopReason> stopReason() {
        return stop.reason();
    }

    /** Whether it ended because tables came. */
    boolean isToReopen() {
        return events.isToReopen() && stop.reason().isEmpty();
    }

    /**
     * Applies what has arrived: whole transactions are committed together, of an unfinished one the first part is written and left open.
     *
     * @return whether to go on
     */
    boolean apply(List<Change> group) {
        try {
            if (!begun) {
                begun = true;
                delivery.finishAlterations();
            }
            if (!halted) {
                if (!group.isEmpty()) {
                    session.given(group.get(group.size() - 1).position());
                }
                applyUpToTheStop(group);
            }
            delivery.recordRefusals();
            status.ifPresent(s -> s.look(settled, transaction));
            if (inTransaction) {
                if (pace.isOverdue()) {
                    delivery.commit();
                }
                return true;
            }
            if (pace.isWaiting()) {
                settleWhenDue();
            }
            gates.open(this::commit);
            session.reached(settled);
            repair();
            halted |= isToReopen() && gates.areOpen();
            keeper.keep(settled, false);
            // what was cached before the stop belongs to it: gates must open first
            return !((halted || stop.isReached(gates.ended(), !group.isEmpty())) && gates.areOpen());
        } catch (ChangeWriter.StoppedByPolicy stopped) {
            delivery.recordStop();
            throw new RunFailure(delivery.stopMessage().orElse(stopped.getMessage()));
        }
    }

    private void applyUpToTheStop(List<Change> group) {
        int lastEnd = lastEnd(group);
        for (int i = 0; i < group.size(); i++) {
            Change change = group.get(i);
            if (begins(change) && stop.isPast(transaction)) {
                halted = true;
                commit();
                return;
            }
            if (i > lastEnd && !inTransaction) {
                keeper.publish(settled); // what is counted from here on may be given up
            }
            apply(change);
            if (i == lastEnd) {
                settleWhenDue();
            }
            if (!inTransaction && events.isToReopen() && gates.areOpen()) {
                commit();
                halted = true;
                return;
            }
        }
        delivery.writeAhead();
    }

    private void settleWhenDue() {
        if (pace.isDue()) {
            commit();
        }
    }

    /** After the last group: saves how far it went. An unfinished transaction is given up and will be read again. */
    void finish() {
        if (!inTransaction) {
            commit();
        }
        delivery.recordRefusals();
        keeper.keep(settled, true);
    }

    /** It broke: what is committed for certain is saved, so that the next session does not bring it once more. */
    void failed() {
        if (!gates.areOpening()) {
            keeper.failed(settled);
        }
    }

    @Override
    public void close() {
        try {
            status.ifPresent(StatusKeeper::close);
            keeper.close();
        } finally {
            try {
                writer.close();
                works.close();
            } finally {
                gates.drop();
            }
        }
    }

    private static int lastEnd(List<Change> group) {
        for (int i = group.size() - 1; i >= 0; i--) {
            if (group.get(i).endsTransaction()) {
                return i;
            }
        }
        return -1;
    }

    /** Whether this is the first that is heard of a transaction. */
    private boolean begins(Change change) {
        Transaction of = change.transaction();
        if (of == transaction || of == Transaction.NONE) {
            return false;
        }
        transaction = of;
        return !inTransaction;
    }

    private void apply(Change change) {
        inTransaction = !change.endsTransaction();
        if ((loopback.isEmpty() || !loopback.get().drops(change)) && !isThere(change)) {
            change.accept(gates);
        }
        if (!inTransaction) {
            there = part == 0 ? there : 0;
            part = 0;
        } else if (!(change instanceof Change.Ddl)) {
            part++;
        }
    }

    /** Definitions are told as the source's reader finds them new: they are neither counted nor passed over. */
    private boolean isThere(Change change) {
        return part < there && inTransaction && !(change instanceof Change.Ddl);
    }

    /** Everything that was delivered is committed. */
    private Position keepPlace() {
        settled = gates.ended();
        keeper.keep(settled, true);
        return keeper.durable(settled);
    }

    private void commit() {
        delivery.commit();
        settled = inTransaction ? settled : gates.ended();
        keeper.publish(settled, clock.instant());
        if (pace.gathers()) {
            keeper.publish(settled); // what is counted from here on is not committed for a while
        }
    }
}
