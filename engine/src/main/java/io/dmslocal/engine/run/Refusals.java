package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Unreadable;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowKey;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.failure.FailedTables;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.run.failure.FailurePolicy;
import io.dmslocal.engine.run.statistics.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the target refuses of the changes, and what of them could not be read: asks {@link FailurePolicy}, counts, and gathers rows of awsdms_apply_exceptions. The applier's thread. */
final class Refusals implements ChangeWriter.Refusals {

    private final Session session;
    private final ChangeApplier.Listener listener;
    private final Map<TableId, TableState> byTarget = new HashMap<>();
    /** Whether exceptions are written in the transaction of the changes, see {@link #record(ChangeWriter)}. */
    private final boolean isTogether;

    private final List<Rejected> exceptions = new ArrayList<>();
    private Optional<String> stopMessage = Optional.empty();
    private Optional<Rejected> stopping = Optional.empty();

    Refusals(Session session, ChangeApplier.Listener listener) {
        this.session = session;
        this.isTogether = session.control().having(ControlTables.TXN_STATE).isPresent();
        this.listener = listener;
        session.tables().forEach(t -> byTarget.put(t.target().table(), t));
    }

    @Override
    public Verdict refused(RowChange change, Rejected rejected) {
        TableState table = byTarget.get(change.table());
        table.countWritten(change.operation(), -1);
        Row row = change.after().isNone()
                        || !change.before().isNone() && !change.before().isAbsent(0)
                ? change.before()
                : change.after();
        String key = RowKey.of(change.schema().columns(), change.schema().key(), row);
        // a writer of changes leaves the row's name to us
        return judge(table, rejected.withKey(key), change.operation() + named(key) + " was refused by the target");
    }

    @Override
    public void skipped(RowChange change) {
        byTarget.get(change.table()).countWritten(change.operation(), -1);
    }

    /**
     * Judges a change that the source's reader could not read.
     *
     * @throws ChangeWriter.StoppedByPolicy when the task ends by it
     */
    void unreadable(TableState table, Unreadable change) {
        Rejected read = change.rejected();
        TableMapping mapping = table.current();
        // a reader knows of no masks
        String key = mapping.shownKey().equals(mapping.source().key()) ? read.key() : "";
        Rejected rejected = new Rejected(table.target().table(), read.cause(), read.message(), read.statement(), key);
        String what = change.operation() + named(key) + " cannot be read from the source";
        if (judge(table, rejected, what) == Verdict.STOP) {
            throw new ChangeWriter.StoppedByPolicy(stopMessage.orElse(what));
        }
    }

    /**
     * Judges a change that the table's rules cannot work.
     *
     * @throws ChangeWriter.StoppedByPolicy when the task ends by it
     */
    void unworkable(TableState table, Operation operation, Rejected rejected) {
        String what = operation + named(rejected.key()) + " cannot be transformed";
        if (judge(table, rejected, what) == Verdict.STOP) {
            throw new ChangeWriter.StoppedByPolicy(stopMessage.orElse(what));
        }
    }

    private static String named(String key) {
        return key.isEmpty() ? "" : " of the row with " + key;
    }

    private FailurePolicy.Decision decide(TableState table, Cause cause, long ofThisKind) {
        FailedTables failed = session.failedTables();
        if (cause == Cause.TABLE) {
            return failed.failed(table.source());
        }
        FailurePolicy.Decision decision = session.policy().onRejected(cause, ofThisKind);
        return decision.step() == FailurePolicy.Step.SUSPEND_TABLE ? failed.suspended(table.source()) : decision;
    }

    /** A record's own policy may end the task however many tables have failed. */
    private String ending(Cause cause, long ofThisKind, String message) {
        boolean isOfTable = cause == Cause.TABLE
                || session.policy().onRejected(cause, ofThisKind).step() == FailurePolicy.Step.SUSPEND_TABLE;
        return isOfTable ? session.failedTables().ending(message) : message;
    }

    private Verdict judge(TableState table, Rejected rejected, String what) {
        Cause cause = rejected.cause();
        // of a table that is missing the policy of tables speaks, and counts them
        long ofThisKind = cause == Cause.TABLE ? 0 : table.countRejected(FailurePolicy.isData(cause));
        FailurePolicy.Decision decision = decide(table, cause, ofThisKind);
        String message = session.policy().escalated(cause, ofThisKind, rejected.message());
        String sentence = what + " (" + cause + "): " + message;
        session.reasons().add(Failure.ofRecord(table.source(), rejected, decision.step()));
        if (decision.logged()) {
            exceptions.add(rejected);
            if (rejected.cause() == Cause.NO_ROW_TO_UPDATE || rejected.cause() == Cause.NO_ROW_TO_DELETE) {
                session.log().withoutImpact();
            }
            session.log().refusals().ofChange(rejected);
            session.log().apply(table.source(), decision.step() + ": " + sentence);
        }
        return switch (decision.step()) {
            case SKIP -> Verdict.SKIP;
            case SUSPEND_TABLE -> {
                if (!table.isSuspended()) {
                    recordOf(table); // a session that breaks here must not save that it is left out
                    table.enter(Phase.ERROR);
                    listener.suspended(table, message);
                }
                yield Verdict.SKIP_TABLE;
            }
            case STOP_TASK -> {
                stopping = Optional.of(rejected);
                stopMessage = Optional.of(ending(cause, ofThisKind, "Table " + table.source() + ": " + sentence));
                yield Verdict.STOP;
            }
        };
    }

    Optional<String> stopMessage() {
        return stopMessage;
    }

    /** Writes what was gathered, by loads too, to awsdms_apply_exceptions; where the target keeps the task's state, changes wait for their commit. */
    void record() {
        session.control().refusedByLoad(session.takeRefusedRows());
        if (!isTogether) {
            recordNow();
        }
    }

    private void recordNow() {
        session.control().refused(exceptions);
        exceptions.clear();
    }

    /**
     * The task stops, and what was not committed comes again when it is resumed. Where exceptions are committed with their changes, they come again with them: only
     * the one that stops the task is written, beside them.
     */
    void recordStop() {
        record();
        if (isTogether) {
            session.control().refused(stopping.stream().toList());
            exceptions.clear();
        }
    }

    /**
     * A table is left out from here on: its changes do not come again once that is saved, so their exceptions are written before it, beside the transaction.
     * A process that dies between the two tells them once more.
     */
    private void recordOf(TableState table) {
        TableId target = table.target().table();
        List<Rejected> ofTable =
                exceptions.stream().filter(one -> one.table().equals(target)).toList();
        session.control().refused(ofTable);
        exceptions.removeAll(ofTable);
    }

    /** Whether the next commit has exceptions to write. */
    boolean areWaiting() {
        return isTogether && !exceptions.isEmpty();
    }

    /**
     * Into the transaction that says that their changes are over and done with: a process that dies loses none and tells none twice. Those of a table that is
     * left out are there already, see {@link #recordOf}.
     */
    void record(ChangeWriter writer) {
        if (areWaiting()) {
            session.control().refused(exceptions, writer);
            exceptions.clear();
        }
    }
}
