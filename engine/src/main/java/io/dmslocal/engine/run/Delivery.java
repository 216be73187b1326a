package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Truncate;
import io.dmslocal.engine.record.Change.Unreadable;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.RowBytes;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.validation.ChangedKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a table's open gate lets through, on its way to the target: left out when the table's image holds it already, gathered into pieces, written,
 * committed. When it is committed is decided by {@link ChangeApplier}. Owned by its thread.
 *
 * <p>With BatchApplyEnabled a piece is a batch, of which only the net changes are written, see {@link BatchApply}.
 */
final class Delivery {

    /** Changes that go to the writer in one call at most, and cached changes in one target transaction. */
    private static final int PIECE = 4096;

    /** The same, bytes: rows may be wide, and statements hold them several times over. */
    private static final long PIECE_BYTES = 4L << 20;

    private final Session session;
    private final ChangeWriter writer;
    private final Alterations alterations;
    private final Refusals refusals;
    private final LobChanges lobs;
    private final ChangeApplier.Listener listener;
    private final BatchApply batch;
    private final CommitPace pace;
    private final Optional<Supplier<TransactionState>> state;
    private final Optional<Loopback> loopback;
    /** Streams find none. */
    private final boolean findsRows;

    private final Conflicts byPolicy;
    private final Conflicts whileCached;
    /** A row that comes again takes the place of the flagged one that stayed. */
    private final Conflicts overFlagged;

    private final List<RowChange> piece = new ArrayList<>();
    private long pieceBytes;
    private Conflicts pieceConflicts;
    private boolean wrote;
    /** Where the target stands with all that came before the piece. */
    private TransactionState given;

    private Optional<Position> repeatsUntil;

    /** @param state where the target stands with the commit that is made now */
    Delivery(
            Session session,
            ChangeWriter writer,
            Alterations alterations,
            BatchApply batch,
            CommitPace pace,
            Supplier<TransactionState> state,
            ChangeApplier.Listener listener) {
        this.batch = batch;
        this.pace = pace;
        this.state = session.control().having(ControlTables.TXN_STATE).map(store -> state);
        this.loopback = Loopback.of(session);
        this.findsRows = !session.plan().isToStream();
        this.session = session;
        this.writer = writer;
        this.alterations = alterations;
        this.listener = listener;
        this.refusals = new Refusals(session, listener);
        this.lobs = new LobChanges(session);
        this.byPolicy = session.policy().conflicts();
        this.whileCached =
                session.plan().settings().errorBehavior().fullLoadIgnoreConflicts() ? Conflicts.IDEMPOTENT : byPolicy;
        this.overFlagged =
                new Conflicts(Conflicts.OnDuplicateKey.UPDATE, byPolicy.onMissingRow(), byPolicy.onMissingDelete());
        this.pieceConflicts = byPolicy;
        this.given = TransactionState.orMore(session.capture().orElseThrow().from());
        this.repeatsUntil = session.capture().orElseThrow().repeatsUntil();
    }

    void row(Routes.Route route, RowChange change) {
        row(route, change, byPolicy);
    }

    /** One that has waited behind its table's gate: its row may be in what was loaded. */
    void cachedRow(Routes.Route route, RowChange change) {
        row(route, change, whileCached);
    }

    private void row(Routes.Route route, RowChange arrived, Conflicts otherwise) {
        RowChange change = arrived;
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
        if (conflicts == byPolicy && route.flagsDeletes()) {
            conflicts = overFlagged;
        }
        if (lobs.concern(table, change)) {
            Optional<RowChange> limited = lobs.limited(table, change, rejected -> {
                flush(); // errors count in the order of the log
                refusals.unworkable(table, arrived.operation(), rejected);
            });
            if (limited.isEmpty()) {
                return;
            }
            change = limited.get();
        }
        RowChange there = route.isWorked() ? worked(route, change) : route.translate(change);
        if (there == null) {
            return;
        }
        Optional<String> unknown = findsRows ? route.unfindable(there) : Optional.empty();
        if (unknown.isPresent()) {
            leave(
                    table,
                    "A row was deleted on the source, and the target's is found by "
                            + there.schema().key()
                            + ", as define-primary-key says, but the source's log does not tell "
                            + unknown.get() + " of deleted rows. It must log whole rows (PostgreSQL: ALTER TABLE "
                            + table.source() + " REPLICA IDENTITY FULL); then reload the table.");
            return;
        }
        if (conflicts != pieceConflicts || isPieceFull()) {
            flush();
            pieceConflicts = conflicts;
        }
        if (piece.isEmpty()) {
            state.ifPresent(now -> given = now.get());
        }
        piece.add(there);
        if (table.changedKeys().isPresent()) {
            table.changedKeys().get().changed(arrived, there);
        }
        pieceBytes += RowBytes.of(change);
        pace.changed();
        table.countWritten(there.operation(), 1);
    }

    /** Null for a change that the table's filters leave out, or that its rules cannot work: asked for every change, so not an Optional. */
    private RowChange worked(Routes.Route route, RowChange change) {
        return route.takes(change)
                ? route.work(change, rejected -> {
                            flush(); // errors count in the order of the log
                            refusals.unworkable(route.table(), change.operation(), rejected);
                        })
                        .orElse(null)
                : null;
    }

