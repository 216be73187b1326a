package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Describe;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.Reply;
import io.dmslocal.engine.entity.task.TaskProtocol.AskLog;
import io.dmslocal.engine.entity.task.TaskProtocol.Logged;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.settings.SettingsDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstanceTaskLogsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstanceTaskLogsResponse;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstanceTaskLog;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** How much the tasks on an instance have logged. AWS: API_DescribeReplicationInstanceTaskLogs. */
public final class TaskLogOperations {

    private static final Listing<ReplicationInstanceTaskLog> LOGS =
            Listing.of(Markers.by(ReplicationInstanceTaskLog::replicationTaskName), Filters.none());

    private final Engine engine;

    public TaskLogOperations(Engine engine) {
        this.engine = engine;
    }

    public void register(Operations operations) {
        operations
                .real(
                        "DescribeReplicationInstanceTaskLogs",
                        DescribeReplicationInstanceTaskLogsRequest::builder,
                        this::describeReplicationInstanceTaskLogs)
                .differs(
                        "sizes of the files logs/dms-task-<resource id>.log in the data directory of the node that has the task; no component says more than LOGGER_SEVERITY_INFO");
    }

    private CompletionStage<Answer> describeReplicationInstanceTaskLogs(
            Caller caller, DescribeReplicationInstanceTaskLogsRequest request) {
        String instance = request.replicationInstanceArn();
        return Outcome.unless(LOGS.fault(List.of(), request.maxRecords(), request.marker()), instance)
                .flatMap(arn -> Arns.of(caller, Kind.INSTANCE, arn))
                .then(arn -> engine.instance(arn, Describe::new).thenApply(Reply::outcome))
                .thenApply(found -> found.flatMap(TaskLogOperations::available))
                .thenCompose(found -> found.then(available -> logs(caller.scope(), instance)
                        .<Outcome<List<ReplicationInstanceTaskLog>>>thenApply(Outcome::done)))
                .thenApply(logs -> logs.fold(
                        all -> LOGS.answer(
                                all,
                                List.of(),
                                request.maxRecords(),
                                request.marker(),
                                page -> DescribeReplicationInstanceTaskLogsResponse.builder()
                                        .replicationInstanceArn(instance)
                                        .replicationInstanceTaskLogs(page.items())
                                        .marker(page.marker())
                                        .build()),
                        Answer::refused));
    }

    private static Outcome<ReplicationInstance> available(ReplicationInstance instance) {
        String status = instance.replicationInstanceStatus();
        return status.equals("available")
                ? Outcome.done(instance)
                : Outcome.refused(Fault.invalidState("Replication instance " + instance.replicationInstanceArn()
                        + " is in status " + status
                        + "; DescribeReplicationInstanceTaskLogs needs status available."));
    }

    /** Of the tasks whose settings want a log. */
    private CompletionStage<List<ReplicationInstanceTaskLog>> logs(Scope scope, String instance) {
        return engine.list(scope, Kind.TASK)
                .thenCompose(tasks ->
                        engine.tasks(tasks.stream().map(Directory.Entry::arn).toList()))
                .thenCompose(tasks -> {
                    CompletionStage<List<ReplicationInstanceTaskLog>> logs =
                            CompletableFuture.completedFuture(new ArrayList<>());
                    for (ReplicationTask task : tasks) {
                        if (task.replicationInstanceArn().equals(instance)
                                && new SettingsDocument(task.replicationTaskSettings(), true).isLogging()) {
                            logs = logs.thenCombine(log(task), (all, log) -> {
                                log.value().ifPresent(all::add);
                                return all;
                            });
                        }
                    }
                    return logs;
                });
    }

    /** Refused when the task is gone meanwhile. */
    private CompletionStage<Outcome<ReplicationInstanceTaskLog>> log(ReplicationTask task) {
        return engine.task(task.replicationTaskArn(), AskLog::new)
                .thenApply(reply -> reply.as(Logged.class)
                        .map(logged -> ReplicationInstanceTaskLog.builder()
                                .replicationTaskName(task.replicationTaskIdentifier())
                                .replicationTaskArn(task.replicationTaskArn())
                                .replicationInstanceTaskLogSize(logged.bytes())
                                .build()));
    }
}
