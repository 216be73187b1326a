package io.dmslocal.engine.entity.instance;

import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import io.dmslocal.engine.entity.instance.InstanceState.Absent;
import io.dmslocal.engine.entity.instance.InstanceState.Available;
import io.dmslocal.engine.entity.instance.InstanceState.Creating;
import io.dmslocal.engine.entity.instance.InstanceState.Deleting;
import io.dmslocal.engine.entity.instance.InstanceState.Maintaining;
import io.dmslocal.engine.entity.instance.InstanceState.Modifying;
import io.dmslocal.engine.entity.instance.InstanceState.Present;
import io.dmslocal.engine.entity.instance.InstanceState.Rebooting;
import io.dmslocal.engine.entity.instance.InstanceState.Upgrading;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Attached;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.CreationRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Deleted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.DeletionRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Detached;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Event;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.MaintenanceFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.MaintenanceOptedIn;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.MaintenanceStarted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.ModificationFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.ModificationStarted;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Modified;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.RebootFinished;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.RebootRequested;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.TagsChanged;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.UpgradeStarted;

/** Which event leads an instance from which status to which; shared by the entity and by whoever reads its journal again. Pure. */
public final class InstanceTransitions {

    private InstanceTransitions() {}

    public static EventHandler<InstanceState, Event> table() {
        EventHandlerBuilder<InstanceState, Event> transitions = EventHandlerBuilder.builder();
        transitions.forStateType(Absent.class).onEvent(CreationRequested.class, Absent::creating);
        transitions.forStateType(Creating.class).onEvent(CreationFinished.class, Creating::available);
        transitions
                .forStateType(Available.class)
                .onEvent(Modified.class, Available::modified)
                .onEvent(ModificationStarted.class, Available::modifying)
                .onEvent(UpgradeStarted.class, Available::upgrading)
                .onEvent(RebootRequested.class, Available::rebooting)
                .onEvent(MaintenanceOptedIn.class, Available::optedIn)
                .onEvent(MaintenanceStarted.class, Available::maintaining)
                .onEvent(DeletionRequested.class, Available::deleting);
        transitions.forStateType(Modifying.class).onEvent(ModificationFinished.class, Modifying::available);
        transitions.forStateType(Upgrading.class).onEvent(ModificationFinished.class, Upgrading::available);
        transitions.forStateType(Maintaining.class).onEvent(MaintenanceFinished.class, Maintaining::available);
        transitions.forStateType(Rebooting.class).onEvent(RebootFinished.class, Rebooting::available);
        transitions.forStateType(Deleting.class).onEvent(Deleted.class, Deleting::absent);
        transitions
                .forStateType(Present.class)
                .onEvent(
                        Attached.class,
                        (state, event) -> state.with(state.instance().attached(event.dependent())))
                .onEvent(
                        Detached.class,
                        (state, event) -> state.with(state.instance().detached(event.dependent())))
                .onEvent(
                        TagsChanged.class,
                        (state, event) -> state.with(state.instance().with(event.tags())));
        return transitions.build();
    }
}
