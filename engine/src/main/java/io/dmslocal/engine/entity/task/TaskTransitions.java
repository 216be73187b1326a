package io.dmslocal.engine.entity.task;

import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.CreationFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.CreationRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Deleted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.DeletionFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.DeletionRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Event;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.HoldRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.LoadFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ModificationFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ModificationRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.MoveFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.MoveFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.MoveRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ReloadBegun;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ReloadRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunInterrupted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStarted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStopped;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.StartRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.StopRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TableLoaded;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TableSuspended;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TagsChanged;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TestBegan;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TestEnded;
import io.dmslocal.engine.entity.task.TaskState.Absent;
import io.dmslocal.engine.entity.task.TaskState.Active;
import io.dmslocal.engine.entity.task.TaskState.Creating;
import io.dmslocal.engine.entity.task.TaskState.Deleting;
import io.dmslocal.engine.entity.task.TaskState.Idle;
import io.dmslocal.engine.entity.task.TaskState.Modifying;
import io.dmslocal.engine.entity.task.TaskState.Moving;
import io.dmslocal.engine.entity.task.TaskState.Pausing;
import io.dmslocal.engine.entity.task.TaskState.Present;
import io.dmslocal.engine.entity.task.TaskState.Resting;
import io.dmslocal.engine.entity.task.TaskState.Running;
import io.dmslocal.engine.entity.task.TaskState.Starting;
import io.dmslocal.engine.entity.task.TaskState.Testing;

/** Which event leads a task from which status to which; shared by the entity and by whoever reads its journal again. Pure. */
public final class TaskTransitions {

    private TaskTransitions() {}

    public static EventHandler<TaskState, Event> table() {
        EventHandlerBuilder<TaskState, Event> transitions = EventHandlerBuilder.builder();
        transitions.forStateType(Absent.class).onEvent(CreationRequested.class, Absent::creating);
        transitions.forStateType(Creating.class).onEvent(CreationFinished.class, (state, event) -> state.ready());
        transitions
                .forStateType(Idle.class)
                .onEvent(ModificationRequested.class, Idle::modifying)
                .onEvent(StartRequested.class, Idle::starting)
                .onEvent(TestBegan.class, Idle::testing);
        transitions
                .forStateType(Resting.class)
                .onEvent(MoveRequested.class, Resting::moving)
                .onEvent(DeletionRequested.class, Resting::deleting);
        transitions
                .forStateType(Moving.class)
                .onEvent(MoveFinished.class, (state, event) -> state.arrived())
                .onEvent(MoveFailed.class, Moving::failed);
        transitions.forStateType(Testing.class).onEvent(TestEnded.class, (state, event) -> state.back());
        transitions.forStateType(Modifying.class).onEvent(ModificationFinished.class, (state, event) -> state.back());
        transitions
                .forStateType(Starting.class)
                .onEvent(RunStarted.class, Starting::running)
                .onEvent(StopRequested.class, Starting::stopping);
        transitions
                .forStateType(Running.class)
                .onEvent(StopRequested.class, Running::stopping)
                .onEvent(ModificationRequested.class, Running::modified);
        transitions.forStateType(Pausing.class).onEvent(StopRequested.class, Pausing::stopping);
        transitions
                .forStateType(Active.class)
                .onEvent(TableLoaded.class, (state, event) -> state)
                .onEvent(TableSuspended.class, Active::suspended)
                .onEvent(LoadFinished.class, Active::loadFinished)
                .onEvent(RunInterrupted.class, (state, event) -> state)
                .onEvent(ReloadRequested.class, Active::reloadRequested)
                .onEvent(ReloadBegun.class, Active::reloadBegun)
                .onEvent(HoldRequested.class, Active::pausing)
                .onEvent(RunStopped.class, Active::stopped)
                .onEvent(RunFailed.class, Active::failed);
        transitions
                .forStateType(Deleting.class)
                .onEvent(DeletionFailed.class, Deleting::failed)
                .onEvent(Deleted.class, (state, event) -> state.absent());
        transitions
                .forStateType(Present.class)
                .onEvent(
                        TagsChanged.class,
                        (state, event) -> state.with(state.task().with(event.tags())));
        return transitions.build();
    }
}
