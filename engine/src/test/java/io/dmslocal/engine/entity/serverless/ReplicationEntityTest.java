package io.dmslocal.engine.entity.serverless;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.entity.LifecycleTable;
import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.running.RunningFixture;
import io.dmslocal.engine.entity.running.TableReload;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.*;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AskStatistics;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.ChangeTags;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Command;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Counted;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Create;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Delete;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Describe;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Described;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Modify;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reload;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reply;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Start;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.StopRun;
import io.dmslocal.engine.entity.serverless.ReplicationState.Absent;
import io.dmslocal.engine.entity.serverless.ReplicationState.Assessing;
import io.dmslocal.engine.entity.serverless.ReplicationState.Deleting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Idle;
import io.dmslocal.engine.entity.serverless.ReplicationState.Modifying;
import io.dmslocal.engine.entity.serverless.ReplicationState.Running;
import io.dmslocal.engine.entity.serverless.ReplicationState.Serverless;
import io.dmslocal.engine.entity.serverless.ReplicationState.Starting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Stopping;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationRequest;

class ReplicationEntityTest extends RunningFixture<Command, Event, ReplicationState, Reply> {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:replication-config:R";
    private static final ServerlessDelays NEVER = new ServerlessDelays(LONG, LONG, LONG, LONG, LONG, LONG);
    private static final ServerlessDelays AT_ONCE = new ServerlessDelays(
            Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final ServerlessDelays KEEPING_CAPACITY =
            new ServerlessDelays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, LONG, LONG);
    private final PremigrationTest.Asked premigrations = new PremigrationTest.Asked();
    private String problem = "";

    @BeforeEach
    void absent() {
        kit = kit(NEVER);
    }

    @Nested
    class WhenItIsCreated {

        @Test
        void isThereAtOnceAndHasNoCapacity() {
            Serverless fresh = fresh("cdc");

            Described created = run(replyTo -> new Create(fresh.config(), fresh.prepModeGiven(), Tags.none(), replyTo));

            assertEquals("created", created.replication().status());
            assertNull(created.replication().provisionData());
            assertEquals(NOON, created.replication().replicationCreateTime());
            assertEquals(0, created.replication().replicationStats().tablesLoaded());
            assertEquals(fresh.config(), created.config());
        }
    }

    @Nested
    class WhenItIsStarted {

        @Test
        void theVeryFirstStartMayBeCalledResumeProcessingOrCreating() {
            for (String type : List.of("start-replication", "resume-processing", "creating")) {
                kit.clear();
                kit.initialize(new Idle("created", fresh("full-load")));

                Replication started = run(start(type)).replication();

                assertEquals("initializing", started.status());
                assertEquals(type, started.startReplicationType());
                assertEquals(
                        "start-replication",
                        ((Starting) kit.getState()).serverless().history().startType());
            }
        }

        @Test
        void laterStartsDoWhatTheySay() {
            for (String type : List.of("start-replication", "resume-processing", "reload-target")) {
                kit.clear();
                kit.initialize(new Idle("stopped", ran("full-load-and-cdc")));

                assertEquals("initializing", run(start(type)).replication().status());
                assertEquals(
                        type, ((Starting) kit.getState()).serverless().history().startType());
            }
        }

        @Test
        void aReloadNeedsARunBeforeAndAFullLoad() {
            kit.initialize(new Idle("created", fresh("full-load")));
            assertEquals(
                    "InvalidParameterCombinationException",
                    refusal(start("reload-target")).code());

            kit.clear();
            kit.initialize(new Idle("stopped", ran("cdc")));
            assertEquals(
                    "InvalidParameterCombinationException",
                    refusal(start("reload-target")).code());
        }

        @Test
        void forgetsWhyTheLastRunEnded() {
            kit.initialize(new Idle("failed", ran("cdc")));

            Replication started = run(start("resume-processing")).replication();

            assertNull(started.stopReason());
            assertEquals(List.of(), started.failureMessages());
            assertNull(started.replicationDeprovisionTime());
        }

