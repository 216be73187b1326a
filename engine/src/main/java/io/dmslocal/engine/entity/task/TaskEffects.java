package io.dmslocal.engine.entity.task;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.AskTester;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Command;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Counted;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Finish;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Launch;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.LookedBack;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Planned;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Refused;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Reply;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Reported;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.RunGone;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.TesterSeen;
import io.dmslocal.engine.entity.task.ReplicationTaskEntity.Unplanned;
import io.dmslocal.engine.entity.task.TaskState.Absent;
import io.dmslocal.engine.entity.task.TaskState.Active;
import io.dmslocal.engine.entity.task.TaskState.Creating;
import io.dmslocal.engine.entity.task.TaskState.Deleting;
import io.dmslocal.engine.entity.task.TaskState.Modifying;
import io.dmslocal.engine.entity.task.TaskState.Present;
import io.dmslocal.engine.entity.task.TaskState.Starting;
import io.dmslocal.engine.entity.task.TaskState.Stopping;
import io.dmslocal.engine.entity.task.TaskState.Task;
import io.dmslocal.engine.entity.task.TaskState.Testing;
import io.dmslocal.engine.entity.task.TaskState.Transitional;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.run.RunPlan;
import io.dmslocal.engine.run.RunReport;
import io.dmslocal.engine.run.RunStatistics;
import io.dmslocal.engine.run.RunView;
import io.dmslocal.engine.run.SavedRun;
import io.dmslocal.engine.run.TaskRun;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.settings.RecoveryCheckpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task's state asks of the world: a run while it is starting, running or stopping; nobody else may make one. Owned by the entity's thread; all of it
 * is lost with the node and begun again from the state.
 */
final class TaskEffects {

    private static final Logger LOG = LoggerFactory.getLogger("dms.TASK_MANAGER");
    private static final String TIMER = "transition";
    /** How long one that does not exist waits for whoever asks next, or creates it. */
    private static final Duration ABSENT = Duration.ofSeconds(3);
    /** Between two attempts to learn what a run needs; the question itself waits longer. */
    private static final Duration LAUNCH_PAUSE = Duration.ofSeconds(2);

    /** Between two looks at whether a tester is still there; the look also awakes it after its node was lost. */
    private static final Duration TESTER_LOOK = Duration.ofSeconds(5);

    /** One run, from its launch to its end. */
    private static final class Run {
        private final long number;
        private final long launch;
        private final RunView view = new RunView();
        private Optional<ActorRef<TaskRun.Command>> actor = Optional.empty();
        private Optional<EngineName> source = Optional.empty();
        private boolean ended;

        private Run(long number, long launch) {
            this.number = number;
            this.launch = launch;
        }
    }

    private final Place<Command> place;
    private final String arn;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final TaskDelays delays;
    private final Clock clock;
    private final TaskWorld world;
    private final RunPlans plans;
    private final Executor blocking;
    private final ActorRef<RunReport> reports;
    private Optional<Run> run = Optional.empty();
    private long launches;
    /** What a run had done that ended with its node. */
    private Optional<RunSummary> past = Optional.empty();

    private boolean cleaning;
    private boolean leaving;

