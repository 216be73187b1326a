package io.dmslocal.api.operation;

import akka.actor.typed.ActorRef;
import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Listing;
import io.dmslocal.api.listing.Markers;
import io.dmslocal.api.listing.Roster;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.entity.running.TableReload;
import io.dmslocal.engine.entity.serverless.ReplicationDocument;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AskStatistics;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Command;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Counted;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Delete;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Described;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reload;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reply;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Start;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.StopRun;
import io.dmslocal.engine.entity.serverless.ReplicationRules;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationConfigResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationConfigResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationConfigsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationConfigsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTableStatisticsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTableStatisticsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationsResponse;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationConfigResponse;
import software.amazon.awssdk.services.databasemigration.model.ReloadReplicationTablesRequest;
import software.amazon.awssdk.services.databasemigration.model.ReloadReplicationTablesResponse;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationResponse;
import software.amazon.awssdk.services.databasemigration.model.StopReplicationRequest;
import software.amazon.awssdk.services.databasemigration.model.StopReplicationResponse;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/**
 * Serverless replications. AWS: API_CreateReplicationConfig, API_DescribeReplicationConfigs, API_ModifyReplicationConfig, API_DeleteReplicationConfig,
 * API_StartReplication, API_StopReplication, API_DescribeReplications, API_DescribeReplicationTableStatistics,
 * API_ReloadReplicationTables.
 */
public final class ServerlessOperations {

    private static final Roster<ReplicationConfig> CONFIGS = new Roster<>(
            Listing.of(
                            Markers.<ReplicationConfig>by(
                                            config -> Identifiers.stored(config.replicationConfigIdentifier()))
                                    .bounds(1, 100),
                            Filters.<ReplicationConfig>none()
                                    .exact("replication-config-arn", ReplicationConfig::replicationConfigArn)
                                    .ignoringCase(
                                            "replication-config-id", ReplicationConfig::replicationConfigIdentifier))
                    .refusingNothing("No Replication Configs found matching provided filters"),
            "replication-config-arn",
            "replication-config-id");

    private static final Roster<Replication> REPLICATIONS = new Roster<>(
            Listing.of(
                            Markers.<Replication>by(replication ->
                                            Identifiers.stored(replication.replicationConfigIdentifier()))
                                    .bounds(1, 100),
                            Filters.<Replication>none()
                                    .exact("replication-config-arn", Replication::replicationConfigArn)
                                    .ignoringCase("replication-config-id", Replication::replicationConfigIdentifier))
                    .refusingNothing("No Replications found matching provided filters"),
            "replication-config-arn",
            "replication-config-id");

    private final Engine engine;
    private final Clock clock;

