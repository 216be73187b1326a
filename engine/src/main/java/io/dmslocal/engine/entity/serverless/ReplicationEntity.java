package io.dmslocal.engine.entity.serverless;

import akka.actor.typed.ActorRef;
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
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AskDependents;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AskStatistics;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AssessmentBegun;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AssessmentTold;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.ChangeTags;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Command;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Create;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Delete;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Describe;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Finish;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Leave;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Modify;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Note;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.OfRun;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.ProvisionOver;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Refused;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reload;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reply;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Start;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.StepDone;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.StopRun;
import io.dmslocal.engine.entity.serverless.ReplicationState.Absent;
import io.dmslocal.engine.entity.serverless.ReplicationState.Active;
import io.dmslocal.engine.entity.serverless.ReplicationState.Assessing;
import io.dmslocal.engine.entity.serverless.ReplicationState.Deleting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Idle;
import io.dmslocal.engine.entity.serverless.ReplicationState.Modifying;
import io.dmslocal.engine.entity.serverless.ReplicationState.Present;
import io.dmslocal.engine.entity.serverless.ReplicationState.Resting;
import io.dmslocal.engine.entity.serverless.ReplicationState.Running;
import io.dmslocal.engine.entity.serverless.ReplicationState.Starting;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunReport;
import io.dmslocal.engine.run.StopReason;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.PremigrationAssessmentStatus;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;

/**
 * A serverless replication and its config (AWS: Working with AWS DMS Serverless, Serverless components).
 *
 * <pre>
 *  Absent --Create--> created --Start--> initializing -> preparing_metadata_resources -> testing_connection -> fetching_metadata
 *     ^                  |                 -> calculating_capacity -> provisioning_capacity -> replication_starting -> running
 *     |                  |                          |  any of them                                                        |
 *     |                  |                          +--------------------------StopRun----------------------------------+-+
 *     |                  |                          |                                                                   |
 *     |                  |                        failed <---- what cannot go on; full load done ----> stopped <--- stopping
 *     |                  |                          |                                                     |
 *     +--- deleting <----+-------- created, stopped, failed --Modify--> modifying --> as before ----------+
 *
 *  assessment:  a start that asks for one waits in fetching_metadata until it has ended; one that failed ends the way, as a rule
 *  capacity:  (none) --calculated--> provisioning --> provisioned --a while after the run--> deprovisioning --> deprovisioned
 * </pre>
 *
 * From replication_starting until it stops it owns a run, which begins again from its checkpoint wherever the replication awakes.
 */
