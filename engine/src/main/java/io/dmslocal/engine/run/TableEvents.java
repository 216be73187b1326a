package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.TableEvent.Altered;
import io.dmslocal.engine.record.Change.TableEvent.Dropped;
import io.dmslocal.engine.record.Change.TableEvent.Hindered;
import io.dmslocal.engine.record.Change.TableEvent.Misfit;
import io.dmslocal.engine.record.Change.TableEvent.Renamed;
import io.dmslocal.engine.record.Change.TableEvent.Untold;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.statistics.Phase;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tables that come and go on the source while changes are followed. The applier's thread.
 *
 * <pre>
 * dropped   the target's table goes too, where HandleSourceTableDropped says so; "Table does not exist"
 * renamed   "Table error" with a reason; under its new name, when that is selected, it is a table that came
 * misfit    "Table error" with the reader's reason: its rows cannot be read from there on
 * untold    the target differs from here on: said in the log and among the reasons
 * hindered  it cannot be followed yet: said likewise
 * came      noted in the checkpoint: to be followed from here where all its rows come as changes, else to be loaded.
 *           The session ends as soon as no table is loading, and the next one has the table
 * </pre>
 *
 * Source: "Change processing DDL handling policy task settings" and "DDL statements supported by AWS DMS", AWS DMS user guide.
 */
final class TableEvents {

    private final Session session;
    private final Routes routes;
    private final ChangeApplier.Listener listener;
    private final Runnable commitTarget;
    /** Gone while they load: dealt with when their gate opens. */
    private final Map<TableState, Change.Ddl> leaving = new HashMap<>();

    private volatile boolean toReopen;

    /** @param commitTarget the target drops and makes tables outside its transaction of changes */
    TableEvents(Session session, Routes routes, ChangeApplier.Listener listener, Runnable commitTarget) {
        this.session = session;
        this.routes = routes;
        this.listener = listener;
        this.commitTarget = commitTarget;
    }

    /** Whether tables came that only a new session can take. */
    boolean isToReopen() {
        return toReopen;
    }

    /** Whether changes that arrive now under the table's name are another table's. */
    boolean isLeaving(TableState table) {
        return leaving.containsKey(table);
    }

    void take(Change.Ddl change) {
        Optional<TableState> table = routes.of(change.table());
        if (change.event() instanceof Altered) {
            // the target follows with the first row change under the new definition
            table.ifPresent(TableState::countCapturedDdl);
        } else if (change.event() instanceof Dropped || change.event() instanceof Renamed) {
            table.filter(known -> known.phase() != Phase.GONE).ifPresent(known -> {
                known.countCapturedDdl();
                goes(known, change);
            });
        } else if (change.event() instanceof Misfit) {
            table.filter(known -> !known.isSuspended() && !isLeaving(known)).ifPresent(known -> goes(known, change));
        } else if (change.event() instanceof Untold untold) {
            session.log().captureWarning(change.table(), untold.sentence());
            session.reasons().add(Failure.untold(untold));
        } else if (change.event() instanceof Hindered hindered) {
            session.log().captureWarning(change.table(), hindered.sentence());
            session.reasons().add(Failure.hindered(change.table(), hindered.sentence()));
        } else if (table.isEmpty() || table.get().isSuspended() || isLeaving(table.get())) {
            comes(change, table);
        }
    }

    /** The table's gate is open. */
    void opened(TableState table) {
        Change.Ddl change = leaving.remove(table);
        if (change != null) {
            leave(table, change);
        }
    }

    // ---- going

    private void goes(TableState table, Change.Ddl change) {
        if (table.gate().isPresent()) {
            leaving.put(table, change);
        } else {
            leave(table, change);
        }
    }

    private void leave(TableState table, Change.Ddl change) {
        commitTarget.run();
        if (change.event() instanceof Misfit misfit) {
            fail(table, misfit.reason());
            return;
        }
        boolean isEmptied = false;
        if (change.event() instanceof Renamed renamed) {
            tell(table, renamed);
            table.enter(Phase.ERROR);
            listener.suspended(table, reason(renamed));
        } else {
            isEmptied = drop(table);
            table.enter(Phase.GONE);
        }
        // a table that comes under this name later is another one
        TableEntry entry = TableEntry.unloaded(Phase.BEFORE_LOAD, table.hasRows() && !isEmptied);
        session.checkpoint().table(table.source(), entry, session.statistics());
    }