    TaskEffects(
            Place<Command> place,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            TaskDelays delays,
            Clock clock,
            TaskWorld world) {
        this.place = place;
        this.arn = place.arn();
        this.context = context;
        this.timers = timers;
        this.delays = delays;
        this.clock = clock;
        this.world = world;
        this.plans = new RunPlans(world);
        this.blocking = context.getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig("dms-local.engine.blocking-dispatcher"));
        this.reports = context.messageAdapter(RunReport.class, Reported::new);
    }

    /** On a node, or once more after the journal failed: then the run that there was ended with its parent. */
    void awoken(TaskState state) {
        run = Optional.empty();
        past = Optional.empty();
        cleaning = false;
        leaving = false;
        align(state);
        if (state instanceof Testing testing) {
            context.getSelf().tell(new AskTester(testing.by()));
        }
    }

    void align(TaskState state) {
        if (state instanceof Active active) {
            align(active);
            return;
        }
        run.filter(r -> !r.ended).flatMap(r -> r.actor).ifPresent(actor -> actor.tell(new TaskRun.Stop()));
        if (state instanceof Creating creating) {
            finishAfter(creating, delays.creating());
        } else if (state instanceof Modifying modifying) {
            finishAfter(modifying, delays.modifying());
        } else if (state instanceof Deleting deleting) {
            cleanUp(deleting);
        } else if (state instanceof Testing testing) {
            timers.startSingleTimer(TIMER, new AskTester(testing.by()), TESTER_LOOK);
        } else if (state instanceof Absent) {
            timers.startSingleTimer(TIMER, new Finish(state.status()), ABSENT);
        } else {
            timers.cancel(TIMER);
        }
    }

    void askTester(Testing state, Residents residents) {
        context.pipeToSelf(
                residents.identifierOf(state.by()),
                (found, defect) -> new TesterSeen(state.by(), defect != null || found.isPresent()));
    }

    /** One that does not exist need not be started with its node. */
    void leave(Finish command) {
        if (command.status().equals(new Absent().status())) {
            leaving = true;
            place.leave().accept(context.getSelf());
        }
    }

    /** Once it asked to leave it will be stopped: a task that is created then belongs to its next life. */
    boolean comesTooLate(Command command) {
        if (leaving) {
            place.again().accept(command);
        }
        return leaving;
    }

    // ---- the run

    private void align(Active state) {
        long number = state.task().history().count();
        boolean launched = run.filter(r -> r.number == number).isPresent();
        if (state instanceof Starting starting && !launched) {
            timers.startSingleTimer(TIMER, new Launch(number), rest(starting.since(), delays.starting()));
        } else if (state instanceof Stopping stopping) {
            if (launched) {
                run.flatMap(r -> r.actor).ifPresent(actor -> actor.tell(new TaskRun.Stop()));
            }
            if (!launched || run.get().actor.isEmpty()) {
                run = Optional.empty();
                lookBack(stopping);
            }
        } else if (!launched) {
            launch(state, number);
        }
    }

    void launch(Active state, long number) {
        if (state instanceof Stopping || state.task().history().count() != number) {
            return;
        }
        if (run.filter(r -> r.number == number).isEmpty()) {
            run = Optional.of(new Run(number, ++launches));
            past = Optional.empty();
            context.pipeToSelf(
                    plans.plan(state.task()),
                    (plan, defect) -> defect == null ? new Planned(number, plan) : new Unplanned(number, defect));
        }
    }

    /** Whoever was asked did not answer, as after a crash of its node; nobody else would ask again, so the run waits. */
    void launchLater(Active state, Unplanned unplanned) {
        if (state instanceof Stopping
                || run.filter(r -> r.number == unplanned.run()).isEmpty()) {
            return;
        }
        LOG.warn("Task {} cannot be launched yet, again in {}: {}", arn, LAUNCH_PAUSE, unplanned.defect());
        run = Optional.empty();
        timers.startSingleTimer(TIMER, new Launch(unplanned.run()), LAUNCH_PAUSE);
    }

    void spawn(Active state, RunPlan plan) {
        if (state instanceof Stopping || run.isEmpty() || run.get().actor.isPresent()) {
            return;
        }
        Run made = run.get();
        made.source = EngineName.of(plan.source().endpoint().engineName());
        ActorRef<TaskRun.Command> actor = context.spawnAnonymous(
                TaskRun.create(plan, new TaskRun.Surroundings(world.checkpoints(), clock), made.view, reports));
        made.actor = Optional.of(actor);
        context.watchWith(actor, new RunGone(made.number, made.launch));
    }

    /** Nothing runs that could say what it had done: its checkpoint may. */
    private void lookBack(Stopping state) {
        long number = state.task().history().count();
        CompletionStage<Optional<RunSummary>> found = CompletableFuture.supplyAsync(
                        () -> SavedRun.statistics(world.checkpoints(), arn, number), blocking)
                .thenCompose(saved -> plans.side(state.task().document().sourceEndpointArn())
                        .thenApply(side -> saved.map(statistics -> RunSummary.of(
                                statistics,
                                checkpoint(
                                        side.value()
                                                .flatMap(s -> EngineName.of(
                                                        s.endpoint().engineName())),
                                        statistics)))));
        context.pipeToSelf(found, (summary, defect) -> {
            if (defect != null) {
                LOG.warn("How far task {} has got cannot be told: {}", arn, defect.getMessage());
            }
            return new LookedBack(number, defect == null ? summary : Optional.empty());
        });
    }

    void lookedBack(Active state, LookedBack seen) {
        if (state instanceof Stopping stopping
                && seen.run() == state.task().history().count()) {
            past = seen.summary();
            finishAfter(stopping, delays.stopping());
        }
    }

    /** An end is told no sooner than its transitional status was to be seen; the report comes again then. */
    boolean isTooEarly(Active state, RunReport report) {
        run.ifPresent(r -> r.ended = true);
        Duration rest = state instanceof Stopping stopping ? rest(stopping.since(), delays.stopping()) : Duration.ZERO;
        if (!rest.isZero()) {
            timers.startSingleTimer(TIMER, new Reported(report), rest);
        }
        return !rest.isZero();
    }

    /** Whether a run's actor ended without having said why. */
    boolean isLost(long number, long launch) {
        return run.filter(r -> r.number == number && r.launch == launch && !r.ended)
                .isPresent();
    }

    /** The run is over without having ended the task's: where the task is still to run, it is made anew. */
    void forgetRun() {
        run = Optional.empty();
    }

    // ---- what is told of it

    /** While a run has something to tell. */
    Optional<RunSummary> runningSummary(Present state) {
        return run.filter(r -> r.number == state.task().history().count())
                .flatMap(r ->
                        r.view.known().map(statistics -> RunSummary.of(statistics, checkpoint(r.source, statistics))));
    }

    RunSummary summary(Present state) {
        return runningSummary(state)
                .or(() -> past)
                .orElse(state.task().history().last());
    }

    private static Optional<String> checkpoint(Optional<EngineName> source, RunStatistics statistics) {
        return statistics
                .position()
                .flatMap(position ->
                        source.map(engine -> RecoveryCheckpoint.text(position, engine, statistics.changes())));
    }

    void statistics(ActorRef<Reply> replyTo) {
        Optional<RunStatistics> known = run.flatMap(r -> r.view.known());
        if (known.isPresent()) {
            replyTo.tell(counted(known.get()));
            return;
        }
        CompletableFuture.supplyAsync(() -> SavedRun.statistics(world.checkpoints(), arn), blocking)
                .whenComplete((saved, defect) -> replyTo.tell(
                        defect == null
                                ? counted(saved)
                                : new Refused(Fault.internal("The checkpoint cannot be read: " + defect))));
    }

    private static Reply counted(RunStatistics statistics) {
        return new Counted(
                statistics.tables().stream().map(StatisticsDocument::of).toList());
    }

    // ---- the end

    private void cleanUp(Deleting state) {
        if (cleaning) {
            return;
        }
        cleaning = true;
        Instant since = state.since();
        context.pipeToSelf(forget(state.task()), (done, defect) -> {
            if (defect != null) {
                LOG.warn("What task {} left behind could not be removed: {}", arn, defect.getMessage());
            }
            return new Finish("deleting");
        });
        LOG.debug("Task {} is being deleted since {}", arn, since);
    }

    /** Source and checkpoint forget the task, as far as they can be reached; a status that is seen for some time is part of it. */
    private CompletionStage<Void> forget(Task task) {
        CompletionStage<Void> atSource = CompletableFuture.supplyAsync(() -> mayBeCaptured(task), blocking)
                .thenCompose(captured -> captured
                        ? plans.side(task.document().sourceEndpointArn())
                                .thenAcceptAsync(
                                        side -> side.value().ifPresent(source -> RunPlans.endCapture(task, source)),
                                        blocking)
                        : CompletableFuture.completedFuture(null))
                .exceptionally(defect -> {
                    LOG.warn("The source still remembers task {}: {}", arn, defect.getMessage());
                    return null;
                });
        Executor later =
                CompletableFuture.delayedExecutor(delays.deleting().toMillis(), TimeUnit.MILLISECONDS, blocking);
        return atSource.thenRunAsync(() -> world.checkpoints().delete(arn), later);
    }

    /** By its type, as a run may have been cut short; or by its checkpoint, as the type may have been modified since. Blocking. */
    private boolean mayBeCaptured(Task task) {
        return task.history().hasRun()
                && (RunPlan.MigrationType.of(task.document().migrationTypeAsString())
                                .captures()
                        || SavedRun.captures(world.checkpoints(), arn));
    }

    private void finishAfter(Transitional state, Duration delay) {
        timers.startSingleTimer(TIMER, new Finish(state.status()), rest(state.since(), delay));
    }

    private Duration rest(Instant since, Duration whole) {
        Duration rest = whole.minus(Duration.between(since, clock.instant()));
        return rest.isNegative() ? Duration.ZERO : rest;
    }
}
