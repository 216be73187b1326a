package io.dmslocal.engine.entity.task;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.entity.Hosting;
import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.running.RunningFixture;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.*;
import io.dmslocal.engine.entity.task.TaskProtocol.*;
import io.dmslocal.engine.entity.task.TaskState.Task;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskRequest;

/** What a task's tests stand on. */
abstract class TaskFixture extends RunningFixture<Command, Event, TaskState, Reply> {

    static final String ARN = "arn:aws:dms:us-east-1:000000000000:task:T";
    static final TaskDelays NEVER = new TaskDelays(LONG, LONG, LONG, LONG, LONG, LONG);
    static final TaskDelays AT_ONCE =
            new TaskDelays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    final Host hosting = new Host();

    /** All instances there are. */
    protected static final class Host implements Hosting {

        final Queue<String> said = new ConcurrentLinkedQueue<>();
        volatile Optional<Fault> refusal = Optional.empty();
        volatile boolean isOpen;

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
        neighbours.add("run");
        kit = kit(NEVER);
    }

    final EventSourcedBehaviorTestKit<Command, Event, TaskState> kit(TaskDelays delays) {
        return kit(
                delays,
                arn -> delays == NEVER
                        ? new CompletableFuture<>() // whoever asks waits
                        : CompletableFuture.completedFuture(
                                Outcome.refused(Fault.notFound("Endpoint could not be found."))));
    }

    final EventSourcedBehaviorTestKit<Command, Event, TaskState> kit(
            TaskDelays delays, Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve) {
        return kitOf(entity(ARN, delays, resolve));
    }

    final Behavior<Command> entity(
            String arn, TaskDelays delays, Function<String, CompletionStage<Outcome<EndpointSettings>>> resolve) {
        TaskWorld world = new TaskWorld(runs(resolve), hosting, new Noticeboard<>());
        return ReplicationTaskEntity.create(place(arn), delays, AT_NOON, residents, world);
    }

    static Task task(String type) {
        return task(type, "{\"rules\":[]}");
    }

    static Task task(String type, String mappings) {
        return task(type, mappings, "");
    }

    static Task task(String type, String mappings, String settings) {
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

    static Task ran(Task task) {
        return new Task(
                task.document().copy(d -> d.stopReason("Stop Reason NORMAL").lastFailureMessage("earlier")),
                task.definition(),
                task.tags(),
                RunHistory.NONE.started("start-replication", NOON).stopped(NOON, RunSummary.NONE));
    }

    /** On its way. */
    static Task bound(Task task) {
        return new Task(
                task.document().copy(d -> d.targetReplicationInstanceArn("another")),
                task.definition(),
                task.tags(),
                task.history());
    }

    static StartReplicationTaskRequest startRequest(String type) {
        return StartReplicationTaskRequest.builder()
                .replicationTaskArn(ARN)
                .startReplicationTaskType(type)
                .build();
    }

    static Function<ActorRef<Reply>, Command> start(String type) {
        return replyTo -> new Start(startRequest(type), replyTo);
    }

    static ModifyReplicationTaskRequest modification() {
        return ModifyReplicationTaskRequest.builder()
                .replicationTaskArn(ARN)
                .taskData("new")
                .build();
    }

    final ReplicationTask run(Function<ActorRef<Reply>, Command> command) {
        return answer(Described.class, command).document();
    }
}
