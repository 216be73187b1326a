package io.dmslocal.engine.entity.task;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.*;
import io.dmslocal.engine.entity.task.TaskProtocol.*;
import io.dmslocal.engine.entity.task.TaskState.Failed;
import io.dmslocal.engine.entity.task.TaskState.FailedMove;
import io.dmslocal.engine.entity.task.TaskState.Held;
import io.dmslocal.engine.entity.task.TaskState.Moving;
import io.dmslocal.engine.entity.task.TaskState.Pausing;
import io.dmslocal.engine.entity.task.TaskState.Ready;
import io.dmslocal.engine.entity.task.TaskState.Stopped;
import io.dmslocal.engine.entity.task.TaskState.Stopping;
import io.dmslocal.engine.entity.task.TaskState.Testing;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.run.StopReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** A task in the hands of others: an assessment, a move, its instance. */
class InterruptedTaskTest extends TaskFixture {

    @Nested
    class WhileItIsTested {

        @Test
        void nothingElseMayHappenUntilItsTesterEndsTheTest() {
            kit.initialize(new Stopped(ran(task("cdc"))));

            assertEquals(
                    "testing",
                    run(replyTo -> new BeginTest("run", Set.of("stopped"), replyTo))
                            .status());

            assertEquals(
                    "InvalidResourceStateFault",
                    refusal(start("resume-processing")).code());
            assertEquals(
                    "testing", run(replyTo -> new EndTest("another", replyTo)).status());
            assertEquals("stopped", run(replyTo -> new EndTest("run", replyTo)).status());
        }

        @Test
        void aStatusThatTheTesterDoesNotWantIsRefusedByName() {
            kit.initialize(new Ready(task("cdc")));

            Fault fault = refusal(replyTo -> new BeginTest("run", Set.of("stopped"), replyTo));

            assertEquals("InvalidResourceStateFault", fault.code());
            assertTrue(fault.message().contains("is in status ready"), fault.message());
        }

        @Test
        void aTesterThatIsGoneAfterARestartIsNotWaitedFor() {
            kit.initialize(new Testing(ran(task("cdc")), "failed", "gone"));

            kit.restart();

            eventually("as before", () -> kit.getState() instanceof Failed);
        }
    }

    @Nested
    class WhenItIsMoved {

        @Test
        void bothInstancesKnowOfItUntilItHasArrived() {
            kit.initialize(new Stopped(ran(task("cdc"))));

            ReplicationTask moving = run(replyTo -> new Move("another", replyTo));

            assertEquals("moving", moving.status());
            assertEquals("instance", moving.replicationInstanceArn());
            assertEquals("another", moving.targetReplicationInstanceArn());
            assertTrue(hosting.said.isEmpty(), hosting.said::toString);
        }

        @Test
        void itArrivesInItsFormerStatusAndLetsGoOfTheOldInstanceLast() {
            kit = kit(AT_ONCE);
            kit.initialize(new Stopped(ran(task("cdc"))));

            run(replyTo -> new Move("another", replyTo));

            eventually("stopped", () -> kit.getState() instanceof Stopped);
            assertEquals(List.of("attach another", "detach instance"), List.copyOf(hosting.said));
            ReplicationTask moved = run(Describe::new);
            assertEquals("another", moved.replicationInstanceArn());
            assertNull(moved.targetReplicationInstanceArn());
            assertEquals("Stop Reason NORMAL", moved.stopReason());
        }

        @Test
        void aMoveGoesOnAfterARestart() {
            kit.initialize(
                    new Moving(bound(ran(task("cdc"))), "failed", NOON.minus(Duration.ofHours(2)))); // longer than LONG

            kit.restart();

            eventually("failed", () -> kit.getState() instanceof Failed);
            assertEquals("another", run(Describe::new).replicationInstanceArn());
        }

        @Test
        void anInstanceThatDoesNotTakeItLeavesItWhereItWas() {
            hosting.refusal = Optional.of(Fault.invalidState("Replication instance another is in status deleting"));
            kit = kit(AT_ONCE);
            kit.initialize(new Ready(task("cdc")));

            run(replyTo -> new Move("another", replyTo));

            eventually("failed-move", () -> kit.getState() instanceof FailedMove);
            assertEquals(List.of("attach another", "detach another"), List.copyOf(hosting.said));
            ReplicationTask failed = run(Describe::new);
            assertEquals("failed-move", failed.status());
            assertEquals("instance", failed.replicationInstanceArn());
            assertNull(failed.targetReplicationInstanceArn());
            assertEquals(
                    "The move failed: Replication instance another is in status deleting", failed.lastFailureMessage());

            hosting.refusal = Optional.empty();
            run(replyTo -> new Move("another", replyTo));
            eventually("ready", () -> kit.getState() instanceof Ready);
        }
    }

    @Nested
    class WhenItsInstanceWasNotOpen {

        @Test
        void whoeverHoldsItIsAskedAgainAfterARestart() {
            kit = kit(AT_ONCE);
            hosting.isOpen = true;

            kit.initialize(new Held(ran(task("cdc")), "instance"));

            eventually("it was started", () -> kit.getState() instanceof Failed); // nobody knows its endpoints here
        }

        @Test
        void aStopByItsUserMeanwhileStays() {
            kit.initialize(new Pausing(ran(task("cdc")), "instance", "RECYCLE_TASK", NOON));

            assertEquals("stopping", run(StopTask::new).status());

            assertInstanceOf(Stopping.class, kit.getState());
        }

        @Test
        void aTaskThatDoesNotRunIsNotConcerned() {
            kit.initialize(new Stopped(ran(task("cdc"))));

            run(replyTo -> new Hold("instance", "RECYCLE_TASK", replyTo));

            assertInstanceOf(Stopped.class, kit.getState());
        }

        @Test
        void aRunThatEndedByItselfMeanwhileDoesNotGoOn() {
            Pausing pausing = new Pausing(ran(task("full-load")), "instance", "RECYCLE_TASK", NOON);

            assertEquals("Stop Reason FULL_LOAD_ONLY_FINISHED", pausing.stopReason(StopReason.FULL_LOAD_ONLY_FINISHED));
            assertInstanceOf(
                    Stopped.class,
                    pausing.stopped(new RunStopped("Stop Reason FULL_LOAD_ONLY_FINISHED", RunSummary.NONE, NOON)));
        }
    }
}