    /** The table alone fails, unless the policy says that the task does. */
    private void fail(TableState table, String reason) {
        Optional<RunFailure> end =
                session.failedTables().endsWith(table.source(), "Table " + table.source() + ": " + reason);
        if (end.isPresent()) {
            throw end.get();
        }
        table.enter(Phase.ERROR);
        listener.suspended(table, reason);
    }

    /** A stream hears of it; tables stay as they are, whatever the rules say of the new name. */
    private void tell(TableState table, Renamed renamed) {
        if (!session.plan().isToStream()
                || !session.plan().settings().ddlHandling().altered()) {
            return;
        }
        TableSchema before = table.current().source();
        TableSchema after = new TableSchema(renamed.to(), before.columns(), before.key(), before.collation());
        TableMapping mapping;
        try {
            mapping = session.choice().mapping(after);
        } catch (RunFailure misfit) {
            session.log()
                    .captureWarning(
                            table.source(),
                            "The target is not told that the table was renamed to " + renamed.to() + ": "
                                    + misfit.getMessage());
            return;
        }
        session.target().renamed(table.current().target(), mapping.target());
    }

    private String reason(Renamed renamed) {
        String under = session.choice().takes(renamed.to())
                ? "It is loaded under its new name, which is selected; the target's table under the old name stays as it was"
                : "No selection rule takes the new name, so its changes are not followed. Add a rule for it, or rename the"
                        + " table back and reload it";
        return "The table was renamed to " + renamed.to() + " on the source. " + under;
    }

    /** @return whether the target's table is gone */
    private boolean drop(TableState table) {
        if (!session.plan().settings().ddlHandling().dropped()) {
            session.log()
                    .captureWarning(
                            table.source(),
                            "The table was dropped on the source; HandleSourceTableDropped is false, so the target's table stays");
            return false;
        }
        try {
            session.target().drop(table.target().table());
        } catch (ConnectorException refused) {
            if (refused.isRecoverable()) {
                throw refused;
            }
            listener.suspended(
                    table, "The table was dropped on the source, but not on the target: " + refused.getMessage());
            return false;
        }
        table.countAppliedDdl();
        session.log().applyNews(table.source(), "The table was dropped on the source, and so it was on the target");
        return true;
    }

    // ---- coming

    private void comes(Change.Ddl change, Optional<TableState> before) {
        session.log()
                .captureNews(change.table(), "The table came on the source; it is taken as the selection rules say");
        boolean hasRows = before.map(TableState::hasRows).orElse(true)
                && session.checkpoint().table(change.table()).hasRows();
        boolean isLoading = session.tables().stream().anyMatch(t -> t.gate().isPresent());
        boolean isFollowed = change.definition().isPresent()
                && !hasRows
                && !isLoading
                && follow(change, change.definition().get());
        if (!isFollowed) {
            session.checkpoint()
                    .table(change.table(), TableEntry.unloaded(Phase.LOADING, hasRows), session.statistics());
        }
        before.ifPresent(table -> table.enter(Phase.GONE));
        toReopen = true;
    }

    /**
     * The table is empty here, and every row of it comes as a change.
     *
     * @return whether it can be followed; who loads it meets the same hindrance, and says of that table that it failed
     */
    private boolean follow(Change.Ddl change, TableSchema definition) {
        commitTarget.run();
        try {
            TableMapping mapping = session.choice().mapping(definition);
            if (isTaken(mapping)) {
                return false;
            }
            TableSchema target = new TableState(
                            0, mapping, session.plan().isOneFamily(), Phase.COMPLETED, false, Optional.empty())
                    .declared();
            session.target().prepare(new TablePlan(target, Preparation.DO_NOTHING, false, true));
        } catch (RunFailure misfit) {
            return false;
        } catch (ConnectorException refused) {
            if (refused.isRecoverable()) {
                throw refused;
            }
            return false;
        }
        TableEntry entry = TableEntry.unloadedButFollowed(definition, Optional.of(change.position()));
        session.came(change.table());
        session.checkpoint().table(change.table(), entry, session.statistics());
        return true;
    }

    /** Whether another table has its name on the target, or the table itself where both sides are one database. */
    private boolean isTaken(TableMapping mapping) {
        TableId target = mapping.target().table();
        boolean isOntoItself =
                session.plan().isOntoItself() && target.equals(mapping.source().table());
        return isOntoItself
                || session.tables().stream()
                        .filter(other -> other.phase() != Phase.GONE
                                && !other.source().equals(mapping.source().table()))
                        .anyMatch(other -> other.target().table().equals(target));
    }
}
