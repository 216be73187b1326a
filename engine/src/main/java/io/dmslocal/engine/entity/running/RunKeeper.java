package io.dmslocal.engine.entity.running;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan;
import io.dmslocal.engine.run.RunReport;
import io.dmslocal.engine.run.RunView;
import io.dmslocal.engine.run.StopReason;
import io.dmslocal.engine.run.TaskRun;
import io.dmslocal.engine.run.checkpoint.SavedRun;
import io.dmslocal.engine.run.log.TaskLog;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.settings.EngineName;
import io.dmslocal.engine.settings.RecoveryCheckpoint;
import io.dmslocal.engine.settings.SettingsDocument;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/**
 * Keeps an entity's run while its status says that there is one; nobody else may make one. Owned by the entity's thread; all of it is lost with the node
 * and begun again from the entity's state.
 *
 * <pre>
 * begin --Launch--> planned --> spawned --reports--> heard --> the entity's events
 *   ^                  |           |
 *   +---- a pause -----+           +-- gone, taken over
 * </pre>
 *
 * @param <C> commands of the entity
 */
public final class RunKeeper<C> {

    private static final Logger LOG = LoggerFactory.getLogger("dms.TASK_MANAGER");
    private static final String TIMER = "run";
    /** Between two attempts to learn what a run needs; the question itself waits longer. */
    private static final Duration LAUNCH_PAUSE = Duration.ofSeconds(2);

    /** One run, from its launch to its end. */
    private static final class Run {
        private final long number;
        private final long launch;
        private final RunView view = new RunView();
        private Optional<ActorRef<TaskRun.Command>> actor = Optional.empty();
        private Optional<EngineName> source = Optional.empty();
        private Optional<TaskLog> log = Optional.empty();
        /** Those that its log follows. */
        private Optional<SettingsDocument> settings = Optional.empty();
        /** Tables that it was told to load once more, and has not begun with. */
        private final Set<TableId> reloads = new HashSet<>();

        private boolean ended;

        private Run(long number, long launch) {
            this.number = number;
            this.launch = launch;
        }
    }

    private final String arn;
    private final ActorContext<C> context;
    private final TimerScheduler<C> timers;
    private final Clock clock;
    private final RunWorld world;
    private final Function<RunNote, C> note;
    private final RunPlans plans;
    private final RunRemains remains;
    private final Executor blocking;
    private final ActorRef<RunReport> reports;
    private Optional<Run> run = Optional.empty();
    private long launches;
    /** What a run had done that ended with its node. */
    private Optional<RunSummary> past = Optional.empty();

