package io.dmslocal.engine.entity.conversion;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.entity.Answer;
import io.dmslocal.engine.entity.Lifecycle;
import io.dmslocal.engine.entity.Refusal;
import io.dmslocal.engine.entity.conversion.ConversionState.Request;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.SchemaConversionRequest;

/**
 * Schema conversion in one migration project (AWS: DMS Schema Conversion). The entity is there as soon as somebody asks; what lives and ends are its
 * requests:
 *
 * <pre>
 *  --Start--> RECEIVED --> IN_PROGRESS --> SUCCESS | FAILED
 *                 |             |
 *                 +----Cancel---+--> CANCELING --> CANCELED
 * </pre>
 *
 * Its project's settings for conversions lie here too.
 */
public final class ConversionEntity
        extends Lifecycle<ConversionEntity.Command, ConversionEntity.Event, ConversionState> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /**
     * @param document as {@link ConversionState.Request} has it, with an identifier of its own
     * @param order the caller's request, checked
     */
    public record Start(SchemaConversionRequest document, RequestKind kind, ObjectNode order, ActorRef<Reply> replyTo)
            implements Call {}

    /** Answers at once, while the request is CANCELING. */
    public record Cancel(RequestKind kind, String requestId, ActorRef<Reply> replyTo) implements Call {}

    public record AskRequest(String requestId, ActorRef<Reply> replyTo) implements Call {}

    public record AskRequests(RequestKind kind, ActorRef<Reply> replyTo) implements Call {}

    public record AskConfiguration(ActorRef<Reply> replyTo) implements Call {}

    /** @param change is merged into what is there */
    public record ChangeConfiguration(ObjectNode change, ActorRef<Reply> replyTo) implements Call {}

    /** The project is no more. */
    public record Forget() implements Call {}

    public record Leave() implements Call {}

    /** A request's time in a status is over. */
    record Due(String requestId, Instant since) implements Note {}

    /** What the work came to, which waits until its status was to be seen. */
    record WorkArrived(WorkDone result) implements Note {}

    record WorkDone(String requestId, Instant since, Converter.Finding finding) implements Note {}

    public sealed interface Reply extends Answer<Reply> {}

    /** @param isOver whether it holds its project no more */
    public record Described(SchemaConversionRequest document, boolean isOver) implements Reply {}

    /** @param number of the project's requests: the greater, the newer */
    public record Numbered(long number, SchemaConversionRequest document) {}

    public record Listed(List<Numbered> requests) implements Reply {}

    public record Configured(ObjectNode configuration) implements Reply {}

    public record Refused(Fault fault) implements Reply, Refusal {}

    public sealed interface Event extends Message {}

    public record Received(SchemaConversionRequest document, RequestKind kind, ObjectNode order, Instant at)
            implements Event {}

    public record Begun(String requestId, Instant at) implements Event {}

    /** @param failure empty when it went well */
    public record Ended(String requestId, long objects, String failure, Instant at) implements Event {}

    public record CancelRequested(String requestId, Instant at) implements Event {}

    public record Canceled(String requestId, Instant at) implements Event {}

    /** @param configuration the whole of it */
    public record ConfigurationChanged(ObjectNode configuration, Instant at) implements Event {}

    public record Forgotten(Instant at) implements Event {}

    /** The type in the ARNs of entities and of requests. */
    public static final String ARN_TYPE = "schema-conversion";

    private static final String PROJECT = "migration-project";
    private static final Fault NO_REQUEST = Fault.notFound("Schema conversion request could not be found.");

    private final Residents residents;
    private final ConversionEffects effects;

    /** The id of the entity of a project. */
    public static Arn ofProject(String projectArn) {
        Arn project = Arn.parse(projectArn).orElseThrow();
        return new Arn(project.scope(), ARN_TYPE, project.id());
    }

    /** The id of the entity that has the request with this ARN. */
    public static Arn ofRequest(Arn request) {
        return new Arn(request.scope(), ARN_TYPE, request.id().split("/", 2)[0]);
    }

    /** What a project is held by. */
    public static Arn request(String projectArn, String requestId) {
        Arn conversion = ofProject(projectArn);
        return new Arn(conversion.scope(), ARN_TYPE, conversion.id() + "/" + requestId);
    }

    public static Behavior<Command> create(
            String arn, ConversionDelays delays, Clock clock, Residents residents, Converter converter) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ConversionEntity(arn, delays, clock, residents, converter, context, timers)));
    }

    private ConversionEntity(
            String arn,
            ConversionDelays delays,
            Clock clock,
            Residents residents,
            Converter converter,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        super("SchemaConversion", arn, clock);
        this.residents = residents;
        this.effects = new ConversionEffects(projectArn(), context, timers, delays, clock, converter);
    }

    private String projectArn() {
        Arn own = Arn.parse(arn).orElseThrow();
        return new Arn(own.scope(), PROJECT, own.id()).toString();
    }

    @Override
    public ConversionState emptyState() {
        return ConversionState.nothing();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, ConversionState> commandHandler() {
        return inStatus(ConversionState.class)
                .onCommand(Start.class, this::start)
                .onCommand(Cancel.class, this::cancel)
                .onCommand(
                        AskRequest.class,
                        (state, command) -> Effect().reply(command.replyTo(), described(state, command.requestId())))
                .onCommand(
                        AskRequests.class,
                        (state, command) -> Effect().reply(command.replyTo(), listed(state, command.kind())))
                .onCommand(
                        AskConfiguration.class,
                        (state, command) -> Effect().reply(command.replyTo(), configured(state)))
                .onCommand(ChangeConfiguration.class, this::changeConfiguration)
                .onCommand(
                        Forget.class,
                        (state, command) -> state.equals(emptyState())
                                ? Effect().noReply()
                                : persist(new Forgotten(clock.instant())))
                .onCommand(Due.class, this::due)
                .onCommand(
                        WorkArrived.class,
                        (state, command) -> quietly(() -> working(state, command.result())
                                .ifPresent(request -> effects.hold(request, command.result()))))
                .onCommand(WorkDone.class, this::workDone)
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply())
                .build();
    }

    private ReplyEffect<Event, ConversionState> start(ConversionState state, Start command) {
        if (state.unfinished().count() >= ConversionState.MOST) {
            return Effect()
                    .reply(
                            command.replyTo(),
                            new Refused(Fault.quotaExceeded("Migration project " + projectArn() + " has "
                                    + ConversionState.MOST + " unfinished requests, the most there may be; wait"
                                    + " until some are over.")));
        }
        return persist(
                new Received(command.document(), command.kind(), command.order(), clock.instant()),
                command.replyTo(),
                next -> described(next, command.document().requestIdentifier()));
    }

    private ReplyEffect<Event, ConversionState> cancel(ConversionState state, Cancel command) {
        Optional<Request> request = state.request(command.requestId()).filter(each -> each.kind() == command.kind());
        if (request.isEmpty()) {
            return Effect().reply(command.replyTo(), new Refused(NO_REQUEST));
        }
        if (request.get().isOver()) {
            return Effect()
                    .reply(
                            command.replyTo(),
                            new Refused(
                                    Fault.invalidState("The " + command.kind().noun() + " " + command.requestId()
                                            + " is in status " + request.get().status()
                                            + "; only one that is RECEIVED or IN_PROGRESS can be canceled.")));
        }
        return request.get().status() == RequestStatus.CANCELING
                ? Effect().reply(command.replyTo(), described(state, command.requestId()))
                : persist(
                        new CancelRequested(command.requestId(), clock.instant()),
                        command.replyTo(),
                        next -> described(next, command.requestId()));
    }

    private ReplyEffect<Event, ConversionState> changeConfiguration(
            ConversionState state, ChangeConfiguration command) {
        ObjectNode before = state.configuration().orElseGet(ConversionConfiguration::usual);
        ObjectNode after = ConversionConfiguration.merged(before, command.change());
        return persist(
                new ConfigurationChanged(after, clock.instant()), command.replyTo(), ConversionEntity::configured);
    }

    private ReplyEffect<Event, ConversionState> due(ConversionState state, Due command) {
        Optional<Request> request =
                state.request(command.requestId()).filter(each -> each.since().equals(command.since()));
        if (request.filter(each -> each.status() == RequestStatus.RECEIVED).isPresent()) {
            return persist(new Begun(command.requestId(), clock.instant()));
        }
        return request.filter(each -> each.status() == RequestStatus.CANCELING).isPresent()
                ? over(new Canceled(command.requestId(), clock.instant()), command.requestId())
                : Effect().noReply();
    }

    private ReplyEffect<Event, ConversionState> workDone(ConversionState state, WorkDone command) {
        return working(state, command).isPresent()
                ? over(
                        new Ended(
                                command.requestId(),
                                command.finding().objects(),
                                command.finding().failure(),
                                clock.instant()),
                        command.requestId())
                : Effect().noReply();
    }

    /** The request whose work it was, unless it was canceled meanwhile or works again. */
    private static Optional<Request> working(ConversionState state, WorkDone result) {
        return state.request(result.requestId())
                .filter(request -> request.status() == RequestStatus.IN_PROGRESS
                        && request.since().equals(result.since()));
    }

    private ReplyEffect<Event, ConversionState> over(Event event, String requestId) {
        return Effect()
                .persist(event)
                .thenRun(this::align)
                .thenRun(() -> residents.gone(request(projectArn(), requestId).toString(), Set.of(projectArn())))
                .thenNoReply();
    }

    private static Reply described(ConversionState state, String requestId) {
        return state.request(requestId)
                .<Reply>map(request -> new Described(request.describe(), request.isOver()))
                .orElseGet(() -> new Refused(NO_REQUEST));
    }

    private static Reply listed(ConversionState state, RequestKind kind) {
        return new Listed(state.requests().stream()
                .filter(request -> request.kind() == kind)
                .map(request -> new Numbered(request.number(), request.describe()))
                .toList());
    }

    private static Reply configured(ConversionState state) {
        return new Configured(state.configuration().orElseGet(ConversionConfiguration::usual));
    }

    @Override
    public EventHandler<ConversionState, Event> eventHandler() {
        return transitions();
    }

    public static EventHandler<ConversionState, Event> transitions() {
        return EventHandlerBuilder.<ConversionState, Event>builder()
                .forAnyState()
                .onEvent(Received.class, ConversionState::received)
                .onEvent(Begun.class, ConversionState::begun)
                .onEvent(Ended.class, ConversionState::ended)
                .onEvent(CancelRequested.class, ConversionState::canceling)
                .onEvent(Canceled.class, ConversionState::canceled)
                .onEvent(ConfigurationChanged.class, ConversionState::configured)
                .onEvent(Forgotten.class, (state, event) -> ConversionState.nothing())
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }

    @Override
    public SignalHandler<ConversionState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), effects::awoken)
                .build();
    }

    @Override
    protected void align(ConversionState state) {
        effects.align(state);
    }
}
