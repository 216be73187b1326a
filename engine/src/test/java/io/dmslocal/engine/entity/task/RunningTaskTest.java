package io.dmslocal.engine.entity.task;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import io.dmslocal.engine.entity.running.TableReload;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.*;
import io.dmslocal.engine.entity.task.TaskProtocol.*;
import io.dmslocal.engine.entity.task.TaskState.Absent;
import io.dmslocal.engine.entity.task.TaskState.Deleting;
import io.dmslocal.engine.entity.task.TaskState.Failed;
import io.dmslocal.engine.entity.task.TaskState.Held;
import io.dmslocal.engine.entity.task.TaskState.Ready;
import io.dmslocal.engine.entity.task.TaskState.Running;
import io.dmslocal.engine.entity.task.TaskState.Stopped;
import io.dmslocal.engine.entity.task.TaskState.Stopping;
import io.dmslocal.engine.entity.task.TaskState.Task;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.settings.EndpointSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** A task and the run that it owns. */
class RunningTaskTest extends TaskFixture {

    private static final String OTHER = "arn:aws:dms:us-east-1:000000000000:task:O";

    @Nested
    class WhileItRuns {

        @Test
        void itBeginsItsRunAgainAfterAGhostHasTakenTheCheckpoint() {
            replicating();

            checkpoints.open(ARN); // as a run of an earlier life does that is late to open its own
            insert(1);

            arrives(1);
            eventually("it takes the checkpoint back", () -> {
                insert(2);
                return checkpoints.epoch(ARN) > 2;
            });
            insert(3);
            arrives(3);
            assertInstanceOf(Running.class, kit.getState());
        }

        @Test
        void onlySeveritiesOfItsLogMayBeModified() {
            replicating();

            ReplicationTask modified = run(
                    modify(
                            m -> m.replicationTaskSettings(
                                    "{\"Logging\":{\"LogComponents\":[{\"Id\":\"TARGET_APPLY\",\"Severity\":\"LOGGER_SEVERITY_DEBUG\"}]}}")));

            assertEquals("running", modified.status());
            assertTrue(
                    modified.replicationTaskSettings()
                            .contains("{\"Severity\":\"LOGGER_SEVERITY_DEBUG\",\"Id\":\"TARGET_APPLY\"}"),
                    modified.replicationTaskSettings());
            for (Function<ActorRef<Reply>, Command> other : List.of(
                    modify(m -> m.taskData("new")),
                    modify(m -> m.replicationTaskSettings("{\"FullLoadSettings\":{\"CommitRate\":7}}")),
                    modify(m -> m.replicationTaskSettings("{\"Logging\":{\"EnableLogging\":true}}")))) {
                assertEquals(
                        "Replication Task, excluding logging severity task settings, cannot be modified while it is running state",
                        refusal(other).message());
            }
            insert(4);
            arrives(4);
        }

        @Test
        void anEventOfAnEarlierRunDoesNotFailIt() {
            replicating("{\"ErrorBehavior\":{\"EventErrorPolicy\":\"STOP_TASK\"}}");
            Instant start = run(Describe::new).replicationTaskStartDate();

            notSent(start.minusMillis(1));
            insert(4);
            arrives(4);
            notSent(start);

            eventually("failed", () -> kit.getState() instanceof Failed);
            assertTrue(run(Describe::new)
                    .lastFailureMessage()
                    .contains("event DMS-EVENT-0069 of subscription mine was not taken: nobody is there"));
            run(start("resume-processing"));
            eventually("running", () -> kit.getState() instanceof Running);
        }

        @Test
        void anEventThatIsNotTakenDoesNotConcernItByDefault() {
            replicating();

            notSent(run(Describe::new).replicationTaskStartDate());

            insert(4);
            arrives(4);
            assertInstanceOf(Running.class, kit.getState());
        }

        private void notSent(Instant happenedAt) {
            run(replyTo -> new EventNotSent("DMS-EVENT-0069", happenedAt, "mine", "nobody is there", replyTo));
        }

        @Test
        void aRebootOfItsInstanceStopsItAndItGoesOnByItselfAfterwards() {
            replicating();

            assertEquals(
                    "stopping",
                    run(replyTo -> new Hold("instance", "RECYCLE_TASK", replyTo))
                            .status());
            eventually("held", () -> kit.getState() instanceof Held);
            ReplicationTask held = run(Describe::new);
            assertEquals("stopped", held.status());
            assertEquals("Stop Reason RECYCLE_TASK", held.stopReason());
            insert(5);
            kit.restart();
            assertInstanceOf(Held.class, kit.getState());

            hosting.isOpen = true;

            eventually("running", () -> kit.getState() instanceof Running);
            arrives(5);
            assertNull(run(Describe::new).stopReason());
        }