    /** @param note how a note comes to the entity as a command */
    public RunKeeper(
            String arn,
            ActorContext<C> context,
            TimerScheduler<C> timers,
            Clock clock,
            RunWorld world,
            Function<RunNote, C> note) {
        this.arn = arn;
        this.context = context;
        this.timers = timers;
        this.clock = clock;
        this.world = world;
        this.note = note;
        this.blocking = context.getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig("dms-local.engine.blocking-dispatcher"));
        this.plans = new RunPlans(world, blocking);
        this.remains = new RunRemains(arn, world, blocking);
        this.reports = context.messageAdapter(RunReport.class, report -> note.apply(new RunNote.Reported(report)));
    }

    /** On a node, or once more after the journal failed: then the run that there was ended with its parent. */
    public void awoken() {
        run = Optional.empty();
        past = Optional.empty();
    }

    // ---- what the entity's status asks for

    /** There is to be a run, after some time; harmless when there is one. */
    public void begin(RunOrder order, Duration after) {
        if (!isLaunched(order)) {
            timers.startSingleTimer(TIMER, note.apply(new RunNote.Launch(order.run())), after);
        }
    }

    /** There is to be a run; one that there is hears what changed for it: tables to be loaded once more, severities of its log. */
    public void begin(RunOrder order) {
        if (isLaunched(order)) {
            run.ifPresent(going -> tell(going, order));
        } else {
            launch(order);
        }
    }

    private static void tell(Run going, RunOrder order) {
        reload(going, order);
        if (!going.settings.equals(Optional.of(order.settings()))) {
            going.settings = Optional.of(order.settings());
            going.log.ifPresent(
                    log -> log.follow(TaskSettings.parse(order.settings()).logging()));
        }
    }

    /** Each table once, until the run has begun with it. */
    private static void reload(Run going, RunOrder order) {
        if (going.actor.isEmpty() || going.ended) {
            return; // whoever comes next is told
        }
        Set<TableId> untold = new HashSet<>(order.reloads());
        untold.removeAll(going.reloads);
        if (!untold.isEmpty()) {
            going.reloads.addAll(untold);
            going.actor.get().tell(new TaskRun.Reload(Set.copyOf(untold)));
        }
    }

    /** The run is to end in order; where there is none, its checkpoint is asked what it had done. */
    public void stop(RunOrder order) {
        boolean launched = isLaunched(order);
        if (launched) {
            run.flatMap(r -> r.actor).ifPresent(actor -> actor.tell(new TaskRun.Stop()));
        }
        if (!launched || run.get().actor.isEmpty()) {
            run = Optional.empty();
            lookBack(order);
        }
    }

    /** Why tables cannot be loaded once more now. */
    public Optional<Fault> reloadFault(RunOrder order, TableReload reload) {
        Optional<Fault> fault = reload.fault(order);
        if (fault.isPresent()) {
            return fault;
        }
        Optional<RunStatistics> known =
                run.filter(r -> !r.ended && r.actor.isPresent()).flatMap(r -> r.view.known());
        if (known.isEmpty()) {
            return Optional.of(Fault.invalidState(arn + " begins its run again just now; ask again in a moment."));
        }
        return reload.missing(known.get());
    }

    /** Rows of these tables are compared once more; the run that there is does so, or the whole comparison that the next begins with. */
    public void revalidate(TableReload tables) {
        run.filter(r -> !r.ended)
                .flatMap(r -> r.actor)
                .ifPresent(actor -> actor.tell(new TaskRun.Revalidate(Set.copyOf(tables.tables()))));
    }

    /** The run is to fail for a reason that lies outside of it; one that is not made yet does not hear of it. */
    public void fail(String why) {
        run.filter(r -> !r.ended).flatMap(r -> r.actor).ifPresent(actor -> actor.tell(new TaskRun.Fail(why)));
    }

    /** There is to be no run. */
    public void end() {
        run.filter(r -> !r.ended).flatMap(r -> r.actor).ifPresent(actor -> actor.tell(new TaskRun.Stop()));
    }

    // ---- what is heard

    /**
     * What a note means for the entity, when it means anything.
     *
     * @param stopping how much longer the entity must be seen stopping; empty when it is not
     */
    public Optional<RunReport> heard(RunOrder order, RunNote heard, Optional<Duration> stopping) {
        if (heard instanceof RunNote.Launch launch) {
            if (stopping.isEmpty() && launch.run() == order.run() && !isLaunched(order)) {
                launch(order);
            }
        } else if (heard instanceof RunNote.Planned planned && planned.run() == order.run()) {
            return planned(order, planned.plan(), stopping.isPresent());
        } else if (heard instanceof RunNote.Unplanned unplanned) {
            launchLater(unplanned, stopping.isPresent());
        } else if (heard instanceof RunNote.LookedBack seen && stopping.isPresent() && seen.run() == order.run()) {
            past = seen.summary();
            hearAgain(new RunReport.Stopped(StopReason.NORMAL), stopping.get()); // nothing runs that could say so
        } else if (heard instanceof RunNote.Reported reported) {
            return reported(reported.report(), stopping.orElse(Duration.ZERO));
        } else if (heard instanceof RunNote.Gone gone && isLost(gone)) {
            return failed("The run ended unexpectedly; the emulator's log says why");
        }
        return Optional.empty();
    }

    private Optional<RunReport> planned(RunOrder order, Outcome<RunPlan> plan, boolean isStopping) {
        return plan.fold(
                made -> {
                    if (!isStopping && run.isPresent() && run.get().actor.isEmpty()) {
                        spawn(run.get(), made);
                        tell(run.get(), order);
                    }
                    return Optional.empty();
                },
                fault -> failed(fault.message()));
    }

    private Optional<RunReport> reported(RunReport report, Duration stopping) {
        if (report instanceof RunReport.ReloadBegun begun) {
            run.ifPresent(r -> r.reloads.removeAll(Set.copyOf(begun.tables())));
        }
        if (!(report instanceof RunReport.End)) {
            return Optional.of(report);
        }
        run.ifPresent(r -> r.ended = true);
        if (!stopping.isZero()) {
            hearAgain(report, stopping); // an end is told no sooner than its transitional status was to be seen
            return Optional.empty();
        }
        if (report instanceof RunReport.Superseded) {
            // Another run has taken the checkpoint. The journal knows whose it is: where the entity has awoken
            // elsewhere
            // and gone on, this event cannot be written, and the entity begins anew from what was. Where it can, the
            // other was a ghost, and our run begins again.
            run = Optional.empty();
            return Optional.of(new RunReport.Retrying(1, 0, "Another run had taken over the task's checkpoint"));
        }
        return Optional.of(report);
    }

    private static Optional<RunReport> failed(String why) {
        return Optional.of(new RunReport.Failed(StopReason.FATAL_ERROR, StopReason.FATAL_ERROR.failure(why)));
    }

    private void hearAgain(RunReport report, Duration after) {
        timers.startSingleTimer(TIMER, note.apply(new RunNote.Reported(report)), after);
    }

    /** Whether a run's actor ended without having said why. */
    private boolean isLost(RunNote.Gone gone) {
        return run.filter(r -> r.number == gone.run() && r.launch == gone.launch() && !r.ended)
                .isPresent();
    }

    // ---- the run

    private boolean isLaunched(RunOrder order) {
        return run.filter(r -> r.number == order.run()).isPresent();
    }

    private void launch(RunOrder order) {
        long number = order.run();
        run = Optional.of(new Run(number, ++launches));
        past = Optional.empty();
        context.pipeToSelf(
                plans.plan(order),
                (plan, defect) -> note.apply(
                        defect == null ? new RunNote.Planned(number, plan) : new RunNote.Unplanned(number, defect)));
    }

    /** Whoever was asked did not answer, as after a crash of its node; nobody else would ask again, so the run waits. */
    private void launchLater(RunNote.Unplanned unplanned, boolean isStopping) {
        if (isStopping || run.filter(r -> r.number == unplanned.run()).isEmpty()) {
            return;
        }
        LOG.warn("{} cannot be launched yet, again in {}: {}", arn, LAUNCH_PAUSE, unplanned.defect());
        run = Optional.empty();
        timers.startSingleTimer(TIMER, note.apply(new RunNote.Launch(unplanned.run())), LAUNCH_PAUSE);
    }

    private void spawn(Run made, RunPlan plan) {
        made.log = plan.log();
        world.metered().began(arn, made.view);
        made.source = EngineName.of(plan.source().endpoint().engineName());
        TaskRun.Surroundings surroundings = new TaskRun.Surroundings(world.checkpoints(), clock, world.stopGrace());
        ActorRef<TaskRun.Command> actor =
                context.spawnAnonymous(TaskRun.create(plan, surroundings, made.view, reports));
        made.actor = Optional.of(actor);
        context.watchWith(actor, note.apply(new RunNote.Gone(made.number, made.launch)));
    }

    /** Nothing runs that could say what it had done: its checkpoint may. */
    private void lookBack(RunOrder order) {
        long number = order.run();
        CompletionStage<Optional<RunSummary>> found = CompletableFuture.supplyAsync(
                        () -> SavedRun.statistics(world.checkpoints(), arn, number), blocking)
                .thenCompose(saved -> plans.side(order.sourceArn())
                        .thenApply(side -> saved.map(statistics -> RunSummary.of(
                                statistics,
                                checkpoint(
                                        side.value()
                                                .flatMap(s -> EngineName.of(
                                                        s.endpoint().engineName())),
                                        statistics)))));
        context.pipeToSelf(found, (summary, defect) -> {
            if (defect != null) {
                LOG.warn("How far {} has got cannot be told: {}", arn, defect.getMessage());
            }
            return note.apply(new RunNote.LookedBack(number, defect == null ? summary : Optional.empty()));
        });
    }

    // ---- what is told of it

    /** While a run has something to tell. */
    public Optional<RunSummary> summary(long number) {
        return run.filter(r -> r.number == number)
                .flatMap(r ->
                        r.view.known().map(statistics -> RunSummary.of(statistics, checkpoint(r.source, statistics))));
    }

    /** Of a run that ends, as far as anybody knows. */
    public RunSummary lastSummary(RunHistory history) {
        return summary(history.count()).or(() -> past).orElse(history.last());
    }

    private static Optional<String> checkpoint(Optional<EngineName> source, RunStatistics statistics) {
        return statistics
                .position()
                .flatMap(position ->
                        source.map(engine -> RecoveryCheckpoint.text(position, engine, statistics.changes())));
    }

    /** Of the present run or, by its checkpoint, the last; sorted by name. Never fails. */
    public CompletionStage<Outcome<List<TableStatistics>>> tables() {
        return run.flatMap(r -> r.view.known())
                .<CompletionStage<Outcome<List<TableStatistics>>>>map(
                        known -> CompletableFuture.completedFuture(Outcome.done(tables(known))))
                .orElseGet(() -> CompletableFuture.supplyAsync(
                                () -> Outcome.done(tables(SavedRun.statistics(world.checkpoints(), arn))), blocking)
                        .exceptionally(
                                defect -> Outcome.refused(Fault.internal("The checkpoint cannot be read: " + defect))));
    }

    private static List<TableStatistics> tables(RunStatistics statistics) {
        return statistics.tables().stream().map(StatisticsDocument::of).toList();
    }

    /** How many of the source's tables the mappings select; or why that cannot be known. */
    public CompletionStage<Outcome<Integer>> selectedTables(RunOrder order) {
        return plans.side(order.sourceArn())
                .thenApplyAsync(side -> side.flatMap(source -> RunPlans.selectedTables(order, source)), blocking)
                .exceptionally(defect -> Outcome.refused(Fault.invalidState(
                        defect.getCause() == null
                                ? defect.getMessage()
                                : defect.getCause().getMessage())));
    }

    /** Where checkpoints, and what else is on a disk, may be waited for. */
    public Executor blocking() {
        return blocking;
    }

    // ---- the end

    /** Nothing stays of all runs, as far as it can be reached; see {@link RunRemains#remove}. */
    public CompletionStage<Optional<String>> forget(RunOrder order, Duration after, boolean mayFail) {
        return remains.remove(order, after, mayFail);
    }
}
