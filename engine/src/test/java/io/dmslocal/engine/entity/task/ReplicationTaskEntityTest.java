package io.dmslocal.engine.entity.task;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.TestProbe;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.running.TableReload;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.*;
import io.dmslocal.engine.entity.task.TaskProtocol.*;
import io.dmslocal.engine.entity.task.TaskState.Absent;
import io.dmslocal.engine.entity.task.TaskState.Creating;
import io.dmslocal.engine.entity.task.TaskState.Deleting;
import io.dmslocal.engine.entity.task.TaskState.Failed;
import io.dmslocal.engine.entity.task.TaskState.FailedMove;
import io.dmslocal.engine.entity.task.TaskState.Held;
import io.dmslocal.engine.entity.task.TaskState.Modifying;
import io.dmslocal.engine.entity.task.TaskState.Moving;
import io.dmslocal.engine.entity.task.TaskState.Pausing;
import io.dmslocal.engine.entity.task.TaskState.Ready;
import io.dmslocal.engine.entity.task.TaskState.Running;
import io.dmslocal.engine.entity.task.TaskState.Starting;
import io.dmslocal.engine.entity.task.TaskState.Stopped;
import io.dmslocal.engine.entity.task.TaskState.Stopping;
import io.dmslocal.engine.entity.task.TaskState.Task;
import io.dmslocal.engine.entity.task.TaskState.Testing;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.record.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

class ReplicationTaskEntityTest extends TaskFixture {

    @Nested
    class WhenItIsStarted {

        @Test
        void theFirstStartIsStartReplication() {
            kit.initialize(new Ready(task("full-load")));

            assertEquals(
                    "InvalidParameterCombinationException",
                    refusal(start("resume-processing")).code());
            assertEquals(
                    "InvalidParameterCombinationException",
                    refusal(start("reload-target")).code());
            assertEquals("starting", run(start("start-replication")).status());
        }

        @Test
        void laterStartsAreNotUnlessTheTaskIsOfChangesOnly() {
            kit.initialize(new Stopped(ran(task("full-load-and-cdc"))));
            assertEquals(
                    "Start Type : START_REPLICATION, valid only for tasks running for the first time",
                    refusal(start("start-replication")).message());
            assertEquals("starting", run(start("reload-target")).status());

            kit.clear();
            kit.initialize(new Stopped(ran(task("cdc"))));
            assertEquals("starting", run(start("start-replication")).status());
        }

        @Test
        void forgetsWhyTheLastRunEnded() {
            kit.initialize(new Failed(ran(task("cdc"))));

            ReplicationTask starting = run(start("resume-processing"));

            assertNull(starting.stopReason());
            assertNull(starting.lastFailureMessage());
            assertEquals(NOON, starting.replicationTaskStartDate());
        }

        @Test
        void withoutAnEndpointToReachFailsWithTheReason() {
            kit = kit(AT_ONCE);
            kit.initialize(new Ready(task("full-load")));

            run(start("start-replication"));

            eventually("failed", () -> kit.getState() instanceof Failed);
            ReplicationTask failed = run(Describe::new);
            assertEquals("Stop Reason FATAL_ERROR", failed.stopReason());
            assertTrue(
                    failed.lastFailureMessage().contains("Endpoint could not be found"), failed.lastFailureMessage());
        }
    }

    @Nested
    class WhenItDoesNotExist {

        @Test
        void leavesAfterAWhileAndIsCreatedInItsNextLife() {
            assertEquals("ResourceNotFoundFault", refusal(Describe::new).code());

            eventually("it asked to leave", () -> left.contains(ARN));
            Task task = task("cdc");
            TestProbe<Reply> probe = system().createTestProbe();
            Create create = new Create(task.document(), task.definition(), Tags.none(), probe.getRef());
            kit.runCommand(create);

            assertEquals(List.of(create), List.copyOf(late));
            assertInstanceOf(Absent.class, kit.getState());
        }
    }

