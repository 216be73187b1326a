package io.dmslocal.engine.entity.serverless;

import io.dmslocal.engine.entity.running.RunFacts;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.CapacityCalculated;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.CapacityProvisioned;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Event;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.LoadFinished;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.MetadataFetched;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ReloadBegun;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunFailed;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunInterrupted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunStarted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunStopped;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StatusReached;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.TableLoaded;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.TableSuspended;
import io.dmslocal.engine.entity.serverless.ReplicationState.Active;
import io.dmslocal.engine.entity.serverless.ReplicationState.Starting;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.StopReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the journal keeps of a replication's way to running, and of its run's reports.
 *
 * @param summary of what the run has done so far
 * @param deprovision when its capacity will be given back if it ends now
 */
record ReplicationFacts(Active state, RunSummary summary, Optional<Instant> deprovision, Instant now)
        implements RunFacts<Event> {

    /** @param tables selected, known after metadata were fetched */
    static Event after(Starting state, int tables, Instant now) {
        return switch (state.step()) {
            case FETCHING_METADATA -> new MetadataFetched(tables, now);
            case CALCULATING_CAPACITY ->
                new CapacityCalculated(
                        Capacity.units(state.serverless().config().computeConfig(), state.tables()), now);
            case PROVISIONING_CAPACITY -> new CapacityProvisioned(now);
            default -> new StatusReached(state.step().next().word(), now);
        };
    }

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
        return new RunStopped(reason.text(), summary, deprovision, now);
    }

    @Override
    public Event failed(StopReason reason, String message) {
        return new RunFailed(reason.text(), message, summary, deprovision, now);
    }
}
