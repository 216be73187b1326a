package io.dmslocal.engine.entity.task;

import static io.dmslocal.engine.RunningEngine.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.entity.GoldenEvents;
import io.dmslocal.engine.entity.Hosting;
import io.dmslocal.engine.entity.LifecycleTable;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.running.RunWorld;
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
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.MemoryCheckpoints;
import io.dmslocal.engine.run.MemoryConnector;
import io.dmslocal.engine.run.MemoryDatabase;
import io.dmslocal.engine.run.StopReason;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TaskSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskRequest;

class ReplicationTaskEntityTest {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:task:T";
    private static final String OTHER = "arn:aws:dms:us-east-1:000000000000:task:O";
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private static final String SELECTION = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}}]}
            """;
    private static final Duration LONG = Duration.ofHours(1);
    private static final TaskDelays NEVER = new TaskDelays(LONG, LONG, LONG, LONG, LONG, LONG);
    private static final TaskDelays AT_ONCE =
            new TaskDelays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final ActorTestKit SYSTEM = ActorTestKit.create(
            "task",
            ConfigFactory.parseString(GoldenEvents.KEY)
                    .withFallback(EventSourcedBehaviorTestKit.config())
                    .withFallback(ConfigFactory.load()));

    private final Queue<String> gone = new ConcurrentLinkedQueue<>();
    private final MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    private final Queue<String> left = new ConcurrentLinkedQueue<>();
    private final Queue<Command> late = new ConcurrentLinkedQueue<>();
    private final Host hosting = new Host();
    private EventSourcedBehaviorTestKit<Command, Event, TaskState> kit;

    /** All instances there are. */
    private static final class Host implements Hosting {

        private final Queue<String> said = new ConcurrentLinkedQueue<>();
        private volatile Optional<Fault> refusal = Optional.empty();
        private volatile boolean isOpen;

        @Override
        public CompletionStage<Optional<Fault>> attach(String instance, String task) {
            said.add("attach " + instance);
            return CompletableFuture.completedFuture(refusal);
        }

        @Override
        public CompletionStage<?> detach(String instance, String task) {
            said.add("detach " + instance);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Boolean> isOpen(String instance) {
            return CompletableFuture.completedFuture(isOpen);
        }

        @Override
        public void hold(String task, String instance, String reason) {
            throw new AssertionError("a task holds nobody");
        }
    }

    @BeforeEach
    void absent() {
        kit = kit(NEVER);
    }

    @AfterAll
    static void shutdown() {
        SYSTEM.shutdownTestKit();
    }

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
    class WhileItRuns {

        private final MemoryConnector source = new MemoryConnector("postgres");
        private final MemoryConnector target = new MemoryConnector("mysql");
        private final MemoryCheckpoints checkpoints = new MemoryCheckpoints();
        private final TableId orders = new TableId("shop", "orders");

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

            run(replyTo -> new Reload(new TableReload(List.of(orders), "data-reload"), replyTo));

            assertEquals(List.of(orders), running().task().history().reloads());
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
            source.database().create(MemoryDatabase.schema("shop", "orders", true));
            kit = EventSourcedBehaviorTestKit.create(
                    SYSTEM.system(),
                    entity(
                            ARN,
                            AT_ONCE,
                            new TaskWorld(
                                    new RunWorld(
                                            arn -> CompletableFuture.completedFuture(Outcome.done(endpoint(arn))),
                                            new Connectors(List.of(source, target)),
                                            checkpoints,
                                            Path.of("target")),
                                    hosting,
                                    new Noticeboard<>())));
            kit.initialize(new Ready(task("full-load-and-cdc", SELECTION, settings)));
            run(start("start-replication"));
            eventually("running", () -> kit.getState() instanceof Running);
            insert(0);
            arrives(0);
        }

        private void insert(long id) {
            source.database().transaction(tx -> tx.insert(orders, id, "new", id));
        }

        private void arrives(long id) {
            eventually(
                    "row " + id + " in " + target.database().content(orders)
                            + kit.getState().status() + checkpoints.epoch(ARN),
                    () -> target.database().content(orders).contains("[" + id + ", new, " + id + "]"));
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
            PersistenceTestKit journal = PersistenceTestKit.create(SYSTEM.system());
            journal.persistForRecovery(
                    "ReplicationTask|" + OTHER,
                    List.of(
                            new CreationRequested(ready.document(), ready.definition(), Tags.none(), NOON),
                            new CreationFinished(NOON),
                            new StartRequested(
                                    "start-replication", Optional.empty(), Optional.empty(), Optional.empty(), NOON),
                            new RunStarted(1, NOON)));
            TestProbe<Reply> probe = SYSTEM.createTestProbe();
            ActorRef<Command> task = SYSTEM.spawn(entity);
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
        void aDeletedTaskIsGoneAndLetsGoOfItsEndpoints() {
            kit = kit(AT_ONCE);
            kit.initialize(new Ready(task("full-load")));

            assertEquals("deleting", run(Delete::new).status());

            eventually("absent", () -> kit.getState() instanceof Absent);
            eventually("it said so", () -> gone.contains(ARN));
        }
    }

    @Nested
    class WhenItDoesNotExist {

        @Test
        void leavesAfterAWhileAndIsCreatedInItsNextLife() {
            assertEquals("ResourceNotFoundFault", refusal(Describe::new).code());

            eventually("it asked to leave", () -> left.contains(ARN));
            Task task = task("cdc");
            TestProbe<Reply> probe = SYSTEM.createTestProbe();
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
        new LifecycleTable<>(kit, TaskState::status, ReplicationTaskEntityTest::faultOf)
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
        RunSummary summary = new RunSummary(
                100, 3, 0, 0, 1, Optional.of(NOON), Optional.of(NOON), Optional.of("checkpoint:V1#1#0/1#0#0#*#0#5"));
        GoldenEvents.compare(
                SYSTEM.system(),
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
                        new RunStopped("Stop Reason NORMAL", summary, NOON),
                        new RunFailed("Stop Reason FATAL_ERROR", "Last Error x", RunSummary.NONE, NOON),
                        new TestBegan("run", NOON),
                        new TestEnded(NOON),
                        new MoveRequested("another", NOON),
                        new MoveFinished(NOON),
                        new MoveFailed("no room", NOON),
                        new HoldRequested("instance", "RECYCLE_TASK", NOON),
                        new TagsChanged(new Tags(Map.of("team", "data")), NOON),
                        new DeletionRequested(NOON),
                        new Deleted(NOON)));
    }

    private EventSourcedBehaviorTestKit<Command, Event, TaskState> kit(TaskDelays delays) {
        return kit(
                delays,
                arn -> delays == NEVER
                        ? new CompletableFuture<>() // whoever asks waits
                        : CompletableFuture.completedFuture(
                                Outcome.refused(Fault.notFound("Endpoint could not be found."))));
    }

    private EventSourcedBehaviorTestKit<Command, Event, TaskState> kit(
            TaskDelays delays, Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve) {
        return EventSourcedBehaviorTestKit.create(SYSTEM.system(), entity(ARN, delays, resolve));
    }

    private Behavior<Command> entity(
            String arn, TaskDelays delays, Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve) {
        return entity(
                arn,
                delays,
                new TaskWorld(
                        new RunWorld(
                                resolve,
                                new Connectors(List.of(new MemoryConnector("postgres"))),
                                checkpoints,
                                Path.of("target")),
                        hosting,
                        new Noticeboard<>()));
    }

    private Behavior<Command> entity(String arn, TaskDelays delays, TaskWorld world) {
        Residents residents = new Residents() {
            @Override
            public CompletionStage<Optional<String>> identifierOf(String arn) {
                return CompletableFuture.completedFuture(Optional.of(arn).filter("run"::equals));
            }

            @Override
            public void gone(String arn, Collection<String> used) {
                assertEquals(Set.of("instance", "source", "target"), Set.copyOf(used));
                gone.add(arn);
            }
        };
        Place<Command> place = new Place<>(arn, self -> left.add(arn), late::add);
        return ReplicationTaskEntity.create(place, delays, Clock.fixed(NOON, ZoneOffset.UTC), residents, world);
    }

    /** The endpoint "source" is of postgres, "target" of mysql. */
    private static EndpointSettings endpoint(String arn) {
        String engineName = arn.equals("source") ? "postgres" : "mysql";
        return new EndpointSettings(arn, engineName, "127.0.0.1", 1, "u", "p", "", "none", "", Map.of());
    }

    private static Task task(String type) {
        return task(type, "{\"rules\":[]}");
    }

    private static Task task(String type, String mappings) {
        return task(type, mappings, "");
    }

    private static Task task(String type, String mappings, String settings) {
        ReplicationTask document = ReplicationTask.builder()
                .replicationTaskArn(ARN)
                .replicationTaskIdentifier("mine")
                .replicationInstanceArn("instance")
                .sourceEndpointArn("source")
                .targetEndpointArn("target")
                .migrationType(type)
                .tableMappings(mappings)
                .replicationTaskSettings(TaskSettings.complete(settings, type)
                        .value()
                        .orElseThrow()
                        .json())
                .replicationTaskCreationDate(NOON)
                .build();
        return new Task(document, new TaskDefinition(false, Optional.empty()), Tags.none(), RunHistory.NONE);
    }

    private static Task ran(Task task) {
        return new Task(
                task.document().copy(d -> d.stopReason("Stop Reason NORMAL").lastFailureMessage("earlier")),
                task.definition(),
                task.tags(),
                RunHistory.NONE.started("start-replication", NOON).stopped(NOON, RunSummary.NONE));
    }

    /** On its way. */
    private static Task bound(Task task) {
        return new Task(
                task.document().copy(d -> d.targetReplicationInstanceArn("another")),
                task.definition(),
                task.tags(),
                task.history());
    }

    private static StartReplicationTaskRequest startRequest(String type) {
        return StartReplicationTaskRequest.builder()
                .replicationTaskArn(ARN)
                .startReplicationTaskType(type)
                .build();
    }

    private static Function<ActorRef<Reply>, Command> start(String type) {
        return replyTo -> new Start(startRequest(type), replyTo);
    }

    private static ModifyReplicationTaskRequest modification() {
        return ModifyReplicationTaskRequest.builder()
                .replicationTaskArn(ARN)
                .taskData("new")
                .build();
    }

    private static Optional<Fault> faultOf(Object reply) {
        if (reply instanceof TagReply tagged) {
            return tagged.outcome().fault();
        }
        return ((Reply) reply).outcome().fault();
    }

    private ReplicationTask run(Function<ActorRef<Reply>, Command> command) {
        return assertInstanceOf(
                        Described.class, kit.<Reply>runCommand(command::apply).reply())
                .document();
    }

    private Fault refusal(Function<ActorRef<Reply>, Command> command) {
        return assertInstanceOf(
                        Refused.class, kit.<Reply>runCommand(command::apply).reply())
                .fault();
    }
}
