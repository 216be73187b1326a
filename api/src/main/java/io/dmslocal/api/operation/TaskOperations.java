package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.listing.Roster;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.api.protocol.Derived;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.entity.running.TableReload;
import io.dmslocal.engine.entity.task.TaskDocument;
import io.dmslocal.engine.entity.task.TaskProtocol.AskStatistics;
import io.dmslocal.engine.entity.task.TaskProtocol.Counted;
import io.dmslocal.engine.entity.task.TaskProtocol.Delete;
import io.dmslocal.engine.entity.task.TaskProtocol.Modify;
import io.dmslocal.engine.entity.task.TaskProtocol.Reload;
import io.dmslocal.engine.entity.task.TaskProtocol.Reply;
import io.dmslocal.engine.entity.task.TaskProtocol.StopTask;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.SettingsDocument;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeTableStatisticsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeTableStatisticsResponse;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.MoveReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.MoveReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.ReloadTablesRequest;
import software.amazon.awssdk.services.databasemigration.model.ReloadTablesResponse;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.StopReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.StopReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/**
 * Replication tasks. AWS: API_CreateReplicationTask, API_DescribeReplicationTasks, API_ModifyReplicationTask, API_StartReplicationTask,
 * API_StopReplicationTask, API_MoveReplicationTask, API_DeleteReplicationTask, API_DescribeTableStatistics,
 * API_ReloadTables.
 */
public final class TaskOperations {

    private static final Roster<ReplicationTask> TASKS = new Roster<>(
            Listing.of(
                            Markers.by(ReplicationTask::replicationTaskIdentifier),
                            Filters.<ReplicationTask>none()
                                    .exact("replication-task-arn", ReplicationTask::replicationTaskArn)
                                    .ignoringCase("replication-task-id", ReplicationTask::replicationTaskIdentifier)
                                    .exact("migration-type", ReplicationTask::migrationTypeAsString)
                                    .anyOf(
                                            "endpoint-arn",
                                            task -> List.of(task.sourceEndpointArn(), task.targetEndpointArn()))
                                    .exact("replication-instance-arn", ReplicationTask::replicationInstanceArn))
                    .refusingNothing("No Tasks found matching provided filters"),
            "replication-task-arn",
            "replication-task-id");

    /** Of tasks and of serverless replications. A blank cannot be part of a name's code point order before any letter, so schema and table sort as a pair. */
    static final Listing<TableStatistics> TABLES = Listing.of(
            Markers.<TableStatistics>by(table -> table.schemaName() + "\u0000" + table.tableName())
                    .bounds(20, 500),
            Filters.<TableStatistics>none()
                    .exact("schema-name", TableStatistics::schemaName)
                    .exact("table-name", TableStatistics::tableName)
                    .exact("table-state", TableStatistics::tableState));

    private static final Derived<ReplicationTask, ReplicationTask> WITHOUT_SETTINGS =
            new Derived<>(task -> task.copy(t -> t.replicationTaskSettings(null)));
    private static final Derived<ReplicationTask, Boolean> LOGS =
            new Derived<>(task -> new SettingsDocument(task.replicationTaskSettings(), true).isLogging());

    private final Engine engine;
    private final Clock clock;

