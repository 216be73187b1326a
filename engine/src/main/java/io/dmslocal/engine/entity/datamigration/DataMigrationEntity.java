package io.dmslocal.engine.entity.datamigration;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.CommandHandlerWithReplyBuilderByState;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.SignalHandler;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.Answer;
import io.dmslocal.engine.entity.Refusal;
import io.dmslocal.engine.entity.Resident;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Absent;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Deleting;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Idle;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Present;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Running;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Starting;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Stopping;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.CreateDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataMigrationRequest;

/**
 * A homogeneous data migration of a migration project (AWS: Migrating data with homogeneous data migrations).
 *
 * <pre>
 *  Absent --Create--> ready --Start--> starting --> running --Stop--> stopping --> stopped
 *     ^                 |     (also from              |                              |
 *     |                 |   stopped, failed)          +--- the work ends ---> stopped or failed
 *     +--- deleting <---+-----------------------------------Delete------------------+
 * </pre>
 *
 * It holds its project until it is gone. What a run does is up to {@link MigrationWork}.
 */
public final class DataMigrationEntity
        extends Resident<
                DataMigrationEntity.Command, DataMigrationEntity.Event, DataMigrationState, DataMigrationEntity.Reply> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /**
     * @param request checked by {@link DataMigrationRules#creation}
     * @param projectArn held already
     */
    public record Create(CreateDataMigrationRequest request, String projectArn, Tags tags, ActorRef<Reply> replyTo)
            implements Call {}

    public record Describe(ActorRef<Reply> replyTo) implements Call {}

    /** @param request checked by {@link DataMigrationRules#modification} */
    public record Modify(ModifyDataMigrationRequest request, ActorRef<Reply> replyTo) implements Call {}

    /** @param startType checked by {@link DataMigrationRules#start(String)} */
    public record Start(String startType, ActorRef<Reply> replyTo) implements Call {}

    public record Stop(ActorRef<Reply> replyTo) implements Call {}

    public record Delete(ActorRef<Reply> replyTo) implements Call {}

    public record ChangeTags(TagChange change, ActorRef<TagReply> replyTo) implements Call {}

    public record Leave() implements Call {}

    /** What a transitional status waited for is done. */
    private record Finish(String status) implements Note {}

    /** The work of the run that began then is over. */
    private record WorkEnded(Instant runSince, MigrationWork.Ending ending) implements Note {}

    /** It was seen running for long enough. */
    private record RunOver(WorkEnded work) implements Note {}

    public sealed interface Reply extends Answer<Reply> {
        default Outcome<DataMigration> outcome() {
            return as(Described.class).map(Described::document);
        }
    }

    public record Described(DataMigration document) implements Reply {}

    public record Refused(Fault fault) implements Reply, Refusal {}

    public sealed interface Event extends Message {}

    public record Created(DataMigration document, Tags tags, Instant at) implements Event {}

    public record Modified(DataMigration document, Instant at) implements Event {}

    public record StartRequested(String startType, Instant at) implements Event {}

    public record RunStarted(Instant at) implements Event {}

    public record StopRequested(Instant at) implements Event {}

    /** @param failure empty when it did not fail */
    public record RunEnded(String reason, Optional<String> failure, Instant at) implements Event {}

    public record TagsChanged(Tags tags, Instant at) implements Event {}

    public record DeletionRequested(Instant at) implements Event {}

    public record Deleted(Instant at) implements Event {}

    private static final String TIMER = "transition";
    private static final String STOPPED = "Stop Reason NORMAL"; // as a task's (assumed)

    private final ActorContext<Command> context;
    private final Agenda<Command> agenda;
    private final DataMigrationDelays delays;
    private final MigrationWork work;
    private Optional<MigrationWork.Run> run = Optional.empty();

    public static Behavior<Command> create(
            String arn, DataMigrationDelays delays, Clock clock, Residents residents, MigrationWork work) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new DataMigrationEntity(arn, context, timers, delays, clock, residents, work)));
    }

    private DataMigrationEntity(
            String arn,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            DataMigrationDelays delays,
            Clock clock,
            Residents residents,
            MigrationWork work) {
        super("DataMigration", Kind.DATA_MIGRATION, arn, clock, residents);
        this.context = context;
        this.agenda = new Agenda<>(timers, clock);
        this.delays = delays;
        this.work = work;
    }

    @Override
    public DataMigrationState emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, DataMigrationState> commandHandler() {
        return absent().orElse(idle())
                .orElse(starting())
                .orElse(running())
                .orElse(stopping())
                .orElse(deleting())
                .orElse(present())
                .orElse(anyStatus())
                .build();
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Absent, DataMigrationState> absent() {
        return inStatus(Absent.class).onCommand(Create.class, this::create);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Idle, DataMigrationState> idle() {
        return inStatus(Idle.class)
                .onCommand(Modify.class, this::modify)
                .onCommand(Start.class, this::start)
                .onCommand(
                        Delete.class,
                        (state, command) -> persist(new DeletionRequested(clock.instant()), command.replyTo()));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Starting, DataMigrationState> starting() {
        return inStatus(Starting.class)
                .onCommand(
                        Finish.class,
                        (state, command) -> command.status().equals(state.status())
                                ? persist(new RunStarted(clock.instant()))
                                : Effect().noReply());
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Running, DataMigrationState> running() {
        return inStatus(Running.class)
                .onCommand(WorkEnded.class, this::workEnded)
                .onCommand(RunOver.class, this::runOver)
                .onCommand(
                        Stop.class, (state, command) -> persist(new StopRequested(clock.instant()), command.replyTo()));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Stopping, DataMigrationState> stopping() {
        return inStatus(Stopping.class)
                .onCommand(
                        Finish.class,
                        (state, command) -> command.status().equals(state.status())
                                ? persist(new RunEnded(STOPPED, Optional.empty(), clock.instant()))
                                : Effect().noReply());
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Deleting, DataMigrationState> deleting() {
        return inStatus(Deleting.class)
                .onCommand(Finish.class, this::finishDeletion)
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> tellTags(
                                state.migration().tags(),
                                command.change(),
                                command.replyTo(),
                                what -> refusal(state, what, "another status")));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Present, DataMigrationState> present() {
        return inStatus(Present.class)
                .onCommand(Describe.class, (state, command) -> describe(state, command.replyTo()))
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> changeTags(
                                state.migration().tags(),
                                command.change(),
                                command.replyTo(),
                                tags -> new TagsChanged(tags, clock.instant())));
    }

    /** Refuses what the status above did not take. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, DataMigrationState, DataMigrationState> anyStatus() {
        String idle = "status ready, stopped or failed";
        return inStatus(DataMigrationState.class)
                .onCommand(Create.class, (state, command) -> refuse(command.replyTo(), alreadyThere()))
                .onCommand(
                        Modify.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "ModifyDataMigration", idle)))
                .onCommand(
                        Start.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "StartDataMigration", idle)))
                .onCommand(
                        Stop.class,
                        (state, command) ->
                                refuse(command.replyTo(), refusal(state, "StopDataMigration", "status running")))
                .onCommand(
                        Delete.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "DeleteDataMigration", idle)))
                .onCommand(Describe.class, (state, command) -> refuse(command.replyTo(), notFound()))
                .onCommand(ChangeTags.class, (state, command) -> refuseTags(command.replyTo()))
                .onCommand(Note.class, (state, command) -> Effect().noReply())
                .onCommand(Leave.class, (state, command) -> {
                    run.ifPresent(MigrationWork.Run::stop);
                    return Effect().stop().thenNoReply();
                });
    }

    private ReplyEffect<Event, DataMigrationState> create(Absent state, Create command) {
        Instant now = clock.instant();
        DataMigration document = DataMigrationDocument.of(arn, command.projectArn(), command.request(), now);
        return persist(new Created(document, command.tags(), now), command.replyTo());
    }

    private ReplyEffect<Event, DataMigrationState> modify(Idle state, Modify command) {
        DataMigration changed = DataMigrationDocument.modified(state.migration().document(), command.request());
        return DataMigrationRules.modified(changed)
                .map(fault -> refuse(command.replyTo(), fault))
                .orElseGet(() -> persist(new Modified(changed, clock.instant()), command.replyTo()));
    }

    private ReplyEffect<Event, DataMigrationState> start(Idle state, Start command) {
        return DataMigrationRules.start(state.migration().document(), command.startType())
                .map(fault -> refuse(command.replyTo(), fault))
                .orElseGet(() -> persist(new StartRequested(command.startType(), clock.instant()), command.replyTo()));
    }

    /** An empty run still lasts so long that somebody sees it. */
    private ReplyEffect<Event, DataMigrationState> workEnded(Running state, WorkEnded command) {
        if (command.runSince().equals(state.since())) {
            agenda.after(TIMER, new RunOver(command), state.since(), delays.running());
        }
        return Effect().noReply();
    }

    private ReplyEffect<Event, DataMigrationState> runOver(Running state, RunOver command) {
        MigrationWork.Ending ending = command.work().ending();
        return command.work().runSince().equals(state.since())
                ? persist(new RunEnded(ending.reason(), ending.failure(), clock.instant()))
                : Effect().noReply();
    }

    private ReplyEffect<Event, DataMigrationState> finishDeletion(Deleting state, Finish command) {
        if (!command.status().equals(state.status())) {
            return Effect().noReply();
        }
        List<String> used = List.of(state.migration().document().migrationProjectArn());
        return vanish(new Deleted(clock.instant()), used);
    }

    @Override
    protected Reply described(DataMigrationState state) {
        return state instanceof Present present ? new Described(present.describe()) : new Refused(notFound());
    }

    @Override
    protected Reply refused(Fault fault) {
        return new Refused(fault);
    }

    @Override
    public EventHandler<DataMigrationState, Event> eventHandler() {
        return transitions();
    }

    public static EventHandler<DataMigrationState, Event> transitions() {
        EventHandlerBuilder<DataMigrationState, Event> transitions = EventHandlerBuilder.builder();
        transitions.forStateType(Absent.class).onEvent(Created.class, Absent::ready);
        transitions
                .forStateType(Idle.class)
                .onEvent(Modified.class, Idle::modified)
                .onEvent(StartRequested.class, Idle::starting)
                .onEvent(DeletionRequested.class, Idle::deleting);
        transitions.forStateType(Starting.class).onEvent(RunStarted.class, Starting::running);
        transitions
                .forStateType(Running.class)
                .onEvent(StopRequested.class, Running::stopping)
                .onEvent(RunEnded.class, Running::ended);
        transitions.forStateType(Stopping.class).onEvent(RunEnded.class, Stopping::ended);
        transitions.forStateType(Deleting.class).onEvent(Deleted.class, Deleting::absent);
        transitions
                .forStateType(Present.class)
                .onEvent(
                        TagsChanged.class,
                        (state, event) -> state.with(state.migration().with(event.tags())));
        return transitions.build();
    }

    @Override
    public SignalHandler<DataMigrationState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::awoken)
                .build();
    }

    /**
     * On a node, or once more after the journal failed. Then the run is still there, and perhaps what it said of its end was lost: it is listened to again,
     * and a run that has ended is not done twice.
     */
    private void awoken(DataMigrationState state) {
        if (state instanceof Running running) {
            run.ifPresent(present -> listen(running, present));
        }
        align(state);
    }

    /** Running: there is work. Not running: there is none. A transitional status waits for its time. */
    @Override
    protected void align(DataMigrationState state) {
        if (state instanceof Running running) {
            if (run.isEmpty()) {
                begin(running);
            }
            return;
        }
        run.ifPresent(MigrationWork.Run::stop);
        run = Optional.empty();
        if (state instanceof Starting starting) {
            finishAfter(starting, starting.since(), delays.starting());
        } else if (state instanceof Stopping stopping) {
            finishAfter(stopping, stopping.since(), delays.stopping());
        } else if (state instanceof Deleting deleting) {
            finishAfter(deleting, deleting.since(), delays.deleting());
        } else {
            agenda.cancel(TIMER);
        }
    }

    private void begin(Running running) {
        MigrationWork.Run begun = work.begin(running.describe(), running.startType());
        run = Optional.of(begun);
        listen(running, begun);
    }

    private void listen(Running running, MigrationWork.Run listenedTo) {
        context.pipeToSelf(
                listenedTo.ending(),
                (ending, failure) -> new WorkEnded(
                        running.since(),
                        failure == null
                                ? ending
                                : new MigrationWork.Ending(
                                        "Stop Reason FATAL_ERROR", Optional.of(failure.toString()))));
    }

    private void finishAfter(DataMigrationState state, Instant since, Duration delay) {
        agenda.after(TIMER, new Finish(state.status()), since, delay);
    }
}
