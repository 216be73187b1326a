package io.dmslocal.engine.entity.task;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.CommandHandlerWithReplyBuilderByState;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.SignalHandler;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.Resident;
import io.dmslocal.engine.entity.running.RunSummary;
import io.dmslocal.engine.entity.task.TaskProtocol.Arrived;
import io.dmslocal.engine.entity.task.TaskProtocol.AskDependents;
import io.dmslocal.engine.entity.task.TaskProtocol.AskHost;
import io.dmslocal.engine.entity.task.TaskProtocol.AskLog;
import io.dmslocal.engine.entity.task.TaskProtocol.AskStart;
import io.dmslocal.engine.entity.task.TaskProtocol.AskStatistics;
import io.dmslocal.engine.entity.task.TaskProtocol.AskTester;
import io.dmslocal.engine.entity.task.TaskProtocol.BeginTest;
import io.dmslocal.engine.entity.task.TaskProtocol.ChangeTags;
import io.dmslocal.engine.entity.task.TaskProtocol.Command;
import io.dmslocal.engine.entity.task.TaskProtocol.Create;
import io.dmslocal.engine.entity.task.TaskProtocol.Delete;
import io.dmslocal.engine.entity.task.TaskProtocol.Describe;
import io.dmslocal.engine.entity.task.TaskProtocol.Described;
import io.dmslocal.engine.entity.task.TaskProtocol.EndTest;
import io.dmslocal.engine.entity.task.TaskProtocol.EventNotSent;
import io.dmslocal.engine.entity.task.TaskProtocol.Finish;
import io.dmslocal.engine.entity.task.TaskProtocol.Hold;
import io.dmslocal.engine.entity.task.TaskProtocol.HostSeen;
import io.dmslocal.engine.entity.task.TaskProtocol.Leave;
import io.dmslocal.engine.entity.task.TaskProtocol.Modify;
import io.dmslocal.engine.entity.task.TaskProtocol.Move;
import io.dmslocal.engine.entity.task.TaskProtocol.NotCleaned;
import io.dmslocal.engine.entity.task.TaskProtocol.Note;
import io.dmslocal.engine.entity.task.TaskProtocol.OfAny;
import io.dmslocal.engine.entity.task.TaskProtocol.OfRun;
import io.dmslocal.engine.entity.task.TaskProtocol.Refused;
import io.dmslocal.engine.entity.task.TaskProtocol.Reload;
import io.dmslocal.engine.entity.task.TaskProtocol.Reply;
import io.dmslocal.engine.entity.task.TaskProtocol.Start;
import io.dmslocal.engine.entity.task.TaskProtocol.StopTask;
import io.dmslocal.engine.entity.task.TaskProtocol.TesterSeen;
import io.dmslocal.engine.entity.task.TaskState.Absent;
import io.dmslocal.engine.entity.task.TaskState.Active;
import io.dmslocal.engine.entity.task.TaskState.Creating;
import io.dmslocal.engine.entity.task.TaskState.Deleting;
import io.dmslocal.engine.entity.task.TaskState.Held;
import io.dmslocal.engine.entity.task.TaskState.Idle;
import io.dmslocal.engine.entity.task.TaskState.Modifying;
import io.dmslocal.engine.entity.task.TaskState.Moving;
import io.dmslocal.engine.entity.task.TaskState.Pausing;
import io.dmslocal.engine.entity.task.TaskState.Present;
import io.dmslocal.engine.entity.task.TaskState.Resting;
import io.dmslocal.engine.entity.task.TaskState.Running;
import io.dmslocal.engine.entity.task.TaskState.Starting;
import io.dmslocal.engine.entity.task.TaskState.Testing;
import io.dmslocal.engine.entity.task.TaskState.Transitional;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunReport;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/**
 * A replication task (AWS: Working with AWS DMS tasks, Task status).
 *
 * <pre>
 *  Absent --Create--> creating --> ready --Start--> starting --> running --StopTask--> stopping --> stopped
 *     ^                              |                 |            |                                  |
 *     |                              |                 +------------+--> failed, stopped by itself     |
 *     +---- deleting <---Delete------+-- ready, stopped, failed --Modify--> modifying --> as before ---+
 *                                                          +--BeginTest--> testing --EndTest--> as before
 *                                                          +--Move--> moving --> as before, or failed-move
 *  deleting --what it leaves cannot be removed, where that is to fail it--> failed
 *  starting, running --Hold, by the instance--> stopping --> stopped, held --its instance is open--> starting
 * </pre>
 *
 * While it is starting, running or stopping it owns a run, which lives on this node and begins again from its checkpoint wherever the task awakes.
 * What may be said to it stands in {@link TaskProtocol}.
 */
public final class ReplicationTaskEntity extends Resident<Command, ReplicationTaskEntity.Event, TaskState, Reply> {

