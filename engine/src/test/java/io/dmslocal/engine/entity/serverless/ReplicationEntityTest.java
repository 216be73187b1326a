package io.dmslocal.engine.entity.serverless;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.entity.serverless.ReplicationEntity.*;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AskStatistics;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Counted;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Create;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Delete;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Describe;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Described;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Modify;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reply;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.StopRun;
import io.dmslocal.engine.entity.serverless.ReplicationState.Absent;
import io.dmslocal.engine.entity.serverless.ReplicationState.Idle;
import io.dmslocal.engine.entity.serverless.ReplicationState.Modifying;
import io.dmslocal.engine.entity.serverless.ReplicationState.Running;
import io.dmslocal.engine.entity.serverless.ReplicationState.Serverless;
import io.dmslocal.engine.entity.serverless.ReplicationState.Starting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Stopping;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Tags;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.Replication;

class ReplicationEntityTest extends ReplicationFixture {

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
}
