package io.dmslocal.engine.entity.task;

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
import io.dmslocal.engine.run.RunReport;
import java.time.Instant;
import java.util.Optional;

/** What the journal keeps of a run's reports. Pure. */
final class RunFacts {

    private RunFacts() {}

    /** @param summary of what the run has done so far */
    static Optional<Event> of(Active state, RunReport report, RunSummary summary, Instant now) {
        if (report instanceof RunReport.Began began) {
            return state instanceof Starting ? Optional.of(new RunStarted(began.tables(), now)) : Optional.empty();
        }
        if (report instanceof RunReport.TableLoaded loaded) {
            return Optional.of(new TableLoaded(
                    loaded.table().schema(), loaded.table().name(), loaded.rows(), loaded.errorRows(), now));
        }
        if (report instanceof RunReport.TableSuspended suspended) {
            return Optional.of(new TableSuspended(
                    suspended.table().schema(), suspended.table().name(), suspended.reason(), now));
        }
        if (report instanceof RunReport.LoadFinished) {
            return Optional.of(new LoadFinished(now));
        }
        if (report instanceof RunReport.ReloadBegun reload) {
            return Optional.of(new ReloadBegun(reload.tables(), now));
        }
        if (report instanceof RunReport.Retrying retrying) {
            return Optional.of(
                    new RunInterrupted(retrying.attempt(), retrying.pauseSeconds(), retrying.message(), now));
        }
        if (report instanceof RunReport.Stopped stopped) {
            return Optional.of(new RunStopped(state.stopReason(stopped.reason()), summary, now));
        }
        if (report instanceof RunReport.Failed failed) {
            return Optional.of(new RunFailed(failed.reason().text(), failed.message(), summary, now));
        }
        return Optional.empty();
    }
}