    public ServerlessOperations(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    public void register(Operations operations) {
        operations
                .real("CreateReplicationConfig", CreateReplicationConfigRequest::builder, this::createReplicationConfig)
                .differs("ComputeConfig bounds the units that are told; its network members and key have no effect");
        operations.real(
                "DescribeReplicationConfigs",
                DescribeReplicationConfigsRequest::builder,
                this::describeReplicationConfigs);
        operations.real(
                "ModifyReplicationConfig", ModifyReplicationConfigRequest::builder, this::modifyReplicationConfig);
        operations.real(
                "DeleteReplicationConfig", DeleteReplicationConfigRequest::builder, this::deleteReplicationConfig);
        operations
                .real("StartReplication", StartReplicationRequest::builder, this::startReplication)
                .differs(
                        "no capacity is provisioned: units follow from the number of tables, and the run is in this process");
        operations.real("StopReplication", StopReplicationRequest::builder, this::stopReplication);
        operations.real("DescribeReplications", DescribeReplicationsRequest::builder, this::describeReplications);
        operations.real(
                "DescribeReplicationTableStatistics",
                DescribeReplicationTableStatisticsRequest::builder,
                this::describeReplicationTableStatistics);
        operations.real(
                "ReloadReplicationTables", ReloadReplicationTablesRequest::builder, this::reloadReplicationTables);
    }

    private CompletionStage<Answer> createReplicationConfig(Caller caller, CreateReplicationConfigRequest request) {
        Registration wanted = new Registration(
                caller.scope(),
                Kind.SERVERLESS,
                request.replicationConfigIdentifier(),
                Optional.ofNullable(request.resourceIdentifier()));
        return Outcome.unless(ReplicationDocument.fault(request), request)
                .flatMap(valid -> TagOperations.tags(valid.tags()))
                .then(tags -> Arns.of(caller, Kind.ENDPOINT, request.sourceEndpointArn())
                        .flatMap(source -> Arns.of(caller, Kind.ENDPOINT, request.targetEndpointArn()))
                        .then(target -> engine.replicationDefinitions().references(caller.scope(), request))
                        .thenCompose(valid -> valid.then(ready -> engine.registrar()
                                .register(
                                        wanted,
                                        arn -> engine.replicationDefinitions()
                                                .create(arn, request, tags, clock.instant())))))
                .thenApply(created -> Answer.of(
                        created,
                        both -> CreateReplicationConfigResponse.builder()
                                .replicationConfig(both.config())
                                .build()));
    }

    private CompletionStage<Answer> describeReplicationConfigs(
            Caller caller, DescribeReplicationConfigsRequest request) {
        return CONFIGS.answer(
                source(caller, Described::config),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeReplicationConfigsResponse.builder()
                        .replicationConfigs(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> modifyReplicationConfig(Caller caller, ModifyReplicationConfigRequest request) {
        return Outcome.unless(ReplicationDocument.fault(request), request.replicationConfigArn())
                .flatMap(arn -> Arns.of(caller, Kind.SERVERLESS, arn))
                .flatMap(arn -> endpoint(caller, request.sourceEndpointArn(), arn))
                .flatMap(arn -> endpoint(caller, request.targetEndpointArn(), arn))
                .then(arn -> engine.identifierOf(arn)
                        .thenApply(known -> Outcome.unless(
                                known.isEmpty()
                                        ? Optional.of(Kind.SERVERLESS.notFound())
                                        : ReplicationDocument.asksNothing(request),
                                arn))
                        .thenCompose(known -> known.then(
                                found -> engine.replicationDefinitions().references(caller.scope(), request)))
                        .thenCompose(valid -> valid.then(ready -> modify(caller, arn, request))))
                .thenApply(modified -> Answer.of(
                        modified,
                        both -> ModifyReplicationConfigResponse.builder()
                                .replicationConfig(both.config())
                                .build()));
    }

    private CompletionStage<Outcome<Described>> modify(
            Caller caller, String arn, ModifyReplicationConfigRequest request) {
        return request.replicationConfigIdentifier() == null
                ? engine.replicationDefinitions().modify(arn, request)
                : engine.registrar()
                        .rename(
                                caller.scope(),
                                Kind.SERVERLESS,
                                arn,
                                request.replicationConfigIdentifier(),
                                name -> engine.replicationDefinitions().modify(arn, named(request, name)));
    }

    private static ModifyReplicationConfigRequest named(ModifyReplicationConfigRequest request, String name) {
        return request.toBuilder().replicationConfigIdentifier(name).build();
    }

    private static Outcome<String> endpoint(Caller caller, String endpointArn, String arn) {
        return endpointArn == null
                ? Outcome.done(arn)
                : Arns.of(caller, Kind.ENDPOINT, endpointArn).map(endpoint -> arn);
    }

    private CompletionStage<Answer> deleteReplicationConfig(Caller caller, DeleteReplicationConfigRequest request) {
        return ask(caller, request.replicationConfigArn(), Delete::new)
                .thenApply(deleted -> Answer.of(
                        deleted,
                        both -> DeleteReplicationConfigResponse.builder()
                                .replicationConfig(both.config())
                                .build()));
    }

    private CompletionStage<Answer> startReplication(Caller caller, StartReplicationRequest request) {
        return Outcome.unless(ReplicationRules.start(request), request)
                .then(valid -> ask(caller, valid.replicationConfigArn(), replyTo -> new Start(valid, replyTo)))
                .thenApply(started -> Answer.of(
                        started,
                        both -> StartReplicationResponse.builder()
                                .replication(both.replication())
                                .build()));
    }

    private CompletionStage<Answer> stopReplication(Caller caller, StopReplicationRequest request) {
        return ask(caller, request.replicationConfigArn(), StopRun::new)
                .thenApply(stopping -> Answer.of(
                        stopping,
                        both -> StopReplicationResponse.builder()
                                .replication(both.replication())
                                .build()));
    }

    private CompletionStage<Answer> describeReplications(Caller caller, DescribeReplicationsRequest request) {
        return REPLICATIONS.answer(
                source(caller, Described::replication),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeReplicationsResponse.builder()
                        .replications(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> describeReplicationTableStatistics(
            Caller caller, DescribeReplicationTableStatisticsRequest request) {
        Listing<TableStatistics> tables = TaskOperations.TABLES;
        return Outcome.unless(
                        tables.fault(request.filters(), request.maxRecords(), request.marker()),
                        request.replicationConfigArn())
                .flatMap(arn -> Arns.of(caller, Kind.SERVERLESS, arn))
                .then(arn -> engine.replication(arn, AskStatistics::new).thenApply(reply -> reply.as(Counted.class)))
                .thenApply(counted -> counted.fold(
                        found -> tables.answer(
                                found.tables(),
                                request.filters(),
                                request.maxRecords(),
                                request.marker(),
                                page -> DescribeReplicationTableStatisticsResponse.builder()
                                        .replicationConfigArn(request.replicationConfigArn())
                                        .replicationTableStatistics(page.items())
                                        .marker(page.marker())
                                        .build()),
                        Answer::refused));
    }

    private CompletionStage<Answer> reloadReplicationTables(Caller caller, ReloadReplicationTablesRequest request) {
        TableReload reload = TableReload.of(request);
        return Outcome.unless(reload.fault(), request.replicationConfigArn())
                .then(arn -> ask(caller, arn, replyTo -> new Reload(reload, replyTo)))
                .thenApply(reloading -> Answer.of(
                        reloading,
                        both -> ReloadReplicationTablesResponse.builder()
                                .replicationConfigArn(both.config().replicationConfigArn())
                                .build()));
    }

    private CompletionStage<Outcome<Described>> ask(
            Caller caller, String given, Function<ActorRef<Reply>, Command> command) {
        return Arns.of(caller, Kind.SERVERLESS, given)
                .then(arn -> engine.replication(arn, command).thenApply(Reply::outcome));
    }

    /** One of the two views of all there are. */
    private <T> Roster.Source<T> source(Caller caller, Function<Described, T> view) {
        return Roster.Source.of(
                engine.list(caller.scope(), Kind.SERVERLESS),
                arns -> engine.replications(arns)
                        .thenApply(all -> all.stream().map(view).toList()));
    }
}