        @Test
        void isRefusedWhileItsCapacityIsGivenBack() {
            Serverless ran = ran("cdc");
            kit.initialize(new Idle(
                    "stopped",
                    with(ran, Optional.of(ran.provision().orElseThrow().deprovisioning(NOON)))));

            Fault fault = refusal(start("resume-processing"));

            assertEquals("InvalidResourceStateFault", fault.code());
            assertTrue(fault.message().contains("deprovision"), fault.message());
        }

        @Test
        void isRefusedInAwssWordsWhileItIsModified() {
            kit.initialize(new Modifying(ran("cdc"), "stopped", NOON));

            assertEquals(
                    "Replication for Replication Config: Mine is in MODIFYING state and cannot start",
                    refusal(start("start-replication")).message());
        }

        @Test
        void failsWithTheReasonWhenAnEndpointCannotBeReached() {
            problem = "nobody listens";
            kit = kit(AT_ONCE);
            kit.initialize(new Idle("created", fresh("full-load")));

            run(start("start-replication"));

            awaitStatus("failed");
            Replication failed = run(Describe::new).replication();
            assertEquals("Stop Reason FATAL_ERROR", failed.stopReason());
            assertTrue(
                    failed.failureMessages()
                            .get(0)
                            .contains("Test connection failed for source endpoint source: nobody listens"),
                    failed::toString);
            assertNull(failed.provisionData());
        }
    }

    @Nested
    class WhileItRuns {

        @Test
        void rowsMoveAndCapacityIsThereUntilAWhileAfterwards() {
            replicating(KEEPING_CAPACITY);

            Replication running = run(Describe::new).replication();
            assertEquals("provisioned", running.provisionData().provisionState());
            assertEquals(2, running.provisionData().provisionedCapacityUnits());
            assertEquals(1, tables().size());

            assertEquals("stopping", run(StopRun::new).replication().status());
            awaitStatus("stopped");
            Replication stopped = run(Describe::new).replication();
            assertEquals("Stop Reason NORMAL", stopped.stopReason());
            assertEquals("provisioned", stopped.provisionData().provisionState());
            assertEquals(NOON.plus(LONG), stopped.replicationDeprovisionTime());
            assertEquals(NOON, stopped.replicationLastStopTime());
            assertEquals(1, tables().size());
        }

        @Test
        void statisticsGoWithTheCapacity() {
            replicating(AT_ONCE);

            run(StopRun::new);

            eventually(
                    "deprovisioned",
                    () -> Optional.ofNullable(run(Describe::new).replication().provisionData())
                            .filter(data -> data.provisionState().equals("deprovisioned"))
                            .isPresent());
            assertEquals("stopped", kit.getState().status());
            assertEquals(List.of(), tables());
        }

        @Test
        void aFullLoadStopsByItself() {
            kit = kit(AT_ONCE);
            createOrders();
            insert(7);
            kit.initialize(new Idle("created", fresh("full-load")));

            run(start("start-replication"));

            awaitStatus("stopped");
            Replication stopped = run(Describe::new).replication();
            assertEquals("Stop Reason FULL_LOAD_ONLY_FINISHED", stopped.stopReason());
            assertEquals(100, stopped.replicationStats().fullLoadProgressPercent());
            assertTrue(target.database().content(orders).contains("[7, new, 7]"));
        }

        private void replicating(ServerlessDelays delays) {
            kit = kit(delays);
            createOrders();
            kit.initialize(new Idle("created", fresh("full-load-and-cdc")));
            run(start("resume-processing"));
            awaitStatus("running");
            insert(1);
            arrives(1);
        }

        private List<?> tables() {
            return answer(Counted.class, AskStatistics::new).tables();
        }
    }

    @Nested
    class AfterARestart {

        @Test
        void theWayToRunningGoesOn() {
            problem = "nobody listens";
            kit = kit(AT_ONCE);
            kit.initialize(new Starting(ran("cdc"), "preparing_metadata_resources", 0, NOON));

            kit.restart();

            awaitStatus("failed");
        }