    public TaskOperations(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    public void register(Operations operations) {
        operations
                .real("CreateReplicationTask", CreateReplicationTaskRequest::builder, this::createReplicationTask)
                .differs("identifiers of the log group and stream name nothing: logs are this process's");
        operations.real(
                "DescribeReplicationTasks", DescribeReplicationTasksRequest::builder, this::describeReplicationTasks);
        operations.real("ModifyReplicationTask", ModifyReplicationTaskRequest::builder, this::modifyReplicationTask);
        operations
                .real("StartReplicationTask", StartReplicationTaskRequest::builder, this::startReplicationTask)
                .differs("tests connections that were never tested; what a connector cannot do yet is refused by name");
        operations.real("StopReplicationTask", StopReplicationTaskRequest::builder, this::stopReplicationTask);
        operations
                .real("MoveReplicationTask", MoveReplicationTaskRequest::builder, this::moveReplicationTask)
                .differs("another instance is another name: the task's runs, logs and checkpoint stay where they are");
        operations.real("DeleteReplicationTask", DeleteReplicationTaskRequest::builder, this::deleteReplicationTask);
        operations.real(
                "DescribeTableStatistics", DescribeTableStatisticsRequest::builder, this::describeTableStatistics);
        operations.real("ReloadTables", ReloadTablesRequest::builder, this::reloadTables);
    }

    private CompletionStage<Answer> createReplicationTask(Caller caller, CreateReplicationTaskRequest request) {
        Registration wanted = new Registration(
                caller.scope(),
                Kind.TASK,
                request.replicationTaskIdentifier(),
                Optional.ofNullable(request.resourceIdentifier()));
        return Outcome.unless(TaskDocument.fault(request), request)
                .flatMap(valid -> Arns.of(caller, Kind.INSTANCE, valid.replicationInstanceArn()))
                .flatMap(instance -> Arns.of(caller, Kind.ENDPOINT, request.sourceEndpointArn()))
                .flatMap(source -> Arns.of(caller, Kind.ENDPOINT, request.targetEndpointArn()))
                .flatMap(target -> TagOperations.tags(request.tags()))
                .then(tags -> engine.taskStarts()
                        .references(request)
                        .thenCompose(valid -> valid.then(ready -> engine.registrar()
                                .register(
                                        wanted,
                                        arn -> engine.taskStarts().create(arn, request, tags, clock.instant())))))
                .thenCompose(task -> answer(
                        task,
                        created -> CreateReplicationTaskResponse.builder()
                                .replicationTask(created)
                                .build()));
    }

    private CompletionStage<Answer> describeReplicationTasks(Caller caller, DescribeReplicationTasksRequest request) {
        boolean withoutSettings = Boolean.TRUE.equals(request.withoutSettings());
        return TASKS.answer(
                Roster.Source.of(
                        engine,
                        caller.scope(),
                        Kind.TASK,
                        arns -> engine.tasks(arns)
                                .thenCompose(tasks -> withoutSettings
                                        ? CompletableFuture.completedFuture(tasks.stream()
                                                .map(WITHOUT_SETTINGS::of)
                                                .toList())
                                        : withLogs(tasks))),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeReplicationTasksResponse.builder()
                        .replicationTasks(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> modifyReplicationTask(Caller caller, ModifyReplicationTaskRequest request) {
        String identifier = request.replicationTaskIdentifier();
        return Arns.of(caller, Kind.TASK, request.replicationTaskArn())
                .then(arn -> engine.identifierOf(arn)
                        .thenCompose(known -> known.isEmpty() || identifier == null
                                ? modify(arn, request)
                                : engine.registrar()
                                        .rename(
                                                caller.scope(),
                                                Kind.TASK,
                                                arn,
                                                identifier,
                                                name -> modify(arn, named(request, name)))))
                .thenCompose(task -> answer(
                        task,
                        modified -> ModifyReplicationTaskResponse.builder()
                                .replicationTask(modified)
                                .build()));
    }

    private static ModifyReplicationTaskRequest named(ModifyReplicationTaskRequest request, String name) {
        return request.toBuilder().replicationTaskIdentifier(name).build();
    }

    private CompletionStage<Answer> startReplicationTask(Caller caller, StartReplicationTaskRequest request) {
        return Arns.of(caller, Kind.TASK, request.replicationTaskArn())
                .then(arn -> engine.taskStarts().start(request))
                .thenCompose(task -> answer(
                        task,
                        started -> StartReplicationTaskResponse.builder()
                                .replicationTask(started)
                                .build()));
    }

    private CompletionStage<Answer> stopReplicationTask(Caller caller, StopReplicationTaskRequest request) {
        return Arns.of(caller, Kind.TASK, request.replicationTaskArn())
                .then(arn -> engine.task(arn, StopTask::new).thenApply(Reply::outcome))
                .thenCompose(task -> answer(
                        task,
                        stopping -> StopReplicationTaskResponse.builder()
                                .replicationTask(stopping)
                                .build()));
    }

    private CompletionStage<Answer> moveReplicationTask(Caller caller, MoveReplicationTaskRequest request) {
        String target = request.targetReplicationInstanceArn();
        return Arns.of(caller, Kind.TASK, request.replicationTaskArn())
                .flatMap(task -> Arns.of(caller, Kind.INSTANCE, target))
                .then(instance -> engine.taskMoves().move(request.replicationTaskArn(), instance))
                .thenCompose(task -> answer(
                        task,
                        moving -> MoveReplicationTaskResponse.builder()
                                .replicationTask(moving)
                                .build()));
    }

    private CompletionStage<Answer> deleteReplicationTask(Caller caller, DeleteReplicationTaskRequest request) {
        return Arns.of(caller, Kind.TASK, request.replicationTaskArn())
                .then(arn -> engine.task(arn, Delete::new).thenApply(Reply::outcome))
                .thenCompose(task -> answer(
                        task,
                        deleted -> DeleteReplicationTaskResponse.builder()
                                .replicationTask(deleted)
                                .build()));
    }

    private CompletionStage<Answer> describeTableStatistics(Caller caller, DescribeTableStatisticsRequest request) {
        return Arns.of(caller, Kind.TASK, request.replicationTaskArn())
                .flatMap(arn ->
                        Outcome.unless(TABLES.fault(request.filters(), request.maxRecords(), request.marker()), arn))
                .then(arn -> engine.task(arn, AskStatistics::new).thenApply(reply -> reply.as(Counted.class)))
                .thenApply(counted -> counted.fold(
                        found -> TABLES.answer(
                                found.tables(),
                                request.filters(),
                                request.maxRecords(),
                                request.marker(),
                                page -> DescribeTableStatisticsResponse.builder()
                                        .replicationTaskArn(request.replicationTaskArn())
                                        .tableStatistics(page.items())
                                        .marker(page.marker())
                                        .build()),
                        Answer::refused));
    }

    private CompletionStage<Answer> reloadTables(Caller caller, ReloadTablesRequest request) {
        TableReload reload = TableReload.of(request);
        return Outcome.unless(reload.fault(), request.replicationTaskArn())
                .flatMap(arn -> Arns.of(caller, Kind.TASK, arn))
                .then(arn ->
                        engine.task(arn, replyTo -> new Reload(reload, replyTo)).thenApply(Reply::outcome))
                .thenApply(task -> Answer.of(
                        task,
                        reloading -> ReloadTablesResponse.builder()
                                .replicationTaskArn(reloading.replicationTaskArn())
                                .build()));
    }

    private CompletionStage<Outcome<ReplicationTask>> modify(String arn, ModifyReplicationTaskRequest request) {
        return engine.task(arn, replyTo -> new Modify(request, replyTo)).thenApply(Reply::outcome);
    }

    private CompletionStage<Answer> answer(Outcome<ReplicationTask> task, Function<ReplicationTask, SdkPojo> shape) {
        CompletionStage<Outcome<ReplicationTask>> shown =
                task.then(found -> withLogs(List.of(found)).thenApply(all -> Outcome.done(all.get(0))));
        return shown.thenApply(done -> Answer.of(done, shape::apply));
    }

    /** While logging is on, settings name the log group, which is called after the instance as it is called now. */
    private CompletionStage<List<ReplicationTask>> withLogs(List<ReplicationTask> tasks) {
        if (tasks.stream().noneMatch(LOGS::of)) {
            return CompletableFuture.completedFuture(tasks);
        }
        CompletionStage<List<ReplicationTask>> shown = CompletableFuture.completedFuture(new ArrayList<>());
        for (ReplicationTask task : tasks) {
            shown = LOGS.of(task)
                    ? shown.thenCombine(engine.identifierOf(task.replicationInstanceArn()), (all, instance) -> {
                        all.add(instance.map(name -> withLogs(task, name)).orElse(task));
                        return all;
                    })
                    : shown.thenApply(all -> {
                        all.add(task);
                        return all;
                    });
        }
        return shown;
    }

    private static ReplicationTask withLogs(ReplicationTask task, String instance) {
        String resourceId = Arn.parse(task.replicationTaskArn()).map(Arn::id).orElseThrow();
        String settings = new SettingsDocument(task.replicationTaskSettings(), true).described(instance, resourceId);
        return task.copy(t -> t.replicationTaskSettings(settings));
    }
}