    public sealed interface Event extends Message {}

    public record CreationRequested(ReplicationTask document, TaskDefinition definition, Tags tags, Instant at)
            implements Event {}

    public record CreationFinished(Instant at) implements Event {}

    public record ModificationRequested(ReplicationTask document, TaskDefinition definition, Instant at)
            implements Event {}

    public record ModificationFinished(Instant at) implements Event {}

    public record StartRequested(
            String startType,
            Optional<Instant> cdcStartTime,
            Optional<String> cdcStartPosition,
            Optional<String> cdcStopPosition,
            Instant at)
            implements Event {}

    public record RunStarted(int tables, Instant at) implements Event {}

    public record TableLoaded(String schema, String table, long rows, long errorRows, Instant at) implements Event {}

    public record TableSuspended(String schema, String table, String reason, Instant at) implements Event {}

    public record LoadFinished(Instant at) implements Event {}

    /** A connection broke; the run goes on by itself after a pause. */
    public record RunInterrupted(int attempt, long pauseSeconds, String message, Instant at) implements Event {}

    /** Somebody wants tables to be loaded once more. */
    public record ReloadRequested(List<TableId> tables, Instant at) implements Event {}

    /** From here on the run's checkpoint knows of it. */
    public record ReloadBegun(List<TableId> tables, Instant at) implements Event {}

    public record StopRequested(Instant at) implements Event {}

    public record RunStopped(String stopReason, RunSummary summary, Instant at) implements Event {}

    public record RunFailed(String stopReason, String message, RunSummary summary, Instant at) implements Event {}

    public record TestBegan(String by, Instant at) implements Event {}

    public record TestEnded(Instant at) implements Event {}

    public record MoveRequested(String to, Instant at) implements Event {}

    public record MoveFinished(Instant at) implements Event {}

    public record MoveFailed(String message, Instant at) implements Event {}

    /** By its instance; it goes on when that is open again. */
    public record HoldRequested(String by, String reason, Instant at) implements Event {}

    public record TagsChanged(Tags tags, Instant at) implements Event {}

    public record DeletionRequested(Instant at) implements Event {}

    /** It stays, failed, because what it leaves behind could not be removed. */
    public record DeletionFailed(String message, Instant at) implements Event {}

    public record Deleted(Instant at) implements Event {}

    private final TaskEffects effects;