        @Test
        void aRunGoesOn() {
            kit = kit(AT_ONCE, arn -> CompletableFuture.completedFuture(Outcome.refused(Fault.notFound("gone"))));
            kit.initialize(new Running(ran("cdc")));

            kit.restart();

            awaitStatus("failed");
            assertTrue(run(Describe::new).replication().failureMessages().get(0).contains("gone"));
        }

        @Test
        void oneThatWasStoppingIsStopped() {
            kit = kit(KEEPING_CAPACITY);
            kit.initialize(new Stopping(ran("cdc"), NOON));

            kit.restart();

            awaitStatus("stopped");
            assertEquals("Stop Reason NORMAL", run(Describe::new).replication().stopReason());
        }

        @Test
        void capacityIsStillGivenBack() {
            kit = kit(AT_ONCE);
            Serverless ran = ran("cdc");
            Replication due = ran.replication().copy(r -> r.replicationDeprovisionTime(NOON));
            kit.initialize(new Idle(
                    "stopped",
                    new Serverless(
                            ran.config(), false, ran.tags(), due, ran.history(), ran.provision(), Optional.empty())));

            kit.restart();

            eventually(
                    "deprovisioned",
                    () -> ((Idle) kit.getState())
                            .serverless()
                            .provision()
                            .orElseThrow()
                            .isGone());
        }

        @Test
        void aDeletedOneIsGoneAndLetsGoOfWhatItHeld() {
            kit = kit(AT_ONCE);
            kit.initialize(new Idle("created", fresh("full-load")));

            assertEquals("deleting", run(Delete::new).replication().status());

            awaitStatus("absent");
            eventually(
                    "it said so",
                    () -> gone.contains(
                            ARN + " used [arn:aws:dms:us-east-1:000000000000:subgrp:mine, source, target]"));
        }
    }

    @Test
    void whoDoesNotExistLeavesAndIsCreatedInItsNextLife() {
        assertEquals("ResourceNotFoundFault", refusal(Describe::new).code());

        eventually("it asked to leave", () -> left.contains(ARN));
        Serverless fresh = fresh("cdc");
        kit.runCommand(new Create(
                fresh.config(),
                false,
                Tags.none(),
                system().<Reply>createTestProbe().getRef()));

        assertEquals(1, late.size());
        assertInstanceOf(Absent.class, kit.getState());
    }

    @Test
    void aModificationComesBackToTheStatusItLeft() {
        kit = kit(AT_ONCE);
        kit.initialize(new Idle("failed", ran("cdc")));

        Described modified = run(replyTo -> new Modify(modification(), replyTo));

        assertEquals("modifying", modified.replication().status());
        assertEquals("new", modified.config().supplementalSettings());
        awaitStatus("failed");
    }