    @Test
    void everyStatusAnswersEveryCommand() {
        Task fresh = task("full-load-and-cdc");
        Task ran = ran(task("full-load-and-cdc"));
        lifecycle(TaskState::status)
                .status(new Absent())
                .status(new Creating(fresh, NOON))
                .status(new Ready(fresh))
                .status(new Modifying(ran, "stopped", NOON))
                .status(new Starting(ran, NOON))
                .status(new Running(ran))
                .status(new Stopping(ran, NOON))
                .status(new Stopped(ran))
                .status(new Failed(ran))
                .status(new Testing(ran, "stopped", "run"))
                .status(new Moving(bound(ran), "stopped", NOON))
                .status(new FailedMove(ran, "stopped"))
                .status(new Pausing(ran, "instance", "RECYCLE_TASK", NOON))
                .status(new Held(ran, "instance"))
                .status(new Deleting(ran, NOON))
                .command(
                        "Create",
                        replyTo -> new Create(fresh.document(), fresh.definition(), Tags.none(), replyTo.narrow()))
                .command("Describe", replyTo -> new Describe(replyTo.narrow()))
                .command("Modify", replyTo -> new Modify(modification(), replyTo.narrow()))
                .command("Start", replyTo -> new Start(startRequest("start-replication"), replyTo.narrow()))
                .command("Resume", replyTo -> new Start(startRequest("resume-processing"), replyTo.narrow()))
                .command("Reload", replyTo -> new Start(startRequest("reload-target"), replyTo.narrow()))
                .command("StopTask", replyTo -> new StopTask(replyTo.narrow()))
                .command(
                        "ReloadTables",
                        replyTo -> new Reload(
                                new TableReload(List.of(new TableId("shop", "orders")), "data-reload"),
                                replyTo.narrow()))
                .command("Delete", replyTo -> new Delete(replyTo.narrow()))
                .command(
                        "BeginTest",
                        replyTo -> new BeginTest("run", Set.of("ready", "stopped", "failed"), replyTo.narrow()))
                .command("Move", replyTo -> new Move("another", replyTo.narrow()))
                .command("Hold", replyTo -> new Hold("instance", "RECYCLE_TASK", replyTo.narrow()))
                .command("EndTest", replyTo -> new EndTest("run", replyTo.narrow()))
                .command(
                        "ChangeTags",
                        replyTo -> new ChangeTags(new TagChange(Map.of("a", "b"), List.of()), replyTo.narrow()))
                .compare("task.txt");
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        Task task = task("full-load-and-cdc");
        golden(
                "task",
                Event.class,
                List.of(
                        new CreationRequested(task.document(), task.definition(), task.tags(), NOON),
                        new CreationFinished(NOON),
                        new ModificationRequested(task.document(), new TaskDefinition(true, Optional.of(NOON)), NOON),
                        new ModificationFinished(NOON),
                        new StartRequested(
                                "start-replication",
                                Optional.of(NOON),
                                Optional.of("4AF/B00000D0"),
                                Optional.of("server_time:2018-02-09T12:12:12"),
                                NOON),
                        new RunStarted(4, NOON),
                        new TableLoaded("shop", "orders", 100, 2, NOON),
                        new TableSuspended("shop", "orders", "too many", NOON),
                        new LoadFinished(NOON),
                        new RunInterrupted(2, 10, "nobody listens", NOON),
                        new ReloadRequested(List.of(new TableId("shop", "orders")), NOON),
                        new ReloadBegun(List.of(new TableId("shop", "orders")), NOON),
                        new StopRequested(NOON),
                        new RunStopped("Stop Reason NORMAL", SUMMARY, NOON),
                        new RunFailed("Stop Reason FATAL_ERROR", "Last Error x", RunSummary.NONE, NOON),
                        new TestBegan("run", NOON),
                        new TestEnded(NOON),
                        new MoveRequested("another", NOON),
                        new MoveFinished(NOON),
                        new MoveFailed("no room", NOON),
                        new HoldRequested("instance", "RECYCLE_TASK", NOON),
                        new TagsChanged(new Tags(Map.of("team", "data")), NOON),
                        new DeletionRequested(NOON),
                        new DeletionFailed("the slot stays", NOON),
                        new Deleted(NOON)));
    }
}