    public static Behavior<Command> create(
            Place<Command> place, TaskDelays delays, Clock clock, Residents residents, TaskWorld world) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ReplicationTaskEntity(place, delays, clock, residents, world, context, timers)));
    }

    private ReplicationTaskEntity(
            Place<Command> place,
            TaskDelays delays,
            Clock clock,
            Residents residents,
            TaskWorld world,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        super("ReplicationTask", Kind.TASK, place.arn(), clock, residents);
        this.effects = new TaskEffects(place, context, timers, delays, clock, world);
    }

    @Override
    public TaskState emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, TaskState> commandHandler() {
        return absent().orElse(transitional())
                .orElse(moving())
                .orElse(held())
                .orElse(idle())
                .orElse(resting())
                .orElse(deleting())
                .orElse(testing())
                .orElse(starting())
                .orElse(running())
                .orElse(pausing())
                .orElse(active())
                .orElse(present())
                .orElse(anyStatus())
                .build();
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Absent, TaskState> absent() {
        return inStatus(Absent.class)
                .onCommand(Create.class, this::create)
                .onCommand(
                        Finish.class,
                        (state, command) -> command.status().equals(state.status())
                                ? quietly(effects::leave)
                                : Effect().noReply());
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Transitional, TaskState> transitional() {
        return inStatus(Transitional.class).onCommand(Finish.class, this::finish);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Idle, TaskState> idle() {
        return inStatus(Idle.class)
                .onCommand(AskStart.class, this::askStart)
                .onCommand(Start.class, this::start)
                .onCommand(Modify.class, this::modify)
                .onCommand(BeginTest.class, this::beginTest);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Resting, TaskState> resting() {
        return inStatus(Resting.class)
                .onCommand(
                        Move.class,
                        (state, command) ->
                                persist(new MoveRequested(command.to(), clock.instant()), command.replyTo()))
                .onCommand(
                        Delete.class,
                        (state, command) -> persist(new DeletionRequested(clock.instant()), command.replyTo()));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Deleting, TaskState> deleting() {
        return inStatus(Deleting.class)
                .onCommand(
                        NotCleaned.class,
                        (state, command) ->
                                persist(new DeletionFailed(effects.notCleaned(command.why()), clock.instant())));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Moving, TaskState> moving() {
        return inStatus(Moving.class)
                .onCommand(
                        Arrived.class,
                        (state, arrival) -> persist(arrival.refusal()
                                .<Event>map(why -> new MoveFailed(why.message(), clock.instant()))
                                .orElseGet(() -> new MoveFinished(clock.instant()))));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Held, TaskState> held() {
        return inStatus(Held.class)
                .onCommand(AskHost.class, (state, command) -> quietly(() -> effects.askHost(state)))
                .onCommand(HostSeen.class, this::hostSeen);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Testing, TaskState> testing() {
        return inStatus(Testing.class)
                .onCommand(
                        EndTest.class,
                        (state, command) -> state.by().equals(command.by())
                                ? persist(new TestEnded(clock.instant()), command.replyTo())
                                : describe(state, command.replyTo()))
                .onCommand(AskTester.class, (state, command) -> quietly(() -> effects.askTester(state, residents)))
                .onCommand(TesterSeen.class, this::testerSeen);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Starting, TaskState> starting() {
        return inStatus(Starting.class).onCommand(StopTask.class, this::stop).onCommand(Hold.class, this::hold);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Running, TaskState> running() {
        return inStatus(Running.class)
                .onCommand(Modify.class, this::modifySeverities)
                .onCommand(Reload.class, this::reload)
                .onCommand(StopTask.class, this::stop)
                .onCommand(Hold.class, this::hold);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Pausing, TaskState> pausing() {
        return inStatus(Pausing.class).onCommand(StopTask.class, this::stop);
    }

    /** What the run says. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, Active, TaskState> active() {
        return inStatus(Active.class)
                .onCommand(
                        OfRun.class,
                        (state, command) -> effects.heard(state, command.note())
                                .map(report -> reported(state, report))
                                .orElseGet(() -> Effect().noReply()));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Present, TaskState> present() {
        return inStatus(Present.class)
                .onCommand(Describe.class, (state, command) -> describe(state, command.replyTo()))
                .onCommand(
                        AskStatistics.class, (state, command) -> quietly(() -> effects.statistics(command.replyTo())))
                .onCommand(AskLog.class, (state, command) -> quietly(() -> effects.logSize(command.replyTo())))
                .onCommand(EndTest.class, (state, command) -> describe(state, command.replyTo()))
                .onCommand(Hold.class, (state, command) -> describe(state, command.replyTo()))
                .onCommand(EventNotSent.class, (state, command) -> {
                    effects.eventNotSent(state, command);
                    return describe(state, command.replyTo());
                })
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> changeTags(
                                state.task().tags(),
                                command.change(),
                                command.replyTo(),
                                tags -> new TagsChanged(tags, clock.instant())));
    }

    /** Refuses what the status above did not take. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, TaskState, TaskState> anyStatus() {
        return inStatus(TaskState.class)
                .onCommand(Create.class, (state, command) -> refuse(command.replyTo(), alreadyThere()))
                .onCommand(AskStart.class, (state, command) -> refuse(command.replyTo(), TaskRefusals.start(state)))
                .onCommand(Start.class, (state, command) -> refuse(command.replyTo(), TaskRefusals.start(state)))
                .onCommand(StopTask.class, (state, command) -> refuse(command.replyTo(), TaskRefusals.stop(state)))
                .onCommand(Modify.class, (state, command) -> refuse(command.replyTo(), TaskRefusals.modify(arn, state)))
                .onCommand(Reload.class, (state, command) -> refuse(command.replyTo(), TaskRefusals.reload(state)))
                .onCommand(Delete.class, (state, command) -> refuse(command.replyTo(), TaskRefusals.delete(arn, state)))
                .onCommand(
                        BeginTest.class,
                        (state, command) -> refuse(command.replyTo(), TaskRefusals.test(arn, state, command.from())))
                .onCommand(Move.class, (state, command) -> refuse(command.replyTo(), TaskRefusals.move(arn, state)))
                .onCommand(OfAny.class, (state, command) -> refuse(command.replyTo(), notFound()))
                .onCommand(ChangeTags.class, (state, command) -> refuseTags(command.replyTo()))
                .onCommand(
                        AskDependents.class,
                        (state, command) -> Effect().reply(command.replyTo(), new Dependents(List.of())))
                .onCommand(Note.class, (state, command) -> Effect().noReply())
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply());
    }

    private ReplyEffect<Event, TaskState> create(Absent state, Create command) {
        return effects.comesTooLate(command)
                ? Effect().noReply()
                : persist(
                        new CreationRequested(
                                command.document(), command.definition(), command.tags(), clock.instant()),
                        command.replyTo());
    }

    // ---- idle

    private ReplyEffect<Event, TaskState> askStart(Idle state, AskStart command) {
        return StartRules.fault(state, command.request())
                .map(fault -> refuse(command.replyTo(), fault))
                .orElseGet(() -> describe(state, command.replyTo()));
    }

    private ReplyEffect<Event, TaskState> start(Idle state, Start command) {
        return StartRules.fault(state, command.request())
                .map(fault -> refuse(command.replyTo(), fault))
                .orElseGet(() -> persist(StartRules.event(command.request(), clock.instant()), command.replyTo()));
    }

    private ReplyEffect<Event, TaskState> beginTest(Idle state, BeginTest command) {
        return command.from().contains(state.status())
                ? persist(new TestBegan(command.by(), clock.instant()), command.replyTo())
                : refuse(command.replyTo(), TaskRefusals.test(arn, state, command.from()));
    }

    /** A crash may leave a task whose tester never came to be, or ended untold. */
    private ReplyEffect<Event, TaskState> testerSeen(Testing state, TesterSeen seen) {
        if (!seen.isThere() && seen.by().equals(state.by())) {
            return persist(new TestEnded(clock.instant()));
        }
        return quietly(() -> effects.align(state));
    }

    private ReplyEffect<Event, TaskState> modify(Idle state, Modify command) {
        return TaskDocument.modify(state.task(), command.request())
                .fold(
                        changed -> Effect()
                                .persist(new ModificationRequested(
                                        changed.document(), changed.definition(), clock.instant()))
                                .thenRun(this::align)
                                .thenRun(modified -> effects.modified(command.request()))
                                .thenReply(command.replyTo(), this::described),
                        fault -> refuse(command.replyTo(), fault));
    }

    /** Log severities may change at any time; the task stays running (assumed). */
    private ReplyEffect<Event, TaskState> modifySeverities(Running state, Modify command) {
        return TaskDocument.modifySeverities(state.task(), command.request())
                .fold(
                        changed -> persist(
                                new ModificationRequested(changed.document(), changed.definition(), clock.instant()),
                                command.replyTo()),
                        fault -> refuse(command.replyTo(), fault));
    }

    private ReplyEffect<Event, TaskState> reload(Running state, Reload command) {
        Optional<Fault> fault = effects.reloadFault(state, command.tables());
        if (fault.isPresent()) {
            return refuse(command.replyTo(), fault.get());
        }
        if (command.tables().isValidation()) {
            effects.revalidate(command.tables()); // not kept: a run that ends meanwhile compares everything anyway
            return describe(state, command.replyTo());
        }
        return persist(new ReloadRequested(command.tables().tables(), clock.instant()), command.replyTo());
    }

    private ReplyEffect<Event, TaskState> finish(Transitional state, Finish command) {
        if (!state.status().equals(command.status())) {
            return Effect().noReply();
        }
        if (state instanceof Deleting) {
            return vanish(
                    new Deleted(clock.instant()), TaskDocument.uses(state.task().document()));
        }
        if (state instanceof Creating) {
            return persist(new CreationFinished(clock.instant()));
        }
        if (state instanceof Moving moving) {
            return quietly(() -> effects.settle(moving));
        }
        return state instanceof Modifying
                ? persist(new ModificationFinished(clock.instant()))
                : Effect().noReply();
    }

    // ---- its instance

    private ReplyEffect<Event, TaskState> hold(Active state, Hold command) {
        return persist(new HoldRequested(command.by(), command.reason(), clock.instant()), command.replyTo());
    }

    private ReplyEffect<Event, TaskState> stop(Active state, StopTask command) {
        return persist(new StopRequested(clock.instant()), command.replyTo());
    }

    private ReplyEffect<Event, TaskState> hostSeen(Held state, HostSeen seen) {
        return seen.isOpen()
                ? persist(new StartRequested(
                        "resume-processing", Optional.empty(), Optional.empty(), Optional.empty(), clock.instant()))
                : quietly(effects::askHostLater);
    }

    // ---- the run

    private ReplyEffect<Event, TaskState> reported(Active state, RunReport report) {
        return new TaskFacts(state, effects.summary(state), clock.instant())
                .of(report)
                .map(this::persist)
                .orElseGet(() -> Effect().noReply());
    }

    // ---- replies

    @Override
    protected Reply described(TaskState state) {
        return state instanceof Present present
                ? new Described(TaskDocument.describe(present, effects.runningSummary(present), clock.instant()))
                : new Refused(notFound());
    }

    @Override
    protected Reply refused(Fault fault) {
        return new Refused(fault);
    }

    // ---- transitions

    @Override
    public EventHandler<TaskState, Event> eventHandler() {
        return TaskTransitions.table();
    }

    @Override
    public SignalHandler<TaskState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    effects.awoken(state);
                    residents.news(arn);
                })
                .onSignal(PostStop.instance(), state -> effects.left())
                .build();
    }

    @Override
    protected void align(TaskState state) {
        effects.align(state);
        residents.news(arn);
    }
}
