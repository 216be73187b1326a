package io.dmslocal.engine.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.BehaviorBuilder;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.failure.TableFailure;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.reason.Wait;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.stream.Blocking;
import io.dmslocal.engine.run.stream.RunChild.Outcome;
import io.dmslocal.persistence.checkpoint.CheckpointStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One run of one task.
 *
 * <pre>
 * preparing ----> loading ----> applyingCached ----> replicating
 *     |              |                |                  |
 *     |              +----------------+------------------+---> draining ---> ended
 *     |                                                            |
 *     +<--------------- pausing <---- a connection broke ----------+
 * </pre>
 *
 * Decisions only: rows and changes travel in the streams of its children. Source: "Creating a task", AWS DMS user guide, for the phases.
 */
public final class TaskRun {

    public sealed interface Command {}

    /** The user ends the run: what is read is applied, then it stops. */
    public record Stop() implements Command {}

    /** The run is to fail for a reason that lies outside of it; ends as with {@link Stop}. */
    public record Fail(String why) implements Command {}

    /** Loads tables once more, as soon as no other load is under way; {@link RunReport.ReloadBegun} says that it will not be forgotten. */
    public record Reload(Set<TableId> tables) implements Command {}

    /** Compares tables once more, without a load: ReloadTables with validate-only. */
    public record Revalidate(Set<TableId> tables) implements Command {}

    private record Opened(Session session) implements Command {}

    private record NotOpened(Throwable failure) implements Command {}

    private record ChangesOpened() implements Command {}

    private record ChangesEnded(RunChildren.Ended how) implements Command {}

    private record LoadEnded(RunChildren.Ended how, LoadQueue.Part part, int subtask) implements Command {}

    private record GateOpened(TableState table) implements Command {}

    private record Suspended(TableState table, String reason) implements Command {}

    /** Everything that was loaded is compared. */
    private record Validated() implements Command {}

    private record ValidationEnded(ActorRef<?> child) implements Command {}

    private record Closed(Optional<Throwable> failure) implements Command {}

    private record PauseOver() implements Command {}

    /** It was to stop, and has not. With what servers say that they wait for, when they were asked. */
    record GraceOver(Optional<List<Wait>> waits) implements Command {}

    /**
     * What a run needs of its surroundings.
     *
     * @param stopGrace how long source and target may keep a run that is to stop waiting, without anything that moves; longer while they may be at work
     */
    public record Surroundings(CheckpointStore checkpoints, Clock clock, Duration stopGrace) {}

    private static final String TO_LOAD_AGAIN = "Tables are to be loaded again";

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final RunPlan plan;
    private final Surroundings surroundings;
    private final ActorRef<RunReport> task;
    private final Executor blocking;
    private final RunView view;
    private final RunNews news;
    private final SessionDoor door;
    private final RunEnd ending;
    private final StopGrace grace;
    private final RunChildren children;
    private boolean began;

    // of the present session
    private Optional<CompletableFuture<Session>> arriving = Optional.empty();
    private Optional<Session> session = Optional.empty();
    private Instant openedAt = Instant.EPOCH;
    private volatile Optional<ChangeStream> changes = Optional.empty(); // repairs ask for it, too
    private SessionLoads loads;
    private final RunValidation validation = new RunValidation();
    private Supplier<Behavior<Command>> withoutValidation =
            Behaviors::same; // where the run is when its validation has ended
    private final Reloads reloads = new Reloads();

    private TaskRun(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            RunPlan plan,
            Surroundings surroundings,
            RunView view,
            ActorRef<RunReport> task) {
        this.context = context;
        this.timers = timers;
        this.plan = plan;
        this.surroundings = surroundings;
        this.task = task;
        this.view = view;
        this.blocking = Blocking.executor(context.getSystem());
        RunLog log = plan.runLog();
        this.news = new RunNews(task, log, view.reasons());
        this.door = new SessionDoor(plan, surroundings, view);
        this.loads = new SessionLoads(plan);
        this.ending = new RunEnd(plan, log, view.reasons(), surroundings.clock(), task);
        this.grace = new StopGrace(
                context, timers, surroundings.clock(), surroundings.stopGrace(), view, door, ending, log, blocking);
        this.children = new RunChildren(context);
        context.spawnAnonymous(LockWatch.create(view, door, surroundings.clock(), log));
    }

