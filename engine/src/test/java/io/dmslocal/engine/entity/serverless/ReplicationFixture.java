package io.dmslocal.engine.entity.serverless;

import static io.dmslocal.engine.Eventually.eventually;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.running.RunningFixture;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.*;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Command;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Described;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reply;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Start;
import io.dmslocal.engine.entity.serverless.ReplicationState.Serverless;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationRequest;

/** A replication to be tested, and what is told to it. */
abstract class ReplicationFixture extends RunningFixture<Command, Event, ReplicationState, Reply> {

    static final String ARN = "arn:aws:dms:us-east-1:000000000000:replication-config:R";
    static final ServerlessDelays NEVER = new ServerlessDelays(LONG, LONG, LONG, LONG, LONG, LONG);
    static final ServerlessDelays AT_ONCE = new ServerlessDelays(
            Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    static final ServerlessDelays KEEPING_CAPACITY =
            new ServerlessDelays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, LONG, LONG);
    final PremigrationTest.Asked premigrations = new PremigrationTest.Asked();
    String problem = "";

    @BeforeEach
    void absent() {
        kit = kit(NEVER);
    }

    void awaitStatus(String status) {
        eventually(status, () -> kit.getState().status().equals(status));
    }

    EventSourcedBehaviorTestKit<Command, Event, ReplicationState> kit(ServerlessDelays delays) {
        return kit(
                delays,
                arn -> delays == NEVER
                        ? new CompletableFuture<>() // whoever asks waits
                        : CompletableFuture.completedFuture(Outcome.done(endpoint(arn))));
    }

    EventSourcedBehaviorTestKit<Command, Event, ReplicationState> kit(
            ServerlessDelays delays, Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve) {
        ServerlessWorld world = new ServerlessWorld(
                runs(resolve),
                (arn, isSource) ->
                        CompletableFuture.completedFuture(Optional.of(problem).filter(why -> !why.isEmpty())),
                premigrations,
                new Noticeboard<>());
        return kitOf(ReplicationEntity.create(place(ARN), delays, AT_NOON, residents, world));
    }

    static Serverless fresh(String type) {
        ReplicationConfig config = ReplicationConfig.builder()
                .replicationConfigArn(ARN)
                .replicationConfigIdentifier("Mine")
                .sourceEndpointArn("source")
                .targetEndpointArn("target")
                .replicationType(type)
                .computeConfig(ComputeConfig.builder()
                        .minCapacityUnits(2)
                        .maxCapacityUnits(16)
                        .replicationSubnetGroupId("Mine")
                        .build())
                .tableMappings(SELECTION)
                .replicationSettings(
                        TaskSettings.complete("", type).value().orElseThrow().json())
                .replicationConfigCreateTime(NOON)
                .build();
        return new Serverless(
                config,
                false,
                Tags.none(),
                Replication.builder().replicationCreateTime(NOON).build(),
                RunHistory.NONE,
                Optional.empty(),
                Optional.empty());
    }

    static Serverless ran(String type) {
        Serverless fresh = fresh(type);
        return new Serverless(
                fresh.config(),
                false,
                fresh.tags(),
                fresh.replication()
                        .copy(r -> r.stopReason("Stop Reason NORMAL")
                                .failureMessages("earlier")
                                .replicationDeprovisionTime(NOON.plus(LONG))),
                RunHistory.NONE.started("start-replication", NOON).stopped(NOON, RunSummary.NONE),
                Optional.of(Provision.asked(2, NOON).provisioned(NOON)),
                Optional.empty());
    }

    static Serverless with(Serverless other, Optional<Provision> provision) {
        return new Serverless(
                other.config(), false, other.tags(), other.replication(), other.history(), provision, Optional.empty());
    }

    static StartReplicationRequest request(String type) {
        return StartReplicationRequest.builder()
                .replicationConfigArn(ARN)
                .startReplicationType(type)
                .build();
    }

    static Function<ActorRef<Reply>, Command> start(String type) {
        return replyTo -> new Start(request(type), replyTo);
    }

    static ModifyReplicationConfigRequest modification() {
        return ModifyReplicationConfigRequest.builder()
                .replicationConfigArn(ARN)
                .supplementalSettings("new")
                .build();
    }

    Described run(Function<ActorRef<Reply>, Command> command) {
        return answer(Described.class, command);
    }
}
