package io.dmslocal.engine;

import io.dmslocal.engine.entity.instance.EngineVersions;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.entity.task.TaskProtocol.Move;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/**
 * How a task goes to another instance: checks that need both, then a hold on the new instance, then the task is told. While it is moving, both instances
 * know of it; the task itself lets go of the one that it leaves. After a crash in between, the new instance is found out not to be used when somebody
 * deletes it.
 */
public final class TaskMoves {

    private static final Set<String> MOVABLE = Set.of("ready", "stopped", "failed", "failed-move");

    private final Engine engine;

    TaskMoves(Engine engine) {
        this.engine = engine;
    }

    public CompletionStage<Outcome<ReplicationTask>> move(String taskArn, String instanceArn) {
        return engine.task(taskArn, TaskProtocol.Describe::new)
                .thenApply(TaskProtocol.Reply::outcome)
                .thenCompose(task -> task.then(found -> instance(instanceArn)
                        .thenCompose(target -> target.then(to -> instance(found.replicationInstanceArn())
                                .thenApply(from ->
                                        from.flatMap(before -> Outcome.unless(refusal(found, before, to), found)))))))
                .thenCompose(checked -> checked.then(task -> move(task, instanceArn)));
    }

    private CompletionStage<Outcome<ReplicationTask>> move(ReplicationTask task, String instanceArn) {
        String arn = task.replicationTaskArn();
        return engine.quotas()
                .endpoints(instanceArn, task.sourceEndpointArn(), task.targetEndpointArn())
                .thenCompose(full -> Outcome.unless(full, task)
                        .then(checked -> engine.instance(
                                        instanceArn, replyTo -> new ReplicationInstanceEntity.Attach(arn, replyTo))
                                .thenApply(ReplicationInstanceEntity.Reply::outcome)))
                .thenCompose(attached ->
                        attached.then(held -> engine.task(arn, replyTo -> new Move(instanceArn, replyTo))
                                .thenApply(TaskProtocol.Reply::outcome)));
    }

    private CompletionStage<Outcome<ReplicationInstance>> instance(String arn) {
        return engine.instance(arn, ReplicationInstanceEntity.Describe::new)
                .thenApply(ReplicationInstanceEntity.Reply::outcome);
    }

    private static Optional<Fault> refusal(ReplicationTask task, ReplicationInstance from, ReplicationInstance to) {
        String target = to.replicationInstanceArn();
        if (!MOVABLE.contains(task.status())) {
            return state("Replication task " + task.replicationTaskArn() + " is in status " + task.status()
                    + "; MoveReplicationTask needs status ready, stopped or failed.");
        }
        if (target.equals(from.replicationInstanceArn())) {
            return state("Replication task " + task.replicationTaskArn() + " is on replication instance " + target
                    + " already; another one is needed.");
        }
        if (!to.replicationInstanceStatus().equals("available")) {
            return state("Replication instance " + target + " is in status " + to.replicationInstanceStatus()
                    + "; a task needs status available.");
        }
        return EngineVersions.isOlder(to.engineVersion(), from.engineVersion())
                ? state("Replication instance " + target + " has engine version " + to.engineVersion()
                        + "; the task needs " + from.engineVersion() + ", which it has now, or a later one.")
                : Optional.empty();
    }

    private static Optional<Fault> state(String message) {
        return Optional.of(Fault.invalidState(message));
    }
}