    /**
     * @param view shows the run's statistics to its task
     * @param task hears what becomes of the run; the last report is Stopped, Failed or Superseded
     */
    public static Behavior<Command> create(
            RunPlan plan, Surroundings surroundings, RunView view, ActorRef<RunReport> task) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new TaskRun(context, timers, plan, surroundings, view, task).preparing()));
    }

    // ---- the phases

    private Behavior<Command> preparing() {
        CompletableFuture<Session> opening = CompletableFuture.supplyAsync(door::open, blocking);
        arriving = Optional.of(opening);
        context.pipeToSelf(opening, (opened, failure) -> failure == null ? new Opened(opened) : new NotOpened(failure));
        return phase(this::stopInstead)
                .onMessage(Opened.class, this::opened)
                .onMessage(NotOpened.class, notOpened -> {
                    ending.broken(Blocking.cause(notOpened.failure()), session, openedAt);
                    return closing();
                })
                .build();
    }

    private Behavior<Command> loading() {
        return phase(this::draining)
                .onMessage(ChangesOpened.class, opened -> loadMore())
                .onMessage(LoadEnded.class, this::loadEnded)
                .onMessage(GateOpened.class, opened -> gateOpened(opened, Behaviors::same))
                .onMessage(Suspended.class, this::suspended)
                .onMessage(ChangesEnded.class, this::changesEnded)
                .build();
    }

    private Behavior<Command> applyingCached() {
        if (loads.areGatesOpen()) {
            Optional<StopReason> wanted = loads.afterCachedChanges();
            return wanted.isPresent() ? draining(new RunReport.Stopped(wanted.get())) : replicating();
        }
        return phase(this::draining)
                .onMessage(GateOpened.class, opened -> gateOpened(opened, this::applyingCached))
                .onMessage(Suspended.class, this::suspended)
                .onMessage(ChangesEnded.class, this::changesEnded)
                .build();
    }

    private Behavior<Command> replicating() {
        if (reloads.areWanted()) {
            return reopening(TO_LOAD_AGAIN);
        }
        return phase(this::draining)
                .onMessage(Suspended.class, this::suspended)
                .onMessage(ChangesEnded.class, this::changesEnded)
                .build();
    }

    /** A task that only loads is over when all that was loaded is compared. */
    private Behavior<Command> validating() {
        withoutValidation = this::validating;
        ActorRef<Command> self = context.getSelf();
        validation.whenDone(() -> self.tell(new Validated()));
        return phase(this::draining)
                .onMessage(
                        Validated.class,
                        done -> reloads.areWanted()
                                ? reopening(TO_LOAD_AGAIN)
                                : draining(new RunReport.Stopped(StopReason.FULL_LOAD_ONLY_FINISHED)))
                .build();
    }

    /** The children end, then everything is closed, then the report is given. */
    private Behavior<Command> draining(RunReport report) {
        ending.be(report);
        children.stop();
        validation.stop();
        return drained();
    }

    private Behavior<Command> drained() {
        withoutValidation = this::drained;
        if (children.areGone() && validation.isOver()) {
            return closing();
        }
        return phase(this::stopInsteadOfRetry)
                .onMessage(LoadEnded.class, this::drainedLoad)
                .onMessage(ChangesEnded.class, ended -> drainedAfter(children.outcome(ended.how())))
                .onMessage(Suspended.class, this::suspended)
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private Behavior<Command> drainedLoad(LoadEnded ended) {
        Outcome outcome = children.outcome(ended.how());
        Optional<LoadQueue.Through> through = loads.queue().ended(ended.part(), ended.subtask(), outcome.failure());
        if (outcome instanceof Outcome.Finished
                && through.filter(t -> t.table().isLoaded()).isPresent()) {
            news.loaded(ended.part().table()); // it came through just before the end
        } else if (ended.part().table().phase() != Phase.ERROR) {
            ended.part().table().enter(Phase.CANCELLED); // it, or other segments of it, did not
        }
        return drainedAfter(outcome);
    }

    private Behavior<Command> drainedAfter(Outcome outcome) {
        outcome.failure().ifPresent(ending::besides);
        return drained();
    }

    private Behavior<Command> closing() {
        Optional<Session> ended = session;
        view.left();
        Set<TableId> again = ended.isPresent() ? reloads.take() : Set.of();
        CompletableFuture<Void> closing = grace.told().thenRunAsync(() -> door.close(ended, again), blocking);
        context.pipeToSelf(closing, (done, failure) -> new Closed(Optional.ofNullable(failure)));
        return phase(this::stopInsteadOfRetry)
                .onMessage(Closed.class, done -> {
                    session = Optional.empty();
                    marked(again, done.failure().map(Blocking::cause));
                    return ended();
                })
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    /** What could not be noted is wanted still: by the next session, or by whoever is told to go on after this run. */
    private void marked(Set<TableId> again, Optional<Throwable> failure) {
        if (failure.isPresent()) {
            reloads.want(again);
            ending.besides(failure.get());
        } else if (!again.isEmpty()) {
            news.reloads(again);
        }
    }

    private Behavior<Command> ended() {
        if (ending.pause().isPresent()) {
            return pausing(ending.pause().get());
        }
        task.tell(ending.report());
        return Behaviors.stopped();
    }

    private Behavior<Command> pausing(Duration length) {
        timers.startSingleTimer(new PauseOver(), length);
        return phase(end -> {
                    ending.instead(end);
                    return ended();
                })
                .onMessage(PauseOver.class, over -> {
                    ending.forgotten();
                    return preparing();
                })
                .build();
    }

    private Behavior<Command> stopInsteadOfRetry(RunReport end) {
        return ending.pause().isPresent() ? stopInstead(end) : Behaviors.same();
    }

    private Behavior<Command> stopInstead(RunReport end) {
        ending.instead(end);
        return Behaviors.same();
    }

    /**
     * What every phase answers.
     *
     * @param stopping what becomes of it when somebody ends the run, with the report that is wanted then
     */
    private BehaviorBuilder<Command> phase(Function<RunReport, Behavior<Command>> stopping) {
        return Behaviors.receive(Command.class)
                .onMessage(Stop.class, stop -> {
                    grace.begin();
                    return stopping.apply(new RunReport.Stopped(StopReason.NORMAL));
                })
                .onMessage(Fail.class, fail -> {
                    if (ending.isDecided() && ending.pause().isEmpty()) {
                        return Behaviors.same(); // it ends already
                    }
                    grace.begin();
                    return stopping.apply(ending.fatal(fail.why(), Optional.empty()));
                })
                .onMessage(GraceOver.class, grace::over)
                .onMessage(Reload.class, this::reload)
                .onMessage(Revalidate.class, again -> {
                    validation.again(again.tables());
                    return Behaviors.same();
                })
                .onMessage(ValidationEnded.class, ended -> {
                    validation.ended(ended.child());
                    return withoutValidation.get();
                })
                .onSignal(PostStop.class, stopped -> {
                    view.left();
                    session.ifPresent(s -> blocking.execute(s::close));
                    // stopped from outside while it opened: what arrives when nobody is here any more is closed
                    arriving.ifPresent(opening -> opening.thenAcceptAsync(Session::close, blocking));
                    return Behaviors.same();
                });
    }

    // ---- preparing

    private Behavior<Command> opened(Opened opened) {
        Session now = opened.session();
        arriving = Optional.empty();
        session = Optional.of(now);
        view.entered(now);
        openedAt = surroundings.clock().instant();
        if (ending.isDecided()) {
            return draining(ending.report());
        }
        if (!began) {
            began = true;
            news.began(now.tables().size(), plan.idleSettings());
        }
        loads = new SessionLoads(plan, now, surroundings.clock());
        validation.begin(context, now, () -> changes, surroundings.clock(), ValidationEnded::new);
        withoutValidation = Behaviors::same;
        if (now.capture().isEmpty()) {
            return loadMore();
        }
        openChanges(now);
        return loading();
    }

    // ---- loading

    private Behavior<Command> loadMore() {
        loads.queue().start(this::startLoad);
        return loads.queue().isLoading() ? loading() : allLoaded();
    }

    private Behavior<Command> loadEnded(LoadEnded ended) {
        Outcome outcome = children.outcome(ended.how());
        Optional<Throwable> failure = outcome.failure();
        Optional<LoadQueue.Through> through = loads.queue().ended(ended.part(), ended.subtask(), failure);
        if (failure.isPresent() && !(failure.get() instanceof TableFailure)) {
            return broken(failure.get());
        }
        if (outcome instanceof Outcome.Stopped) {
            return broken(new IllegalStateException(
                    "The load of table " + ended.part().table().source() + " was ended, and nobody had asked for it"));
        }
        if (through.isEmpty()) {
            return loadMore(); // other segments of the table are still to come
        }
        TableState table = through.get().table();
        if (through.get().failure().isPresent()) {
            return tableFailed(table, through.get().failure().get());
        }
        news.loaded(table);
        changes.ifPresentOrElse(stream -> openGate(stream, table), () -> validation.arrived(table));
        return loadMore();
    }

    private Behavior<Command> gateOpened(GateOpened opened, Supplier<Behavior<Command>> next) {
        loads.gateOpened(opened.table());
        validation.arrived(opened.table());
        return next.get();
    }

    private void openGate(ChangeStream stream, TableState table) {
        if (loads.afterLoad().isEmpty()) {
            stream.openGate(table);
        }
    }

    private Behavior<Command> tableFailed(TableState table, Throwable cause) {
        table.enter(Phase.ERROR);
        news.failed(table, cause);
        Optional<RunFailure> end = session.orElseThrow().failedTables().endsWith(table.source(), cause.getMessage());
        if (end.isPresent()) {
            return broken(end.get());
        }
        news.leftOut(table, cause.getMessage());
        changes.ifPresent(stream -> stream.openGate(table)); // lets go of what waited for it
        return loadMore();
    }

    private Behavior<Command> allLoaded() {
        if (loads.areAny()) {
            session.orElseThrow().loadFinished(surroundings.clock().instant());
            news.allLoaded();
        }
        if (!plan.migrationType().captures()) {
            return reloads.areWanted() ? reopening(TO_LOAD_AGAIN) : validating();
        }
        Optional<StopReason> wanted = loads.afterLoad();
        return wanted.isPresent() ? draining(new RunReport.Stopped(wanted.get())) : applyingCached();
    }

    // ---- changes

    private Behavior<Command> suspended(Suspended suspended) {
        news.suspended(suspended.table(), suspended.reason());
        return Behaviors.same();
    }

    private Behavior<Command> changesEnded(ChangesEnded ended) {
        Outcome outcome = children.outcome(ended.how());
        if (outcome.failure().isPresent()) {
            return broken(outcome.failure().get());
        }
        if (changes.map(ChangeStream::isToReopen).orElse(false)) {
            return reopening("Tables came on the source");
        }
        Optional<StopReason> reason = changes.flatMap(ChangeStream::stopReason);
        return reason.isPresent()
                ? draining(new RunReport.Stopped(reason.get()))
                : broken(ConnectorException.recoverable("The source ended its stream of changes", null));
    }

    /** The session ends in good order, and the next one takes the tables. */
    private Behavior<Command> reopening(String why) {
        ending.followed(why);
        return draining(ending.report());
    }

    /** Only when nothing else is to be done first; each phase that ends looks whether something is wanted. */
    private Behavior<Command> reload(Reload reload) {
        reloads.want(reload.tables());
        if (ending.isFinished()) {
            ending.followed(TO_LOAD_AGAIN); // it closes, and would look no more
            return Behaviors.same();
        }
        boolean isReplicating = session.isPresent()
                && !ending.isDecided()
                && loads.isIdle()
                && plan.migrationType().captures();
        return isReplicating ? reopening(TO_LOAD_AGAIN) : Behaviors.same();
    }

    // ---- children

    private void openChanges(Session now) {
        ActorRef<Command> self = context.getSelf();
        ChangeApplier.Listener listener = ChangeApplier.Listener.of(
                table -> self.tell(new GateOpened(table)), (table, reason) -> self.tell(new Suspended(table, reason)));
        ChangeStream stream =
                new ChangeStream(now, listener, () -> self.tell(new ChangesOpened()), blocking, surroundings.clock());
        changes = Optional.of(stream);
        children.start(stream, ChangesEnded::new);
    }

    private void startLoad(LoadQueue.Part part, int subtask) {
        TableLoad load = new TableLoad(session.orElseThrow(), part, subtask, surroundings.clock());
        children.start(load, how -> new LoadEnded(how, part, subtask));
    }

    private Behavior<Command> broken(Throwable cause) {
        ending.broken(cause, session, openedAt);
        return draining(ending.report());
    }
}