public final class ReplicationEntity
        extends Resident<
                ReplicationProtocol.Command, ReplicationEntity.Event, ReplicationState, ReplicationProtocol.Reply> {

    public sealed interface Event extends Message {}

    public record Created(ReplicationConfig config, boolean prepModeGiven, Tags tags, Instant at) implements Event {}

    public record ModificationRequested(ReplicationConfig config, boolean prepModeGiven, Instant at) implements Event {}

    public record ModificationFinished(Instant at) implements Event {}

    /**
     * @param startType as the caller said it
     * @param runType how the run begins: start-replication, resume-processing or reload-target
     */
    public record StartRequested(
            String startType,
            String runType,
            Optional<Instant> cdcStartTime,
            Optional<String> cdcStartPosition,
            Optional<String> cdcStopPosition,
            Instant at)
            implements Event {}

    /** Goes with StartRequested: the replication is assessed before it begins. */
    public record PremigrationRequested(Premigration premigration, Instant at) implements Event {}

    public record PremigrationEnded(PremigrationAssessmentStatus status, Instant at) implements Event {}

    public record StatusReached(String status, Instant at) implements Event {}

    public record MetadataFetched(int tables, Instant at) implements Event {}

    public record CapacityCalculated(int units, Instant at) implements Event {}

    public record CapacityProvisioned(Instant at) implements Event {}

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

    /** @param deprovision when the capacity will be given back; empty when there is none */
    public record RunStopped(String stopReason, RunSummary summary, Optional<Instant> deprovision, Instant at)
            implements Event {}

    /** @param deprovision when the capacity will be given back; empty when there is none */
    public record RunFailed(
            String stopReason, String message, RunSummary summary, Optional<Instant> deprovision, Instant at)
            implements Event {}

    public record DeprovisioningStarted(Instant at) implements Event {}

    public record Deprovisioned(Instant at) implements Event {}

    public record TagsChanged(Tags tags, Instant at) implements Event {}

    public record DeletionRequested(Instant at) implements Event {}

    public record Deleted(Instant at) implements Event {}

    private final ReplicationEffects effects;
    private final ServerlessDelays delays;
    private final ServerlessWorld world;

    public static Behavior<Command> create(
            Place<Command> place, ServerlessDelays delays, Clock clock, Residents residents, ServerlessWorld world) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ReplicationEntity(place, delays, clock, residents, world, context, timers)));
    }

    private ReplicationEntity(
            Place<Command> place,
            ServerlessDelays delays,
            Clock clock,
            Residents residents,
            ServerlessWorld world,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        super("ReplicationConfig", Kind.SERVERLESS, place.arn(), clock, residents);
        this.delays = delays;
        this.world = world;
        this.effects = new ReplicationEffects(place, context, timers, delays, clock, world);
    }

    @Override
    public ReplicationState emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, ReplicationState> commandHandler() {
        return absent().orElse(idle())
                .orElse(modifying())
                .orElse(resting())
                .orElse(starting())
                .orElse(assessing())
                .orElse(running())
                .orElse(active())
                .orElse(deleting())
                .orElse(present())
                .orElse(anyStatus())
                .build();
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Absent, ReplicationState> absent() {
        return inStatus(Absent.class)
                .onCommand(Create.class, this::create)
                .onCommand(
                        Finish.class,
                        (state, command) -> command.status().equals(state.status())
                                ? quietly(effects::leave)
                                : Effect().noReply());
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Idle, ReplicationState> idle() {
        return inStatus(Idle.class)
                .onCommand(Start.class, this::start)
                .onCommand(Modify.class, this::modify)
                .onCommand(
                        Delete.class,
                        (state, command) -> persist(new DeletionRequested(clock.instant()), command.replyTo()));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Modifying, ReplicationState> modifying() {
        return inStatus(Modifying.class)
                .onCommand(
                        Finish.class,
                        (state, command) -> command.status().equals(state.status())
                                ? persist(new ModificationFinished(clock.instant()))
                                : Effect().noReply());
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Resting, ReplicationState> resting() {
        return inStatus(Resting.class)
                .onCommand(
                        ProvisionOver.class,
                        (state, command) ->
                                keep(ReplicationFacts.provisionOver(state, command.state(), clock.instant())));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Starting, ReplicationState> starting() {
        return inStatus(Starting.class)
                .onCommand(StepDone.class, this::stepDone)
                .onCommand(StopRun.class, (state, command) -> stop(command));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Assessing, ReplicationState> assessing() {
        return inStatus(Assessing.class)
                .onCommand(AssessmentBegun.class, this::assessmentBegun)
                .onCommand(StopRun.class, (state, command) -> stop(command));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Running, ReplicationState> running() {
        return inStatus(Running.class)
                .onCommand(StopRun.class, (state, command) -> stop(command))
                .onCommand(Reload.class, this::reload);
    }

    /** What the run says. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, Active, ReplicationState> active() {
        return inStatus(Active.class)
                .onCommand(
                        OfRun.class,
                        (state, command) ->
                                keep(effects.heard(state, command.note()).flatMap(report -> event(state, report))));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Deleting, ReplicationState> deleting() {
        return inStatus(Deleting.class)
                .onCommand(
                        Finish.class,
                        (state, command) -> vanish(
                                new Deleted(clock.instant()),
                                ReplicationDocument.uses(state.serverless().config())));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Present, ReplicationState> present() {
        return inStatus(Present.class)
                .onCommand(Describe.class, (state, command) -> describe(state, command.replyTo()))
                .onCommand(AssessmentTold.class, this::assessmentTold)
                .onCommand(
                        AskStatistics.class,
                        (state, command) -> quietly(() -> effects.statistics(state, command.replyTo())))
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> changeTags(
                                state.serverless().tags(),
                                command.change(),
                                command.replyTo(),
                                tags -> new TagsChanged(tags, clock.instant())));
    }

    /** Refuses what the status above did not take. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, ReplicationState, ReplicationState> anyStatus() {
        return inStatus(ReplicationState.class)
                .onCommand(Create.class, refusing(Create::replyTo, state -> alreadyThere()))
                .onCommand(Start.class, refusing(Start::replyTo, ReplicationRules::cannotStart))
                .onCommand(StopRun.class, refusing(StopRun::replyTo, ReplicationRules::cannotStop))
                .onCommand(Modify.class, refusing(Modify::replyTo, ReplicationRules::cannotModify))
                .onCommand(Delete.class, refusing(Delete::replyTo, ReplicationRules::cannotDelete))
                .onCommand(Reload.class, refusing(Reload::replyTo, ReplicationRules::cannotReload))
                .onCommand(Describe.class, refusing(Describe::replyTo, state -> notFound()))
                .onCommand(AssessmentTold.class, refusing(AssessmentTold::replyTo, state -> notFound()))
                .onCommand(AskStatistics.class, refusing(AskStatistics::replyTo, state -> notFound()))
                .onCommand(ChangeTags.class, (state, command) -> refuseTags(command.replyTo()))
                .onCommand(
                        AskDependents.class,
                        (state, command) -> Effect().reply(command.replyTo(), new Dependents(List.of())))
                .onCommand(Note.class, (state, command) -> Effect().noReply())
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply());
    }

    private ReplyEffect<Event, ReplicationState> create(Absent state, Create command) {
        return effects.comesTooLate(command)
                ? Effect().noReply()
                : persist(
                        new Created(command.config(), command.prepModeGiven(), command.tags(), clock.instant()),
                        command.replyTo());
    }

    // ---- idle

    private ReplyEffect<Event, ReplicationState> start(Idle state, Start command) {
        return Outcome.unless(ReplicationRules.start(state, command.request()), command.request())
                .flatMap(request -> ReplicationFacts.started(state, request, clock.instant()))
                .fold(
                        events -> Effect()
                                .persist(events)
                                .thenRun(this::align)
                                .thenRun(next -> effects.forgetOther(state, next))
                                .thenReply(command.replyTo(), this::described),
                        fault -> refuse(command.replyTo(), fault));
    }

    private ReplyEffect<Event, ReplicationState> modify(Idle state, Modify command) {
        return ReplicationDocument.modify(state.serverless(), command.request(), clock.instant())
                .fold(
                        changed -> persist(
                                new ModificationRequested(changed.config(), changed.prepModeGiven(), clock.instant()),
                                command.replyTo()),
                        fault -> refuse(command.replyTo(), fault));
    }

    // ---- the assessment before a start

    private ReplyEffect<Event, ReplicationState> assessmentTold(Present state, AssessmentTold command) {
        effects.assessed(state, command.status());
        List<Event> events = ReplicationFacts.told(state, command, why -> failure(state, why), clock.instant());
        return events.isEmpty()
                ? describe(state, command.replyTo())
                : Effect().persist(events).thenRun(this::align).thenReply(command.replyTo(), this::described);
    }

    private ReplyEffect<Event, ReplicationState> reload(Running state, Reload command) {
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

    private ReplyEffect<Event, ReplicationState> assessmentBegun(Assessing state, AssessmentBegun command) {
        return keep(command.refusal()
                .filter(refused ->
                        state.serverless().premigration().orElseThrow().runArn().equals(command.runArn()))
                .map(refused -> failure(state, refused.message())));
    }

    // ---- the run, and the way to it

    private ReplyEffect<Event, ReplicationState> stop(StopRun command) {
        return persist(new StopRequested(clock.instant()), command.replyTo());
    }

    private ReplyEffect<Event, ReplicationState> stepDone(Starting state, StepDone done) {
        if (done.step() != state.step()
                || done.run() != state.serverless().history().count()
                || effects.isTooEarly(state, done)) { // then it comes again when the status was to be seen long enough
            return Effect().noReply();
        }
        return done.tables()
                .fold(
                        tables -> persist(ReplicationFacts.after(state, tables, clock.instant())),
                        fault -> persist(failure(state, fault.message())));
    }

    /** What ends the way to running. */
    private Event failure(Present state, String why) {
        return event(state, new RunReport.Failed(StopReason.FATAL_ERROR, StopReason.FATAL_ERROR.failure(why)))
                .orElseThrow();
    }

    private Optional<Event> event(Present state, RunReport report) {
        Instant now = clock.instant();
        Optional<Instant> deprovision = state.serverless()
                .provision()
                .filter(Provision::isHeld)
                .map(held -> now.plus(delays.deprovisioningDelay()));
        return new ReplicationFacts(state, effects.summary(state), deprovision, now).of(report);
    }

    private ReplyEffect<Event, ReplicationState> keep(Optional<Event> event) {
        return event.map(this::persist).orElseGet(() -> Effect().noReply());
    }

    // ---- replies

    @Override
    protected Reply described(ReplicationState state) {
        return state instanceof Present present
                ? ReplicationDocument.describe(
                        present, effects.runningSummary(present), effects.assessment(), clock.instant())
                : new Refused(notFound());
    }

    @Override
    protected Reply refused(Fault fault) {
        return new Refused(fault);
    }

    private <C> BiFunction<ReplicationState, C, ReplyEffect<Event, ReplicationState>> refusing(
            Function<C, ActorRef<Reply>> replyTo, Function<ReplicationState, Fault> why) {
        return (state, command) -> refuse(replyTo.apply(command), why.apply(state));
    }

    // ---- transitions

    @Override
    public EventHandler<ReplicationState, Event> eventHandler() {
        return ReplicationTransitions.table();
    }

    @Override
    public SignalHandler<ReplicationState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    effects.awoken(state);
                    publish(state);
                })
                .onSignal(PostStop.instance(), state -> world.notices().remove(arn))
                .build();
    }

    @Override
    protected void align(ReplicationState state) {
        effects.align(state);
        publish(state);
    }

    /** What lists may answer without asking: only while nothing but an event can change it. */
    private void publish(ReplicationState state) {
        if (state instanceof Idle idle) {
            world.notices().put(arn, ReplicationDocument.describe(idle));
        } else {
            world.notices().remove(arn);
        }
    }
}
