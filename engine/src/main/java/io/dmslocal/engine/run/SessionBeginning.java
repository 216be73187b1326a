package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.Begun;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.validation.ValidationMemory;
import io.dmslocal.engine.settings.CdcStart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The session with which a task begins, the first time or from nothing again: the source is made to remember changes before anything is read, and the checkpoint
 * forgets what an earlier run said. Blocking.
 */
record SessionBeginning(SessionParts parts) {

    /** @param earlier what an earlier run has left in the checkpoint */
    Session open(Optional<Begun> earlier) {
        RunPlan plan = parts.plan();
        boolean again = plan.start() == Start.RELOAD;
        TransactionState.forget(parts.control());
        List<TableState> tables = new ArrayList<>();
        Phase phase = plan.loadsTables() ? Phase.BEFORE_LOAD : Phase.COMPLETED;
        parts.mappings()
                .values()
                .forEach(
                        mapping -> tables.add(parts.table(tables.size() + 1, mapping, phase, again, Optional.empty())));
        parts.divide(tables);
        Optional<Session.Capture> capture = capture(earlier);
        Map<TableId, TableEntry> entries = entries(tables, capture, again);
        parts.view().reasons().begin();
        parts.checkpoint()
                .begin(
                        parts.begun(
                                capture.isPresent(), capture.map(c -> c.from().text())),
                        entries);
        if (plan.settings().validation().enabled()) {
            ValidationMemory.forget(parts.checkpoint().store(), parts.mappings().keySet());
        }
        if (again) {
            tables.forEach(TableState::reloaded);
        }
        return parts.session(tables, capture, RunStatistics.NONE);
    }

    private Optional<Session.Capture> capture(Optional<Begun> earlier) {
        if (parts.plan().migrationType().captures()) {
            Position from = startCapture(earlier);
            return Optional.of(new Session.Capture(parts.request(), from, Optional.empty(), 0, true));
        }
        if (parts.checkpoint().captures()) {
            // the task captured once: nobody reads what the source would keep
            parts.source().endCapture(parts.plan().captureName());
        }
        return Optional.empty();
    }

    private Position startCapture(Optional<Begun> earlier) {
        boolean remembered = earlier.map(Begun::captures).orElse(false);
        boolean elsewhere = !(parts.plan().cdcStart() instanceof CdcStart.Now)
                && !parts.plan().migrationType().loads();
        if (elsewhere && remembered) {
            refuse(parts.source().hindrances(parts.request()));
            parts.source().followAnew(parts.request(), parts.mappings().keySet());
            return given(parts.source()); // the source still knows this task: what it kept may reach back that far
        }
        parts.checkpoint().capturing();
        Position now = parts.source().startCapture(parts.request());
        return elsewhere ? given(parts.source()) : now;
    }

    private static void refuse(Map<TableId, String> hindrances) {
        if (!hindrances.isEmpty()) {
            throw new RunFailure(String.join(" ", hindrances.values()));
        }
    }

    private Position given(Source source) {
        if (parts.plan().cdcStart() instanceof CdcStart.AtPosition at) {
            return source.position(at.position());
        }
        return source.position(((CdcStart.AtTime) parts.plan().cdcStart()).time());
    }

    private Map<TableId, TableEntry> entries(
            List<TableState> tables, Optional<Session.Capture> capture, boolean again) {
        // changes from the past may have older definitions than the catalogue, to which the target's tables are made
        Optional<Position> since = parts.plan().cdcStart() instanceof CdcStart.Now
                ? Optional.empty()
                : capture.map(c -> parts.source().now());
        Map<TableId, TableEntry> entries = new LinkedHashMap<>();
        for (TableState table : tables) {
            entries.put(
                    table.source(),
                    parts.plan().loadsTables()
                            ? TableEntry.unloaded(Phase.BEFORE_LOAD, again)
                            : parts.followed(table, since));
        }
        return entries;
    }
}
