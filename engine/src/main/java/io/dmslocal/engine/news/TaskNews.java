package io.dmslocal.engine.news;

import io.dmslocal.engine.entity.task.ReplicationTaskEntity.CreationFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Deleted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.DeletionFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Event;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.LoadFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ModificationFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ModificationRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.MoveFinished;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.ReloadRequested;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunFailed;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStarted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunStopped;
import io.dmslocal.engine.entity.task.TaskState;
import io.dmslocal.engine.entity.task.TaskState.Moving;
import io.dmslocal.engine.entity.task.TaskState.Present;
import io.dmslocal.engine.entity.task.TaskState.Running;
import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.event.Catalogue.Told;
import io.dmslocal.engine.run.StopReason;
import java.util.List;

/** Which steps of a task's life are events that AWS tells. Pure. */
final class TaskNews {

    private TaskNews() {}

    /** @param before the state that the event met */
    static List<Told> of(TaskState before, Event event) {
        return before instanceof Present present
                ? of(before, present.task().document().replicationTaskIdentifier(), event)
                : List.of();
    }

    private static List<Told> of(TaskState before, String name, Event event) {
        if (event instanceof CreationFinished) {
            return List.of(Catalogue.TASK_CREATED.to(name));
        }
        if (event instanceof ModificationFinished
                || (event instanceof ModificationRequested && before instanceof Running)) {
            return List.of(Catalogue.TASK_MODIFIED.to(name));
        }
        if (event instanceof MoveFinished && before instanceof Moving moving) {
            // AWS's list has no event of its own for a move; that it is told as a modification is assumed
            return List.of(Catalogue.TASK_MODIFIED.to(
                    name,
                    "It was moved to replication instance "
                            + moving.task().document().targetReplicationInstanceArn() + "."));
        }
        if (event instanceof RunStarted) {
            return List.of(Catalogue.TASK_STARTED.to(name));
        }
        if (event instanceof ReloadRequested) {
            return List.of(Catalogue.TASK_RELOAD_REQUESTED.to(name));
        }
        if (event instanceof LoadFinished) {
            return List.of(Catalogue.TASK_LOADED.to(name));
        }
        if (event instanceof RunStopped stopped) {
            return List.of(Catalogue.TASK_STOPPED.to(name, stopped.stopReason()));
        }
        if (event instanceof RunFailed failed) {
            return List.of(Catalogue.TASK_FAILED.to(name, failed.stopReason()));
        }
        if (event instanceof DeletionFailed) {
            return List.of(Catalogue.TASK_FAILED.to(name, StopReason.FATAL_ERROR.text()));
        }
        return event instanceof Deleted ? List.of(Catalogue.TASK_DELETED.to(name)) : List.of();
    }
}
