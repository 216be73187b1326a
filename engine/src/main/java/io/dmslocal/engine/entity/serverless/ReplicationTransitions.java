package io.dmslocal.engine.entity.serverless;

import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.CapacityCalculated;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.CapacityProvisioned;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Created;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Deleted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.DeletionRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Deprovisioned;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.DeprovisioningStarted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Event;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.LoadFinished;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.MetadataFetched;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ModificationFinished;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ModificationRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.PremigrationEnded;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.PremigrationRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ReloadBegun;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.ReloadRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunFailed;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunInterrupted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunStarted;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.RunStopped;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StartRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StatusReached;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.StopRequested;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.TableLoaded;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.TableSuspended;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.TagsChanged;
import io.dmslocal.engine.entity.serverless.ReplicationState.Absent;
import io.dmslocal.engine.entity.serverless.ReplicationState.Active;
import io.dmslocal.engine.entity.serverless.ReplicationState.Deleting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Idle;
import io.dmslocal.engine.entity.serverless.ReplicationState.Modifying;
import io.dmslocal.engine.entity.serverless.ReplicationState.Present;
import io.dmslocal.engine.entity.serverless.ReplicationState.Resting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Starting;

/** Which event leads a replication from which status to which; shared by the entity and by whoever reads its journal again. Pure. */
public final class ReplicationTransitions {

    private ReplicationTransitions() {}

    public static EventHandler<ReplicationState, Event> table() {
        EventHandlerBuilder<ReplicationState, Event> transitions = EventHandlerBuilder.builder();
        transitions.forStateType(Absent.class).onEvent(Created.class, Absent::created);
        transitions
                .forStateType(Idle.class)
                .onEvent(ModificationRequested.class, Idle::modifying)
                .onEvent(StartRequested.class, Idle::starting)
                .onEvent(DeletionRequested.class, Idle::deleting);
        transitions.forStateType(Modifying.class).onEvent(ModificationFinished.class, (state, event) -> state.back());
        transitions
                .forStateType(Resting.class)
                .onEvent(DeprovisioningStarted.class, Resting::deprovisioning)
                .onEvent(Deprovisioned.class, Resting::deprovisioned);
        transitions
                .forStateType(Starting.class)
                .onEvent(PremigrationRequested.class, Starting::premigrationRequested)
                .onEvent(StatusReached.class, Starting::reached)
                .onEvent(MetadataFetched.class, Starting::fetched)
                .onEvent(CapacityCalculated.class, Starting::calculated)
                .onEvent(CapacityProvisioned.class, Starting::provisioned)
                .onEvent(RunStarted.class, Starting::running);
        transitions
                .forStateType(Active.class)
                .onEvent(TableLoaded.class, (state, event) -> state)
                .onEvent(TableSuspended.class, Active::suspended)
                .onEvent(LoadFinished.class, Active::loadFinished)
                .onEvent(RunInterrupted.class, (state, event) -> state)
                .onEvent(ReloadRequested.class, Active::reloadRequested)
                .onEvent(ReloadBegun.class, Active::reloadBegun)
                .onEvent(StopRequested.class, Active::stopping)
                .onEvent(RunStopped.class, Active::stopped)
                .onEvent(RunFailed.class, Active::failed);
        transitions.forStateType(Deleting.class).onEvent(Deleted.class, (state, event) -> new Absent());
        transitions
                .forStateType(Present.class)
                .onEvent(PremigrationEnded.class, Present::premigrated)
                .onEvent(
                        TagsChanged.class,
                        (state, event) -> state.with(state.serverless().with(event.tags())));
        return transitions.build();
    }
}