        @Test
        void aTableIsReloadedAndTheWishIsForgottenWhenItHasBegun() {
            replicating();
            target.database().transaction(tx -> tx.delete(orders, 0L));

            var asked = kit.<Reply>runCommand(
                    replyTo -> new Reload(new TableReload(List.of(orders), "data-reload"), replyTo));

            assertTrue( // that its first load is over may be told just now, too
                    asked.events().stream()
                            .anyMatch(event -> event instanceof ReloadRequested requested
                                    && requested.tables().equals(List.of(orders))),
                    () -> asked.events().toString());
            arrives(0);
            eventually("begun", () -> running().task().history().reloads().isEmpty());
        }

        @Test
        void aReloadThatWasAcceptedJustBeforeItsNodeDiedIsDoneByTheNextRun() {
            replicating();
            target.database().transaction(tx -> tx.delete(orders, 0L));

            kit.initialize(running(), new ReloadRequested(List.of(orders), NOON));

            arrives(0);
            eventually("begun", () -> running().task().history().reloads().isEmpty());
        }

        private Running running() {
            return assertInstanceOf(Running.class, kit.getState());
        }

        /** All tests share one journal: nobody may go on writing to it. */
        @AfterEach
        void stop() {
            run(StopTask::new);
            eventually("stopped", () -> kit.getState() instanceof Stopped);
        }

        @Test
        void aSeverityThatIsModifiedHoldsForWhatItsRunSaysNext() {
            try (TaskLines lines = new TaskLines("dms.TASK_MANAGER")) {
                replicating("{\"Logging\":{\"EnableLogging\":true}}");
                assertTrue(lines.ofTasks().contains("Task is running with 1 tables"), lines::toString);

                run(modify(m -> m.replicationTaskSettings("{\"Logging\":{\"LogComponents\":"
                        + "[{\"Id\":\"TASK_MANAGER\",\"Severity\":\"LOGGER_SEVERITY_WARNING\"}]}}")));
                run(replyTo -> new Reload(new TableReload(List.of(orders), "data-reload"), replyTo));
                eventually("begun", () -> running().task().history().reloads().isEmpty());

                String again = "Tables are to be loaded again: the task goes on with them";
                assertTrue(lines.all().contains(again), lines::toString);
                assertFalse(lines.ofTasks().contains(again), lines::toString);
            }
        }

        private void replicating() {
            replicating("");
        }

        private void replicating(String settings) {
            createOrders();
            kit = kit(AT_ONCE, arn -> CompletableFuture.completedFuture(Outcome.done(endpoint(arn))));
            kit.initialize(new Ready(task("full-load-and-cdc", SELECTION, settings)));
            run(start("start-replication"));
            eventually("running", () -> kit.getState() instanceof Running);
            insert(0);
            arrives(0);
            eventually(
                    "the load's end is told",
                    () -> running().task().history().last().loadFinish().isPresent());
        }

        private static Function<ActorRef<Reply>, Command> modify(Consumer<ModifyReplicationTaskRequest.Builder> what) {
            return replyTo -> new Modify(
                    ModifyReplicationTaskRequest.builder()
                            .replicationTaskArn(ARN)
                            .applyMutation(what)
                            .build(),
                    replyTo);
        }
    }

    @Nested
    class AfterARestart {

        @Test
        void aRunningTaskTriesToRunOn() {
            kit = kit(AT_ONCE);
            kit.initialize(new Running(ran(task("cdc"))));

            kit.restart();

            eventually("it was tried", () -> kit.getState() instanceof Failed);
        }

        @Test
        void aTaskWhoseEndpointsDoNotAnswerYetIsLaunchedLater() {
            List<CompletionStage<Outcome<EndpointSettings>>> answers = new CopyOnWriteArrayList<>(List.of(
                    CompletableFuture.failedFuture(new TimeoutException("no answer within 10 s")),
                    CompletableFuture.completedFuture(Outcome.refused(Fault.notFound("the second answer")))));
            kit = kit(AT_ONCE, arn -> answers.remove(0));
            kit.initialize(new Running(ran(task("cdc"))));

            eventually("it was asked again", answers::isEmpty);
            eventually("the answer counts", () -> kit.getState() instanceof Failed);
            String failure = run(Describe::new).lastFailureMessage();
            assertTrue(failure.contains("the second answer"), failure);
        }

