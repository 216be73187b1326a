package io.dmslocal.engine.entity.task;

import io.dmslocal.engine.entity.running.RunFacts;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Event;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.LoadFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ReloadBegun;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunInterrupted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStarted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStopped;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TableLoaded;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TableSuspended;
import io.dmslocal.engine.entity.task.TaskState.Active;
import io.dmslocal.engine.entity.task.TaskState.Starting;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.StopReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the journal keeps of a run's reports.
 *
 * @param summary of what the run has done so far
 */
record TaskFacts(Active state, RunSummary summary, Instant now) implements RunFacts<Event> {

    @Override
    public Optional<Event> began(int tables) {
        return state instanceof Starting ? Optional.of(new RunStarted(tables, now)) : Optional.empty();
    }

    @Override
    public Event tableLoaded(TableId table, long rows, long errorRows) {
        return new TableLoaded(table.schema(), table.name(), rows, errorRows, now);
    }

    @Override
    public Event tableSuspended(TableId table, String reason) {
        return new TableSuspended(table.schema(), table.name(), reason, now);
    }

    @Override
    public Event loadFinished() {
        return new LoadFinished(now);
    }

    @Override
    public Event reloadBegun(List<TableId> tables) {
        return new ReloadBegun(tables, now);
    }

    @Override
    public Event interrupted(int attempt, long pauseSeconds, String message) {
        return new RunInterrupted(attempt, pauseSeconds, message, now);
    }

    @Override
    public Event stopped(StopReason reason) {
        return new RunStopped(state.stopReason(reason), summary, now);
    }

    @Override
    public Event failed(StopReason reason, String message) {
        return new RunFailed(reason.text(), message, summary, now);
    }
}
