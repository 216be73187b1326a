package io.dmslocal.engine;

import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.Modify;
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
 * How endpoints are changed, as far as the tasks that use them have a say in it. Source: API_ModifyEndpoint.
 *
 * <p>A task that begins between the question and the change runs on with what it has resolved; its next start needs a new test anyway.
 */
public final class EndpointChanges {

    private static final Set<String> BUSY = Set.of("starting", "running", "stopping");

    private final Engine engine;

    EndpointChanges(Engine engine) {
        this.engine = engine;
    }

    /** Modifies an endpoint that no task is at work with. */
    public CompletionStage<Outcome<Endpoint>> modify(String arn, ModifyEndpointRequest request) {
        return engine.endpointUsers(arn)
                .thenCompose(dependents -> engine.tasks(dependents.arns()))
                .thenCompose(tasks -> Outcome.unless(inUse(arn, tasks), request)
                        .then(free -> engine.endpoint(arn, replyTo -> new Modify(free, replyTo))
                                .thenApply(EndpointEntity.Reply::outcome)));
    }

    private static Optional<Fault> inUse(String arn, List<ReplicationTask> tasks) {
        return tasks.stream()
                .filter(task -> BUSY.contains(task.status()))
                .findFirst()
                .map(task -> Fault.invalidState(
                        "Endpoint " + arn + " is in use by replication task " + task.replicationTaskIdentifier()
                                + ", which is in status " + task.status() + "; stop the task to modify the endpoint."));
    }
}