    @Test
    void everyStatusAnswersEveryCommand() {
        Serverless fresh = fresh("full-load-and-cdc");
        Serverless ran = ran("full-load-and-cdc");
        LifecycleTable<Command, Event, ReplicationState> table =
                lifecycle(ReplicationState::status).status(new Absent()).status(new Idle("created", fresh));
        for (Step step : Step.values()) {
            table.status(new Starting(ran, step.word(), 1, NOON));
        }
        table.status(new Assessing(PremigrationTest.assessed(ran), 1, NOON));
        table.status(new Running(ran))
                .status(new Stopping(ran, NOON))
                .status(new Idle("stopped", ran))
                .status(new Idle("failed", ran))
                .status(new Modifying(ran, "stopped", NOON))
                .status(new Deleting(ran, NOON))
                .command("Create", replyTo -> new Create(fresh.config(), false, Tags.none(), replyTo.narrow()))
                .command("Describe", replyTo -> new Describe(replyTo.narrow()))
                .command("Modify", replyTo -> new Modify(modification(), replyTo.narrow()))
                .command("Start", replyTo -> new Start(request("start-replication"), replyTo.narrow()))
                .command("Resume", replyTo -> new Start(request("resume-processing"), replyTo.narrow()))
                .command("Reload", replyTo -> new Start(request("reload-target"), replyTo.narrow()))
                .command("StopRun", replyTo -> new StopRun(replyTo.narrow()))
                .command(
                        "ReloadTables",
                        replyTo -> new Reload(
                                new TableReload(List.of(new TableId("shop", "orders")), "data-reload"),
                                replyTo.narrow()))
                .command("Delete", replyTo -> new Delete(replyTo.narrow()))
                .command(
                        "ChangeTags",
                        replyTo -> new ChangeTags(new TagChange(Map.of("a", "b"), List.of()), replyTo.narrow()))
                .compare("serverless.txt");
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        Serverless fresh = fresh("full-load-and-cdc");
        golden(
                "serverless",
                Event.class,
                List.of(
                        new Created(fresh.config(), false, new Tags(Map.of("team", "data")), NOON),
                        new ModificationRequested(fresh.config(), true, NOON),
                        new ModificationFinished(NOON),
                        new StartRequested(
                                "resume-processing",
                                "start-replication",
                                Optional.of(NOON),
                                Optional.of("4AF/B00000D0"),
                                Optional.of("server_time:2018-02-09T12:12:12"),
                                NOON),
                        new PremigrationRequested(PremigrationTest.open(fresh.config()), NOON),
                        new PremigrationEnded(PremigrationTest.told("passed"), NOON),
                        new StatusReached("testing_connection", NOON),
                        new MetadataFetched(4, NOON),
                        new CapacityCalculated(2, NOON),
                        new CapacityProvisioned(NOON),
                        new RunStarted(4, NOON),
                        new TableLoaded("shop", "orders", 100, 2, NOON),
                        new TableSuspended("shop", "orders", "too many", NOON),
                        new LoadFinished(NOON),
                        new RunInterrupted(2, 10, "nobody listens", NOON),
                        new ReloadRequested(List.of(new TableId("shop", "orders")), NOON),
                        new ReloadBegun(List.of(new TableId("shop", "orders")), NOON),
                        new StopRequested(NOON),
                        new RunStopped("Stop Reason NORMAL", SUMMARY, Optional.of(NOON), NOON),
                        new RunFailed(
                                "Stop Reason FATAL_ERROR", "Last Error x", RunSummary.NONE, Optional.empty(), NOON),
                        new DeprovisioningStarted(NOON),
                        new Deprovisioned(NOON),
                        new TagsChanged(new Tags(Map.of("team", "data")), NOON),
                        new DeletionRequested(NOON),
                        new Deleted(NOON)));
    }

    private void awaitStatus(String status) {
        eventually(status, () -> kit.getState().status().equals(status));
    }

    private EventSourcedBehaviorTestKit<Command, Event, ReplicationState> kit(ServerlessDelays delays) {
        return kit(
                delays,
                arn -> delays == NEVER
                        ? new CompletableFuture<>() // whoever asks waits
                        : CompletableFuture.completedFuture(Outcome.done(endpoint(arn))));
    }

    private EventSourcedBehaviorTestKit<Command, Event, ReplicationState> kit(
            ServerlessDelays delays, Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve) {
        ServerlessWorld world = new ServerlessWorld(
                runs(resolve),
                (arn, isSource) ->
                        CompletableFuture.completedFuture(Optional.of(problem).filter(why -> !why.isEmpty())),
                premigrations,
                new Noticeboard<>());
        return kitOf(ReplicationEntity.create(place(ARN), delays, AT_NOON, residents, world));
    }

    private static Serverless fresh(String type) {
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

    private static Serverless ran(String type) {
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

    private static Serverless with(Serverless other, Optional<Provision> provision) {
        return new Serverless(
                other.config(), false, other.tags(), other.replication(), other.history(), provision, Optional.empty());
    }

    private static StartReplicationRequest request(String type) {
        return StartReplicationRequest.builder()
                .replicationConfigArn(ARN)
                .startReplicationType(type)
                .build();
    }

    private static Function<ActorRef<Reply>, Command> start(String type) {
        return replyTo -> new Start(request(type), replyTo);
    }

    private static ModifyReplicationConfigRequest modification() {
        return ModifyReplicationConfigRequest.builder()
                .replicationConfigArn(ARN)
                .supplementalSettings("new")
                .build();
    }

    private Described run(Function<ActorRef<Reply>, Command> command) {
        return answer(Described.class, command);
    }
}
