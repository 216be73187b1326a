package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Change.Truncate;
import io.dmslocal.engine.record.Change.Unreadable;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.RowBytes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The only writer of changes: sends each to its table's gate, applies what the gate lets through, commits at ends of source transactions, keeps
 * the checkpoint.
 *
 * <pre>
 * change -> Routes (whose table, which columns) -> gate closed? CachedChanges
 *                                               -> in the table's image already? left out
 *                                               -> ChangeWriter -> commit -> CheckpointKeeper
 * </pre>
 *
 * BatchApplyEnabled will stand between gate and writer, as another way to turn a group of transactions into writes.
 *
 * <p>Owned by the applying thread of the stream, but for {@link #openGate}.
 */
final class ChangeApplier implements AutoCloseable {

    /** What the applier tells its run; called from its thread. */
    interface Listener {
        void gateOpened(TableState table);

        void suspended(TableState table, String reason);
    }

    /** Changes that go to the writer in one call at most, and cached changes in one target transaction. */
    private static final int PIECE = 4096;

    /** The same, bytes: rows may be wide, and statements hold them several times over. */
    private static final long PIECE_BYTES = 4L << 20;

    private final Session session;
    private final ChangeWriter writer;
    private final Routes routes;
    private final Alterations alterations;
    private final TableEvents events;
    private final Refusals refusals;
    private final CheckpointKeeper keeper;
    private final StopWatch stop;
    private final Listener listener;
    private final Clock clock;
    private final Conflicts byPolicy;
    private final Conflicts whileCached;
    private final Queue<TableState> loaded = new ConcurrentLinkedQueue<>();

    private final Arriving arriving = new Arriving();
    private final List<RowChange> piece = new ArrayList<>();
    private long pieceBytes;
    private Conflicts pieceConflicts;
    private boolean wrote;
    private boolean inTransaction;
    /** The stop position is passed: what comes now is read again by a later run. */
    private boolean halted;

    private Transaction transaction = Transaction.NONE;
    private Optional<Position> repeatsUntil;
    /** Everything up to here is committed on the target or cached. */
    private Position ended;

    ChangeApplier(Session session, ChangeWriter writer, CheckpointKeeper keeper, Listener listener, Clock clock) {
        Session.Capture capture = session.capture().orElseThrow();
        this.session = session;
        this.writer = writer;
        this.keeper = keeper;
        this.listener = listener;
        this.clock = clock;
        this.routes = new Routes(session);
        this.alterations = new Alterations(session);
        this.events = new TableEvents(session, routes, listener, this::commitTarget);
        this.refusals = new Refusals(session, listener);
        this.stop = new StopWatch(session, clock);
        this.byPolicy = session.policy().conflicts();
        this.whileCached =
                session.plan().settings().errorBehavior().fullLoadIgnoreConflicts() ? Conflicts.IDEMPOTENT : byPolicy;
        this.pieceConflicts = byPolicy;
        this.repeatsUntil = capture.repeatsUntil();
        this.ended = capture.from();
    }

    /** The table is loaded and that is in the checkpoint: its gate opens between two transactions. Called by any thread. */
    void openGate(TableState table) {
        loaded.add(table);
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
            if (!halted) {
                applyUpToTheStop(group);
            }
            refusals.record(writer);
            if (inTransaction) {
                return true;
            }
            openGates();
            halted |= isToReopen() && areGatesOpen();
            keeper.keep(ended, false);
            // what was cached before the stop belongs to it: gates must open first
            return !((halted || stop.isReached(ended, !group.isEmpty())) && areGatesOpen());
        } catch (ChangeWriter.StoppedByPolicy stopped) {
            refusals.record(writer);
            throw new RunFailure(refusals.stopMessage().orElse(stopped.getMessage()));
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
                keeper.publish(ended); // what is counted from here on may be given up
            }
            apply(change);
            if (i == lastEnd) {
                commit();
            }
            if (!inTransaction && events.isToReopen() && areGatesOpen()) {
                commit();
                halted = true;
                return;
            }
        }
        flush();
    }

    private boolean areGatesOpen() {
        return session.tables().stream().allMatch(table -> table.gate().isEmpty());
    }

    /** After the last group: saves how far it went. An unfinished transaction is given up and will be read again. */
    void finish() {
        if (!inTransaction) {
            commit();
        }
        refusals.record(writer);
        keeper.keep(ended, true);
    }

    @Override
    public void close() {
        try {
            keeper.close();
        } finally {
            try {
                writer.close();
            } finally {
                session.tables().forEach(table -> table.gate().ifPresent(CachedChanges::close));
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
        change.accept(arriving);
    }

    // ---- the gate

    /** What becomes of a change as it comes from the source. */
    private final class Arriving implements Change.Visitor<RuntimeException> {

        @Override
        public void row(RowChange change) {
            arrived(change);
        }

        @Override
        public void truncate(Truncate change) {
            arrived(change);
        }

        @Override
        public void ddl(Change.Ddl change) {
            events.take(change);
            if (change.event() instanceof Change.TableEvent.Altered) {
                alter(change);
            }
        }

        @Override
        public void unreadable(Unreadable change) {
            arrived(change);
        }

        @Override
        public void commit(Change.Commit change) {
            ended = change.position();
        }

        @Override
        public void progress(Change.Progress change) {
            ended = change.position();
        }
    }

    /** Where the source's log says at once how the table is now, the target need not wait for the next row. */
    private void alter(Change.Ddl change) {
        Optional<TableState> found = routes.of(change.table());
        if (found.isEmpty() || found.get().isSuspended() || events.isLeaving(found.get())) {
            return;
        }
        alterations.told(found.get());
        if (change.definition().isPresent()
                && found.get().gate().isEmpty()
                && !found.get().mayHold(change.position())) {
            Routes.Route route = routes.of(change.definition().get());
            if (!route.isOpen()) {
                opens(route, change.position());
            }
        }
    }

    private void arrived(RowChange change) {
        Routes.Route route = routes.of(change.schema());
        TableState table = route.table();
        if (table == null) {
            return;
        }
        table.countCaptured(change.operation());
        if (table.isSuspended()) {
            return;
        }
        if (table.gate().isPresent()) {
            cache(table, change);
        } else {
            deliver(route, change, byPolicy);
        }
    }

    private void arrived(Truncate change) {
        Optional<TableState> found = routes.of(change.table());
        if (found.isEmpty() || found.get().isSuspended()) {
            return;
        }
        TableState table = found.get();
        table.countCapturedDdl();
        if (table.gate().isPresent()) {
            cache(table, change);
        } else {
            deliver(table, change);
        }
    }

    private void arrived(Unreadable change) {
        Optional<TableState> found = routes.of(change.table());
        if (found.isEmpty()) {
            return;
        }
        TableState table = found.get();
        table.countCaptured(change.operation());
        if (table.isSuspended()) {
            return;
        }
        if (table.gate().isPresent()) {
            cache(table, change);
        } else {
            refuse(table, change);
        }
    }

    private void cache(TableState table, Change change) {
        if (table.image().isPresent() && table.image().get().holds().holds(change) || events.isLeaving(table)) {
            return;
        }
        table.gate().get().add(change, ended);
    }

    private void openGates() {
        for (TableState table = loaded.poll(); table != null; table = loaded.poll()) {
            TableState opening = table;
            long waiting = opening.gate().map(CachedChanges::size).orElse(0L);
            Waiting cached = new Waiting(opening);
            opening.gate().ifPresent(cache -> cache.drain(cached::apply));
            commit();
            opening.open();
            session.log()
                    .applyNews(
                            opening.source(),
                            waiting + " cached changes were looked through; changes are applied from here on");
            listener.gateOpened(opening);
            events.opened(opening);
        }
    }

    /** What becomes of a change that has waited behind its table's gate. */
    private final class Waiting implements Change.Visitor<RuntimeException> {

        private final TableState table;

        private Waiting(TableState table) {
            this.table = table;
        }

        void apply(Change change) {
            if (table.isSuspended()) {
                return;
            }
            change.accept(this);
            if (isPieceFull()) {
                ChangeApplier.this.commit();
            }
        }

        @Override
        public void row(RowChange change) {
            deliver(routes.of(change.schema()), change, whileCached);
        }

        @Override
        public void truncate(Truncate change) {
            deliver(table, change);
        }

        @Override
        public void unreadable(Unreadable change) {
            refuse(table, change);
        }

        @Override
        public void ddl(Change.Ddl change) {
            throw neverCached(change);
        }

        @Override
        public void commit(Change.Commit change) {
            throw neverCached(change);
        }

        @Override
        public void progress(Change.Progress change) {
            throw neverCached(change);
        }

        private IllegalStateException neverCached(Change change) {
            return new IllegalStateException("This change does not wait behind a gate: " + change);
        }
    }

    // ---- the target

    private void deliver(Routes.Route route, RowChange change, Conflicts otherwise) {
        Conflicts conflicts = otherwise;
        TableState table = route.table();
        if (table.image().isPresent()) {
            if (isHeld(table, change)) {
                return;
            }
            conflicts = table.image().isPresent() ? whileCached : otherwise;
        }
        if (repeatsUntil.isPresent() && isRepeated(change)) {
            conflicts = Conflicts.IDEMPOTENT;
        }
        if (!route.isOpen() && !opens(route, change.position())) {
            return;
        }
        if (conflicts != pieceConflicts || isPieceFull()) {
            flush();
            pieceConflicts = conflicts;
        }
        piece.add(route.translate(change));
        pieceBytes += RowBytes.of(change);
        table.countWritten(change.operation(), 1);
    }

    private void deliver(TableState table, Truncate change) {
        if (table.image().isPresent() && isHeld(table, change)) {
            return;
        }
        boolean repeated = repeatsUntil.isPresent() && isRepeated(change);
        if (!repeated && session.plan().settings().errorBehavior().applyErrorFailOnTruncationDdl()) {
            throw new RunFailure("Table " + change.table()
                    + " was truncated on the source, and ErrorBehavior.ApplyErrorFailOnTruncationDdl is true");
        }
        if (!session.plan().settings().ddlHandling().truncated()) {
            return;
        }
        // The target empties tables outside its transaction of changes: what came before must be there first.
        commitTarget();
        session.target().truncate(table.target().table());
        table.countAppliedDdl();
    }

    /** A change that could not be read: what came before it is judged first, so that errors count in the order of the log. */
    private void refuse(TableState table, Unreadable change) {
        if (table.image().isPresent() && isHeld(table, change)) {
            return;
        }
        flush();
        if (!table.isSuspended()) {
            refusals.unreadable(table, change);
        }
    }

    /** The first change under a definition: the target's table may have to follow it. */
    private boolean opens(Routes.Route route, Position at) {
        if (alterations.isAltered(route, at)) {
            commitTarget(); // the target alters tables outside its transaction of changes
            String failure = alterations.follow(route, at);
            if (!failure.isEmpty()) {
                route.table().enter(TableState.Phase.ERROR);
                listener.suspended(route.table(), failure);
                return false;
            }
        }
        route.open();
        return true;
    }

    private boolean isHeld(TableState table, Change change) {
        TableState.Image image = table.image().get();
        if (change.position().compareTo(image.end()) > 0) {
            table.forgetImage();
            return false;
        }
        return image.holds().holds(change);
    }

    private boolean isRepeated(Change change) {
        if (change.position().compareTo(repeatsUntil.get()) > 0) {
            repeatsUntil = Optional.empty();
            return false;
        }
        return true;
    }

    private void flush() {
        if (!piece.isEmpty()) {
            wrote = true;
            writer.write(List.copyOf(piece), pieceConflicts, refusals);
            piece.clear();
            pieceBytes = 0;
        }
    }

    private boolean isPieceFull() {
        return piece.size() >= PIECE || pieceBytes >= PIECE_BYTES;
    }

    private void commit() {
        commitTarget();
        keeper.publish(ended, clock.instant());
    }

    private void commitTarget() {
        flush();
        if (wrote) {
            writer.commit(refusals);
            wrote = false;
            session.progressed();
        }
        refusals.record(writer);
    }
}
