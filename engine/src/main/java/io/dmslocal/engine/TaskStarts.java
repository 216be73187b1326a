package io.dmslocal.engine;

import io.dmslocal.engine.entity.endpoint.EndpointEntity;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity;
import io.dmslocal.engine.entity.task.TaskDocument;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.entity.task.TaskProtocol.AskStart;
import io.dmslocal.engine.entity.task.TaskProtocol.Create;
import io.dmslocal.engine.entity.task.TaskProtocol.Start;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.settings.EngineName;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskRequest;

/**
 * How tasks begin to exist and to run, as far as instances and endpoints have a say in it. Source: API_CreateReplicationTask, API_StartReplicationTask.
 */
public final class TaskStarts {

    private static final Fault UNTESTED = Fault.invalidState(
            "Test connection for replication instance and endpoint should be successful for starting the replication task");

    private final Engine engine;
    private final EndpointRoles endpoints;
    private final boolean needsSuccessfulTests;

    TaskStarts(Engine engine, boolean needsSuccessfulTests) {
        this.engine = engine;
        this.endpoints = new EndpointRoles(engine);
        this.needsSuccessfulTests = needsSuccessfulTests;
    }

    /** Instance, source and target exist and play their parts; asked before a name is claimed. */
    public CompletionStage<Outcome<CreateReplicationTaskRequest>> references(CreateReplicationTaskRequest request) {
        return instance(request.replicationInstanceArn())
                .thenCompose(instance -> instance.then(found -> endpoints.check(request.sourceEndpointArn(), "source")))
                .thenCompose(source -> source.then(found -> endpoints.check(request.targetEndpointArn(), "target")))
                .thenCompose(target -> target.then(found -> available(request.replicationInstanceArn())))
                .thenApply(outcome -> outcome.map(ignored -> request));
    }

    /** Makes the task, which then holds its instance and endpoints. */
    public CompletionStage<Outcome<ReplicationTask>> create(
            String arn, CreateReplicationTaskRequest request, Tags tags, Instant now) {
        return engine.endpoint(request.sourceEndpointArn(), EndpointEntity.Resolve::new)
                .thenApply(reply -> reply.as(EndpointEntity.Resolved.class)
                        .map(EndpointEntity.Resolved::settings)
                        .flatMap(source -> TaskDocument.create(
                                arn,
                                request,
                                EngineName.of(source.engineName()).orElseThrow(),
                                source.attribute("slotName").orElse(""),
                                now)))
                .thenCompose(made -> made.then(task -> engine.quotas()
                        .endpoints(
                                request.replicationInstanceArn(),
                                request.sourceEndpointArn(),
                                request.targetEndpointArn())
                        .thenCompose(full -> Outcome.unless(full, request).then(fits -> attach(arn, fits)))
                        .thenCompose(attached -> attached.then(done -> engine.task(
                                        arn, replyTo -> new Create(task.document(), task.definition(), tags, replyTo))
                                .thenApply(TaskProtocol.Reply::outcome)))
                        .thenApply(outcome -> {
                            if (outcome.fault().isPresent()) {
                                engine.gone(arn, used(request));
                            }
                            return outcome;
                        })));
    }

    /** Starts a task whose instance is available and whose connections work. */
    public CompletionStage<Outcome<ReplicationTask>> start(StartReplicationTaskRequest request) {
        String arn = request.replicationTaskArn();
        return engine.task(arn, replyTo -> new AskStart(request, replyTo))
                .thenApply(TaskProtocol.Reply::outcome)
                .thenCompose(asked -> asked.then(task -> available(task.replicationInstanceArn())
                        .thenCompose(ready -> ready.then(done -> connected(task)))))
                .thenCompose(ready -> ready.then(done -> engine.task(arn, replyTo -> new Start(request, replyTo))
                        .thenApply(TaskProtocol.Reply::outcome)));
    }

    private static List<String> used(CreateReplicationTaskRequest request) {
        return List.of(request.replicationInstanceArn(), request.sourceEndpointArn(), request.targetEndpointArn());
    }

    private CompletionStage<Outcome<Object>> attach(String arn, CreateReplicationTaskRequest request) {
        return engine.instance(
                        request.replicationInstanceArn(), replyTo -> new ReplicationInstanceEntity.Attach(arn, replyTo))
                .thenApply(reply -> reply.outcome())
                .thenCompose(instance -> instance.then(done -> endpoints.attach(arn, request.sourceEndpointArn())))
                .thenCompose(source -> source.then(done -> endpoints.attach(arn, request.targetEndpointArn())))
                .thenApply(target -> target.map(done -> (Object) done));
    }

    private CompletionStage<Outcome<String>> instance(String arn) {
        return engine.instance(arn, ReplicationInstanceEntity.Describe::new)
                .thenApply(reply -> reply.outcome().map(found -> found.replicationInstanceStatus()));
    }

    private CompletionStage<Outcome<String>> available(String arn) {
        return instance(arn)
                .thenApply(outcome -> outcome.flatMap(status -> status.equals("available")
                        ? Outcome.done(arn)
                        : Outcome.refused(Fault.invalidState("Replication instance " + arn + " is in status " + status
                                + "; a task needs status available."))));
    }

    /** Both its connections work, as far as that is asked for. */
    CompletionStage<Outcome<ReplicationTask>> connected(ReplicationTask task) {
        if (!needsSuccessfulTests) {
            return CompletableFuture.completedFuture(Outcome.done(task));
        }
        return tested(task.sourceEndpointArn(), task)
                .thenCompose(source -> source.then(done -> tested(task.targetEndpointArn(), task)));
    }

    /** A connection without a test is tested now, and a test that goes on is waited for. */
    private CompletionStage<Outcome<ReplicationTask>> tested(String endpointArn, ReplicationTask task) {
        return engine.testedEndpoint(endpointArn, task.replicationInstanceArn())
                .thenApply(reply -> reply.as(EndpointEntity.Connected.class)
                        .flatMap(connection -> connection.isUsable()
                                ? Outcome.done(task)
                                : Outcome.<ReplicationTask>refused(UNTESTED)))
                .exceptionally(TaskStarts::untested);
    }

    /** A test that does not end in time has not been successful; anything else that fails is not about connections. */
    private static Outcome<ReplicationTask> untested(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return Outcome.refused(UNTESTED);
        }
        throw new CompletionException(cause);
    }
}