    void truncate(TableState table, Truncate change) {
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
        commit();
        if (loopback.isPresent()) {
            loopback.get().mark(writer); // unmarked it would come back, and go round for ever
            writer.empty(table.target().table());
            wrote = true;
            commit();
        } else {
            session.target().truncate(table.target().table());
        }
        table.changedKeys().ifPresent(ChangedKeys::everything);
        table.countAppliedDdl();
    }

    /** A change that could not be read: what came before it is judged first, so that errors count in the order of the log. */
    void unreadable(TableState table, Unreadable change) {
        if (table.image().isPresent() && isHeld(table, change)) {
            return;
        }
        flush();
        if (!table.isSuspended()) {
            refusals.unreadable(table, change);
        }
    }

    /** The first change under a definition: the target's table may have to follow it. */
    boolean opens(Routes.Route route, Position at) {
        if (alterations.isAltered(route, at)) {
            commit(); // the target alters tables outside its transaction of changes
            String failure = alterations.follow(route, at);
            if (!failure.isEmpty()) {
                leave(route.table(), failure);
                return false;
            }
        }
        route.open(at);
        return true;
    }

    /** Alterations that were under way when the last session ended: before any row, because the target's tables are of no definition until then. */
    void finishAlterations() {
        for (TableState table : session.tables()) {
            String failure = alterations.finish(table);
            if (!failure.isEmpty()) {
                leave(table, failure);
            }
        }
    }

    private void leave(TableState table, String failure) {
        table.enter(Phase.ERROR);
        listener.suspended(table, failure);
    }

    private boolean isHeld(TableState table, Change change) {
        TableState.Image image = table.image().get();
        if (change.position().compareTo(image.end()) > 0) {
            table.forgetImage();
            return false;
        }
        return image.holds().holds(change);
    }

    /** Rows were put on the target as they are there on the source: until then changes may come once more. */
    void repeatsUntil(Position end) {
        repeatsUntil = Optional.of(end);
    }

    /** Whether changes after a position may come once more. */
    boolean isRepeating(Position after) {
        return repeatsUntil.isPresent() && repeatsUntil.get().compareTo(after) >= 0;
    }

    private boolean isRepeated(Change change) {
        if (change.position().compareTo(repeatsUntil.get()) > 0) {
            repeatsUntil = Optional.empty();
            return false;
        }
        return true;
    }

    /** Whether so much has been gathered that it should be written, or committed. */
    boolean isPieceFull() {
        return batch.isOn()
                ? batch.isFull(piece.size(), pieceBytes)
                : piece.size() >= PIECE || pieceBytes >= PIECE_BYTES;
    }

    /** Of a transaction that is not over: a batch waits for its end, others are written as they come. */
    void writeAhead() {
        if (!batch.isOn()) {
            flush();
        }
    }

    void flush() {
        if (piece.isEmpty()) {
            return;
        }
        List<RowChange> changes = List.copyOf(piece);
        session.meter().applied(changes.size(), pieceBytes);
        piece.clear();
        pieceBytes = 0;
        if (batch.isOn() && batch.isKept()) {
            write(NetChanges.of(changes, batch.repeats(pieceConflicts)), refusals);
        } else if (!batch.isOn() || !writeAsBatch(changes)) {
            write(changes, refusals);
        }
        session.log().changes().applied(changes, session.meter().applied().rows());
    }

    private void write(List<RowChange> changes, ChangeWriter.Refusals judge) {
        if (!wrote) {
            wrote = true;
            loopback.ifPresent(marks -> marks.mark(writer));
        }
        writer.write(changes, pieceConflicts, judge);
    }

    /** All of a batch or nothing: false when something of it was refused, and all of it is taken back. */
    private boolean writeAsBatch(List<RowChange> changes) {
        commitWritten(refusals, () -> given); // the batch is not there yet
        try {
            write(NetChanges.of(changes, batch.repeats(pieceConflicts)), BatchApply.NOTHING_REFUSED);
            commitAll(BatchApply.NOTHING_REFUSED);
            return true;
        } catch (ChangeWriter.StoppedByPolicy refused) {
            wrote = false;
            session.log()
                    .batch("A batch of " + changes.size()
                            + " changes is applied one by one, because not all of it fits: " + refused.getMessage());
            return false;
        }
    }

    void commit() {
        flush();
        commitAll(refusals);
        pace.committed();
        recordRefusals();
    }

    /** Nothing that was gathered waits any more. */
    private void commitAll(ChangeWriter.Refusals judge) {
        commitWritten(judge, () -> state.orElseThrow().get());
    }

    /** Begins a transaction of rows that are not the source's changes, see {@link ChangeApplier#between}; {@link #commit} is called before it. */
    void beside() {
        state.ifPresent(now -> TransactionState.orMore(now.get().position()).write(session, writer));
    }

    private void commitWritten(ChangeWriter.Refusals judge, Supplier<TransactionState> stands) {
        if (wrote || refusals.areWaiting()) {
            if (state.isPresent()) {
                writer.flush(judge); // what it refuses now belongs to this commit
                refusals.record(writer);
                stands.get().write(session, writer);
            }
            writer.commit(judge);
            wrote = false;
            session.progressed();
        }
    }

    /** What the target refused is told. */
    void recordRefusals() {
        refusals.record();
    }

    /** The same where nothing more is committed, because the policy stops the task. */
    void recordStop() {
        refusals.recordStop();
    }

    /** Why the policy stops the task; empty when it does not. */
    Optional<String> stopMessage() {
        return refusals.stopMessage();
    }
}