        @Test
        void causedByAFailingJournalARunningTaskRunsOn() {
            Task ready = task("cdc");
            AtomicInteger asked = new AtomicInteger();
            Behavior<Command> entity = entity(OTHER, NEVER, arn -> {
                asked.incrementAndGet();
                return new CompletableFuture<>();
            });
            PersistenceTestKit journal = PersistenceTestKit.create(system().system());
            journal.persistForRecovery(
                    "ReplicationTask|" + OTHER,
                    List.of(
                            new CreationRequested(ready.document(), ready.definition(), Tags.none(), NOON),
                            new CreationFinished(NOON),
                            new StartRequested(
                                    "start-replication", Optional.empty(), Optional.empty(), Optional.empty(), NOON),
                            new RunStarted(1, NOON)));
            TestProbe<Reply> probe = system().createTestProbe();
            ActorRef<Command> task = system().spawn(entity);
            eventually("it is launched", () -> asked.get() == 1);

            journal.failNextPersisted("ReplicationTask|" + OTHER);
            task.tell(new StopTask(probe.getRef()));

            eventually("it is launched again", () -> asked.get() == 2);
            task.tell(new StopTask(probe.getRef()));
            assertEquals(
                    "stopping",
                    probe.expectMessageClass(Described.class).document().status());
        }

        @Test
        void aStoppingTaskIsStopped() {
            kit = kit(AT_ONCE);
            kit.initialize(new Stopping(ran(task("cdc")), NOON));

            kit.restart();

            eventually("stopped", () -> kit.getState() instanceof Stopped);
            assertEquals("Stop Reason NORMAL", run(Describe::new).stopReason());
        }

        @Test
        void aStoppingTaskTellsWhatItsLastRunHadDone() {
            checkpoints
                    .open(ARN)
                    .save(Map.of(
                            "run",
                            "{\"run\":1,\"captures\":true}",
                            "statistics",
                            "{\"loaded\":7,\"changes\":5,\"position\":\"0/2A\"}"));
            kit = kit(AT_ONCE, arn -> CompletableFuture.completedFuture(Outcome.done(endpoint(arn))));
            kit.initialize(new Stopping(ran(task("cdc")), NOON));

            eventually("stopped", () -> kit.getState() instanceof Stopped);
            ReplicationTask stopped = run(Describe::new);
            assertEquals(7, stopped.replicationTaskStats().tablesLoaded());
            assertEquals("checkpoint:V1#1#00000000/0000002A#0#0#*#0#5", stopped.recoveryCheckpoint());
        }

        @Test
        void aDeletedTaskIsGoneOnlyWhenWhatItLeftOnItsSourceIsRemembered() {
            kit = kit(AT_ONCE, arn -> CompletableFuture.completedFuture(Outcome.done(endpoint(arn))));
            source.faults().noCaptureEnds("The source does not answer.");
            remembering = new CompletableFuture<>();
            kit.initialize(new Stopped(ran(task("cdc"))));

            run(Delete::new);

            eventually(
                    "it is told",
                    () -> leftovers.stream()
                            .anyMatch(left -> left.owner().equals(ARN)
                                    && left.sourceArn().equals("source")
                                    && left.why().equals("The source does not answer.")));
            assertInstanceOf(Deleting.class, kit.getState());
            remembering.complete(null);
            eventually("absent", () -> kit.getState() instanceof Absent);
        }

        @Test
        void aTaskThatIsToFailOverWhatItLeavesStaysUntilThatIsGone() {
            kit = kit(AT_ONCE, arn -> CompletableFuture.completedFuture(Outcome.done(endpoint(arn))));
            source.faults().noCaptureEnds("The source does not answer.");
            kit.initialize(
                    new Stopped(ran(task("cdc", "{\"rules\":[]}", "{\"FailTaskWhenCleanTaskResourceFailed\":true}"))));

            run(Delete::new);

            eventually("failed", () -> kit.getState() instanceof Failed);
            String failure = run(Describe::new).lastFailureMessage();
            assertTrue(
                    failure.contains(
                            "The source still remembers " + ARN + ": The source does not answer. Delete it again when"),
                    failure);
            assertEquals(List.of(), List.copyOf(leftovers));
            source.faults().capturesEnd();
            run(Delete::new);
            eventually("absent", () -> kit.getState() instanceof Absent);
        }

        @Test
        void aDeletedTaskIsGoneAndLetsGoOfItsEndpoints() {
            kit = kit(AT_ONCE);
            kit.initialize(new Ready(task("full-load")));

            assertEquals("deleting", run(Delete::new).status());

            eventually("absent", () -> kit.getState() instanceof Absent);
            eventually("it said so", () -> gone.contains(ARN + " used [instance, source, target]"));
        }
    }
}
