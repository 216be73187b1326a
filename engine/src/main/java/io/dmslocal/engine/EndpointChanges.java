package io.dmslocal.engine;

import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Modify;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Described;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ModifyEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/**
 * How endpoints are changed, as far as the tasks and replications that use them have a say in it. Source: API_ModifyEndpoint.
 *
 * <p>A task that begins between the question and the change runs on with what it has resolved; its next start needs a new test anyway.
 */
public final class EndpointChanges {

    private static final Set<String> BUSY = Set.of("starting", "running", "stopping");
    private static final Set<String> AT_REST = Set.of("created", "stopped", "failed", "modifying", "deleting");

    private final Engine engine;

    EndpointChanges(Engine engine) {
        this.engine = engine;
    }

    /** Modifies an endpoint that nobody is at work with. */
    public CompletionStage<Outcome<Endpoint>> modify(String arn, ModifyEndpointRequest request) {
        return engine.endpointUsers(arn)
                .thenCompose(users -> engine.tasks(of(Kind.TASK, users.arns()))
                        .thenCombine(
                                engine.replications(of(Kind.SERVERLESS, users.arns())),
                                (tasks, replications) -> byTask(arn, tasks).or(() -> byReplication(arn, replications))))
                .thenCompose(fault -> Outcome.unless(fault, request)
                        .then(free -> engine.endpoint(arn, replyTo -> new Modify(free, replyTo))
                                .thenApply(EndpointEntity.Reply::outcome)));
    }

    private static List<String> of(Kind kind, List<String> arns) {
        return arns.stream()
                .filter(arn -> Kind.of(arn).filter(kind::equals).isPresent())
                .toList();
    }

    private static Optional<Fault> byTask(String arn, List<ReplicationTask> tasks) {
        return tasks.stream()
                .filter(task -> BUSY.contains(task.status()))
                .findFirst()
                .map(task -> Fault.invalidState(
                        "Endpoint " + arn + " is in use by replication task " + task.replicationTaskIdentifier()
                                + ", which is in status " + task.status() + "; stop the task to modify the endpoint."));
    }

    private static Optional<Fault> byReplication(String arn, List<Described> replications) {
        return replications.stream()
                .map(Described::replication)
                .filter(replication -> !AT_REST.contains(replication.status()))
                .findFirst()
                .map(replication -> Fault.invalidState("Endpoint " + arn + " is in use by serverless replication "
                        + replication.replicationConfigIdentifier() + ", which is in status " + replication.status()
                        + "; stop the replication to modify the endpoint."));
    }
}
