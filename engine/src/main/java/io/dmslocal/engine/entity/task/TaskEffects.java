package io.dmslocal.engine.entity.task;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.entity.Departure;
import io.dmslocal.engine.entity.Hosting;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.running.RunEffects;
import io.dmslocal.engine.entity.running.RunNote;
import io.dmslocal.engine.entity.running.RunOrder;
import io.dmslocal.engine.entity.task.TaskProtocol.Arrived;
import io.dmslocal.engine.entity.task.TaskProtocol.AskHost;
import io.dmslocal.engine.entity.task.TaskProtocol.AskTester;
import io.dmslocal.engine.entity.task.TaskProtocol.Command;
import io.dmslocal.engine.entity.task.TaskProtocol.Counted;
import io.dmslocal.engine.entity.task.TaskProtocol.EventNotSent;
import io.dmslocal.engine.entity.task.TaskProtocol.Finish;
import io.dmslocal.engine.entity.task.TaskProtocol.HostSeen;
import io.dmslocal.engine.entity.task.TaskProtocol.Logged;
import io.dmslocal.engine.entity.task.TaskProtocol.NotCleaned;
import io.dmslocal.engine.entity.task.TaskProtocol.OfRun;
import io.dmslocal.engine.entity.task.TaskProtocol.Refused;
import io.dmslocal.engine.entity.task.TaskProtocol.Reply;
import io.dmslocal.engine.entity.task.TaskProtocol.TesterSeen;
import io.dmslocal.engine.entity.task.TaskState.Absent;
import io.dmslocal.engine.entity.task.TaskState.Active;
import io.dmslocal.engine.entity.task.TaskState.Creating;
import io.dmslocal.engine.entity.task.TaskState.Deleting;
import io.dmslocal.engine.entity.task.TaskState.Ending;
import io.dmslocal.engine.entity.task.TaskState.Held;
import io.dmslocal.engine.entity.task.TaskState.Idle;
import io.dmslocal.engine.entity.task.TaskState.Modifying;
import io.dmslocal.engine.entity.task.TaskState.Moving;
import io.dmslocal.engine.entity.task.TaskState.Present;
import io.dmslocal.engine.entity.task.TaskState.Running;
import io.dmslocal.engine.entity.task.TaskState.Starting;
import io.dmslocal.engine.entity.task.TaskState.Testing;
import io.dmslocal.engine.entity.task.TaskState.Transitional;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.run.RunReport;
import io.dmslocal.engine.run.StopReason;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskRequest;

/** What a task's state asks of the world: time, and a run while it is starting, running or stopping. Owned by the entity's thread. */
final class TaskEffects extends RunEffects<Command> {

    /** Between two looks at whether a tester is still there; the look also awakes it after its node was lost. */
    private static final Duration TESTER_LOOK = Duration.ofSeconds(5);

    /** Between two looks at whether an instance is open again, which also awake it after its node was lost. */
    private static final Duration HOST_LOOK = Duration.ofMillis(500);

    private final TaskDelays delays;
    private final TaskWorld world;
    private CompletableFuture<Void> logDeletion = CompletableFuture.completedFuture(null);

    TaskEffects(
            Place<Command> place,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            TaskDelays delays,
            Clock clock,
            TaskWorld world) {
        super(place, context, timers, clock, world.runs(), OfRun::new);
        this.delays = delays;
        this.world = world;
    }

    void awoken(TaskState state) {
        awoken();
        align(state);
        if (state instanceof Testing testing) {
            context.getSelf().tell(new AskTester(testing.by()));
        }
    }

    void align(TaskState state) {
        publish(state);
        if (state instanceof Active active) {
            align(active);
            return;
        }
        keeper.end();
        if (state instanceof Creating creating) {
            finishAfter(creating, delays.creating());
        } else if (state instanceof Modifying modifying) {
            finishAfter(modifying, delays.modifying());
        } else if (state instanceof Moving moving) {
            finishAfter(moving, delays.moving());
        } else if (state instanceof Held held) {
            askHost(held);
        } else if (state instanceof Deleting deleting) {
            cleanUp(deleting, delays.deleting(), new Finish(deleting.status()), onHindrance(deleting));
        } else if (state instanceof Testing testing) {
            agenda.in(TIMER, new AskTester(testing.by()), TESTER_LOOK);
        } else if (state instanceof Absent) {
            agenda.in(TIMER, new Finish(state.status()), Departure.PATIENCE);
        } else {
            agenda.cancel(TIMER);
        }
    }

    /** What lists may answer without asking: only while nothing but an event can change it. */
    private void publish(TaskState state) {
        if (state instanceof Idle idle) {
            world.notices().put(arn, TaskDocument.describe(idle));
        } else {
            left();
        }
    }

