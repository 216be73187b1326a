package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.connector.spi.Target.Preparation;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.Begun;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.failure.FailedTables;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a session is made of, whether its task begins or goes on: both sides are connected, and the tables are chosen.
 *
 * @param mappings of the session's tables, in the order in which they load
 * @param request what the source is to remember of them, where the task captures
 * @param failed those that are left out so far
 */
record SessionParts(
        RunPlan plan,
        TableChoice choice,
        RunCheckpoint checkpoint,
        Source source,
        Target target,
        Map<TableId, TableMapping> mappings,
        CaptureRequest request,
        TaskControl control,
        FailedTables failed,
        RunView view) {

    TableState table(int id, TableMapping mapping, Phase phase, boolean hasRows, Optional<TableStatistics> counted) {
        TableState table = new TableState(id, mapping, plan.isOneFamily(), phase, hasRows, counted);
        table.forget(
                plan.settings().validation().enabled(), plan.settings().resync().enabled());
        return table;
    }

    /** Into segments, those of the tables that are to load and that rules divide. */
    void divide(List<TableState> tables) {
        Division division =
                new Division(choice.rules(), plan.source().endpoint().engineName(), source, plan.runLog());
        tables.stream()
                .filter(table -> table.phase() == Phase.BEFORE_LOAD)
                .forEach(table -> table.inSegments(division.of(table.mapping().source())));
    }

    /** A table that is followed and not loaded: made where it is missing. */
    TableEntry followed(TableState table, Optional<Position> since) {
        target.prepare(new TablePlan(table.declared(), Preparation.DO_NOTHING, false, true));
        table.follow(table.mapping(), since);
        return TableEntry.unloadedButFollowed(table.mapping().source(), since);
    }

    /** @param start where the task's changes begin */
    Begun begun(boolean captures, Optional<String> start) {
        return new Begun(plan.run(), captures, start, Optional.of(control.server()));
    }

    Session session(List<TableState> tables, Optional<Session.Capture> capture, RunStatistics earlier) {
        return new Session(plan, choice, source, target, checkpoint, tables, capture, earlier, control, failed, view);
    }
}
