package io.dmslocal.engine.entity.serverless;

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
import io.dmslocal.engine.run.RunReport;
import java.time.Instant;
import java.util.Optional;

/** What the journal keeps of a replication's way to running, and of its run's reports. Pure. */
final class ReplicationFacts {

    private ReplicationFacts() {}

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

    /**
     * @param summary of what the run has done so far
     * @param deprovision when its capacity will be given back if it ends now
     */
    static Optional<Event> of(
            Active state, RunReport report, RunSummary summary, Optional<Instant> deprovision, Instant now) {
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
            return Optional.of(new RunStopped(stopped.reason().text(), summary, deprovision, now));
        }
        if (report instanceof RunReport.Failed failed) {
            return Optional.of(new RunFailed(failed.reason().text(), failed.message(), summary, deprovision, now));
        }
        return Optional.empty();
    }
}
