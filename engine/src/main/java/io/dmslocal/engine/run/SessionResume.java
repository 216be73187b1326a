package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.Applied;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.Begun;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.definition.PastNames;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A session of a task that has begun: every table goes on where the checkpoint says that it stands. Of one opening; blocking, one thread. */
final class SessionResume {

    private final SessionParts parts;
    private final EarlierTables earlierTables;
    private final Begun begun;
    private final RunLog log;
    private final RunStatistics earlier;
    private final Optional<Applied> applied;
    private final Optional<Position> now;
    /** What the checkpoint does not know yet. */
    private final Map<TableId, TableEntry> newTables = new LinkedHashMap<>();

    SessionResume(SessionParts parts, EarlierTables earlierTables, Begun begun) {
        this.parts = parts;
        this.earlierTables = earlierTables;
        this.begun = begun;
        this.log = parts.plan().runLog();
        this.earlier = parts.checkpoint().statistics().failed(earlierTables.leftOut());
        this.applied = parts.checkpoint().applied();
        this.now = parts.plan().migrationType().captures()
                ? Optional.of(parts.source().now())
                : Optional.empty();
    }

    Session open() {
        List<TableState> tables = new ArrayList<>();
        parts.mappings().values().forEach(mapping -> tables.add(table(tables.size() + 1, mapping)));
        parts.divide(tables);
        tellGone(parts.mappings().keySet());
        Optional<Session.Capture> capture =
                parts.plan().migrationType().captures() ? Optional.of(capture()) : Optional.empty();
        parts.checkpoint().goOn(parts.begun(begun.captures() || capture.isPresent(), begun.start()), newTables);
        TransactionState.leaveLast(parts.control());
        return parts.session(tables, capture, earlier);
    }

    // ---- tables

    /** The rules of a run stay as they are: what is new to it came on the source while it followed changes. */
    static boolean loadsNewTables(RunPlan plan, Begun begun) {
        return plan.migrationType().loads() || begun.run() == plan.run();
    }

    private TableState table(int id, TableMapping mapping) {
        TableEntry entry = earlierTables.entry(mapping.source().table());
        boolean isToLoad = loadsNewTables(parts.plan(), begun) || entry.phase() == Phase.LOADING;
        return isToLoad || entry.phase() == Phase.COMPLETED || entry.phase() == Phase.ERROR
                ? resumed(id, mapping, entry)
                : added(id, mapping);
    }

    /** One that the task's rules take only now, and that is not loaded. */
    private TableState added(int id, TableMapping mapping) {
        TableId table = mapping.source().table();
        TableState added = parts.table(id, mapping, Phase.COMPLETED, false, Optional.empty());
        try {
            newTables.put(table, parts.followed(added, now));
            log.captureWarning(
                    table,
                    "is new to this task, which loads nothing: its changes are followed from here on, rows written before are not copied");
        } catch (ConnectorException refused) {
            if (refused.isRecoverable()) {
                throw refused;
            }
            added.enter(Phase.ERROR);
            earlierTables.leave(table, "it cannot be made on the target: " + refused.getMessage());
        }
        return added;
    }

    private TableState resumed(int id, TableMapping mapping, TableEntry entry) {
        TableId table = mapping.source().table();
        Optional<TableStatistics> counted = earlier.tables().stream()
                .filter(t -> t.schema().equals(table.schema()) && t.table().equals(table.name()))
                .findFirst();
        TableState state = parts.table(id, mapping, earlierTables.phase(table), entry.hasRows(), counted);
        if (entry.phase() == Phase.COMPLETED) {
            follow(state, mapping, entry);
        }
        if (state.phase() == Phase.COMPLETED
                && entry.image().isPresent()
                && entry.imageEnd().isPresent()) {
            state.image(new TableState.Image(
                    parts.source().image(entry.image().get()),
                    parts.source().position(entry.imageEnd().get())));
        }
        return state;
    }

    /** Before anybody wrote down what the target follows, it was what the catalogue says. */
    private void follow(TableState state, TableMapping mapping, TableEntry entry) {
        state.follow(
                entry.definition().map(d -> parts.choice().mapping(d.source())).orElse(mapping),
                entry.definition().isPresent()
                        ? entry.definition().get().since().map(parts.source()::position)
                        : now,
                entry.definition().map(d -> d.past(parts.source()::position)).orElse(PastNames.NONE));
    }

    /** Those that went while nobody followed; the others were told when they went. */
    private void tellGone(Set<TableId> here) {
        for (TableStatistics table : earlier.tables()) {
            TableId id = new TableId(table.schema(), table.table());
            boolean isTold =
                    table.state().equals(Phase.GONE.word()) || table.state().equals(Phase.ERROR.word());
            if (!here.contains(id) && !isTold) {
                log.captureWarning(
                        id,
                        "is not selected any more, or was dropped or renamed on the source while the task did not run:"
                                + " it is not followed from here on, and the target's table stays as it is");
            }
        }
    }

    // ---- changes

    private Session.Capture capture() {
        String from = applied.map(Applied::position)
                .or(begun::start)
                .orElseThrow(() -> new RunFailure(
                        "The task has no position to resume its changes from: start it with reload-target"));
        return resumedAt(parts.source().position(from));
    }

    /** The target itself knows best how far it is, where it was asked to keep that. */
    private Session.Capture resumedAt(Position saved) {
        TaskControl control = parts.control();
        if (control.having(ControlTables.TXN_STATE).isEmpty()) {
            TransactionState.forget(control);
        }
        Optional<TransactionState> kept =
                TransactionState.read(control, parts.source(), parts.request()).flatMap(state -> state.at(saved));
        kept.ifPresent(state -> log.capture("awsdms_txn_state says that changes are applied up to "
                + state.position().text()
                + (state.isExact() ? "" : ", and perhaps some after it")
                + (state.part() > 0 ? ", and " + state.part() + " of the transaction that follows" : "")));
        TransactionState state = kept.orElse(TransactionState.orMore(saved));
        return new Session.Capture(
                parts.request(),
                state.position(),
                state.isExact() ? Optional.empty() : now,
                Math.max(0, state.part()),
                false);
    }
}
