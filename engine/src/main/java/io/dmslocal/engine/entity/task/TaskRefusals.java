package io.dmslocal.engine.entity.task;

import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.task.TaskState.Absent;
import io.dmslocal.engine.model.Fault;
import java.util.Set;
import java.util.TreeSet;

/** Why a task does not take a command in its status, in AWS's words where they were recorded. */
final class TaskRefusals {

    private TaskRefusals() {}

    static Fault start(TaskState state) {
        return in(state, "Replication Task cannot be started, invalid state");
    }

    static Fault stop(TaskState state) {
        return in(state, "Replication task is not running");
    }

    static Fault reload(TaskState state) {
        return in(state, "Replication task is in status " + state.status() + "; ReloadTables needs status running.");
    }

    static Fault modify(String arn, TaskState state) {
        return needsRest("ModifyReplicationTask", arn, state);
    }

    static Fault delete(String arn, TaskState state) {
        return needsRest("DeleteReplicationTask", arn, state);
    }

    static Fault move(String arn, TaskState state) {
        return needsRest("MoveReplicationTask", arn, state);
    }

    static Fault test(String arn, TaskState state, Set<String> from) {
        return in(
                state,
                "Replication task " + arn + " is in status " + state.status() + "; an assessment needs status "
                        + String.join(" or ", new TreeSet<>(from)) + ".");
    }

    private static Fault needsRest(String operation, String arn, TaskState state) {
        return in(
                state,
                "Replication task " + arn + " is in status " + state.status() + "; " + operation
                        + " needs status ready, stopped or failed.");
    }

    private static Fault in(TaskState state, String message) {
        return state instanceof Absent ? Kind.TASK.notFound() : Fault.invalidState(message);
    }
}