    /** Nobody may answer for it any more. */
    void left() {
        world.notices().remove(arn);
    }

    private void align(Active state) {
        agenda.cancel(TIMER);
        RunOrder order = state.order();
        if (state instanceof Starting starting) {
            keeper.begin(order, agenda.rest(starting.since(), delays.starting()));
        } else if (state instanceof Ending) {
            keeper.stop(order);
        } else {
            keeper.begin(order);
        }
    }

    /** By FailTaskWhenCleanTaskResourceFailed. */
    private static Optional<Function<String, Command>> onHindrance(Deleting state) {
        boolean mayFail = TaskSettings.parse(state.order().settings()).failTaskWhenCleanTaskResourceFailed();
        return mayFail ? Optional.of(NotCleaned::new) : Optional.empty();
    }

    /** The deletion has failed; gives what is told of it. */
    String notCleaned(String why) {
        uncleaned();
        return StopReason.FATAL_ERROR.failure(
                "The task is not deleted, because it would leave something behind. "
                        + Failure.sentence(why)
                        + " Delete it again when that can be removed, or set FailTaskWhenCleanTaskResourceFailed to false before.");
    }

    /** By EventErrorPolicy the run fails; not for an event of an earlier one. */
    void eventNotSent(Present state, EventNotSent notSent) {
        boolean isOfThisRun = state.history()
                .start()
                .filter(start -> !notSent.happenedAt().isBefore(start))
                .isPresent();
        boolean stops =
                TaskSettings.parse(state.order().settings()).errorBehavior().stopsOnEventError();
        if (state instanceof Running && stops && isOfThisRun) {
            keeper.fail("EventErrorPolicy is STOP_TASK, and event " + notSent.eventId() + " of subscription "
                    + notSent.subscription() + " was not taken: " + notSent.why());
        }
    }

    void askTester(Testing state, Residents residents) {
        context.pipeToSelf(
                residents.identifierOf(state.by()),
                (found, defect) -> new TesterSeen(state.by(), defect != null || found.isPresent()));
    }

    /** All of it may happen twice; so it is done again when nobody answers, and after a restart. */
    void settle(Moving state) {
        Hosting hosting = world.hosting();
        String from = state.task().document().replicationInstanceArn();
        String to = state.task().document().targetReplicationInstanceArn();
        context.pipeToSelf(
                hosting.attach(to, arn)
                        .thenCompose(refusal -> hosting.detach(refusal.isPresent() ? to : from, arn)
                                .thenApply(detached -> refusal)),
                (refusal, defect) -> {
                    if (defect == null) {
                        return new Arrived(refusal);
                    }
                    LOG.warn("Task {} cannot be moved to {} yet: {}", arn, to, defect.getMessage());
                    return new Finish(state.status());
                });
    }

    /** Whoever does not answer is not open. */
    void askHost(Held state) {
        context.pipeToSelf(
                world.hosting().isOpen(state.by()),
                (isOpen, defect) -> new HostSeen(defect == null && Boolean.TRUE.equals(isOpen)));
    }

    void askHostLater() {
        agenda.in(TIMER, new AskHost(), HOST_LOOK);
    }

    Optional<RunReport> heard(Active state, RunNote note) {
        Optional<Duration> stopping = state instanceof Ending ending
                ? Optional.of(agenda.rest(ending.since(), delays.stopping()))
                : Optional.empty();
        return heard(state, note, stopping);
    }

    void statistics(ActorRef<Reply> replyTo) {
        tables(replyTo, tables -> tables.fold(Counted::new, Refused::new));
    }

    /**
     * What a modification wants besides other values. A log is deleted on this node, where the task runs or ran last; who asks for its size afterwards
     * sees it gone.
     */
    void modified(ModifyReplicationTaskRequest request) {
        String settings = request.replicationTaskSettings();
        if (settings == null || !TaskSettings.deletesLogs(settings)) {
            return;
        }
        logDeletion = logDeletion
                .thenRunAsync(() -> world.runs().logs().deleteEverywhere(arn), keeper.blocking())
                .exceptionally(defect -> {
                    LOG.warn("The log of task {} cannot be deleted: {}", arn, defect.getMessage());
                    return null;
                });
    }

    /** Of this node, where it runs or ran last. */
    void logSize(ActorRef<Reply> replyTo) {
        logDeletion
                .thenApplyAsync(deleted -> world.runs().logs().size(arn), keeper.blocking())
                .<Reply>handle((bytes, defect) -> defect == null
                        ? new Logged(bytes)
                        : new Refused(Fault.internal("The task's log cannot be read: " + defect)))
                .thenAccept(replyTo::tell);
    }

    private void finishAfter(Transitional state, Duration delay) {
        agenda.after(TIMER, new Finish(state.status()), state.since(), delay);
    }
}
