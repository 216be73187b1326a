package io.dmslocal.engine.entity.subscription;

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
import io.dmslocal.engine.entity.Departure;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.Refusal;
import io.dmslocal.engine.entity.Resident;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Absent;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Active;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Creating;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Deleting;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Modifying;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Present;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Transitional;
import io.dmslocal.engine.event.Happening;
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
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;

/**
 * An event subscription (AWS: CreateEventSubscription and its neighbours).
 *
 * <pre>
 *  Absent --Create--> creating --> active --Modify, MoveToBus--> modifying --> active
 *     ^                              |
 *     +----------- deleting <-Delete-+
 * </pre>
 *
 * While it is active or modifying it delivers: {@link Delivery}.
 */
public final class EventSubscriptionEntity
        extends Resident<
                EventSubscriptionEntity.Command,
                EventSubscriptionEntity.Event,
                SubscriptionState,
                EventSubscriptionEntity.Reply> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** @param heard number of the newest event, which is not sent any more */
    public record Create(EventSubscription document, Tags tags, long heard, ActorRef<Reply> replyTo) implements Call {}

    public record Describe(ActorRef<Reply> replyTo) implements Call {}

    /**
     * @param changes members that are to change; absent ones stay
     * @param newest number of the newest event: who is enabled anew hears nothing of before
     */
    public record Modify(EventSubscription changes, long newest, ActorRef<Reply> replyTo) implements Call {}

    /** Its events go to EventBridge from now on. */
    public record MoveToBus(ActorRef<Reply> replyTo) implements Call {}

    public record Delete(ActorRef<Reply> replyTo) implements Call {}

    public record ChangeTags(TagChange change, ActorRef<TagReply> replyTo) implements Call {}

    /** There may be new events. */
    public record Wake() implements Call {}

    public record Leave() implements Call {}

    /** What a transitional status waited for is done. */
    private record Finish(String status) implements Note {}

    record Mailed(Post.Mail mail) implements Note {}

    record MailFailed(Throwable cause) implements Note {}

    record Sent(long number) implements Note {}

    /** @param isOver whether it is tried no more */
    record SendFailed(Happening happening, String reason, boolean isOver) implements Note {

        long number() {
            return happening.number();
        }
    }

    /** The bus has a rule for it as it is described. */
    record Ruled(EventSubscription document) implements Note {}

    record RuleFailed(String reason) implements Note {}

    record TryAgain() implements Note {}

    public sealed interface Reply extends Answer<Reply> {
        default Outcome<EventSubscription> outcome() {
            return as(Described.class).map(Described::document);
        }
    }

    public record Described(EventSubscription document) implements Reply {}

    public record Refused(Fault fault) implements Reply, Refusal {}

    public sealed interface Event extends Message {}

    public record CreationRequested(EventSubscription document, Tags tags, long heard, Instant at) implements Event {}

    public record CreationFinished(Instant at) implements Event {}

    public record ModificationRequested(EventSubscription document, long heard, boolean toBus, Instant at)
            implements Event {}

    public record ModificationFinished(Instant at) implements Event {}

    /** An event was taken by the topic or the bus. */
    public record Heard(long number, Instant at) implements Event {}

    /** An event was never taken. */
    public record GaveUp(long number, String reason, Instant at) implements Event {}

    public record TagsChanged(Tags tags, Instant at) implements Event {}

    public record DeletionRequested(Instant at) implements Event {}

    public record Deleted(Instant at) implements Event {}

    private static final String TIMER = "transition";
    /** Who does not exist asks to leave after so long, or it would be started with its node for ever. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    private final Departure<Command> departure;
    private final ActorContext<Command> context;
    private final Agenda<Command> agenda;
    private final SubscriptionDelays delays;
    private final Delivery delivery;

    public static Behavior<Command> create(
            Place<Command> place,
            SubscriptionDelays delays,
            DeliveryPatience patience,
            Clock clock,
            Residents residents,
            Post post) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new EventSubscriptionEntity(
                place,
                context,
                timers,
                delays,
                clock,
                residents,
                new Delivery(place.arn(), context, timers, patience, clock, post))));
    }

    private EventSubscriptionEntity(
            Place<Command> place,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            SubscriptionDelays delays,
            Clock clock,
            Residents residents,
            Delivery delivery) {
        super("EventSubscription", Kind.SUBSCRIPTION, place.arn(), clock, residents);
        this.departure = new Departure<>(place);
        this.context = context;
        this.agenda = new Agenda<>(timers, clock);
        this.delays = delays;
        this.delivery = delivery;
    }

    @Override
    public SubscriptionState emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, SubscriptionState> commandHandler() {
        return absent().orElse(transitional())
                .orElse(active())
                .orElse(deleting())
                .orElse(present())
                .orElse(anyStatus())
                .build();
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Absent, SubscriptionState> absent() {
        return inStatus(Absent.class)
                .onCommand(Create.class, this::create)
                .onCommand(Finish.class, (state, command) -> quietly(() -> departure.leave(context.getSelf())));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Transitional, SubscriptionState> transitional() {
        return inStatus(Transitional.class).onCommand(Finish.class, this::finish);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Active, SubscriptionState> active() {
        return inStatus(Active.class)
                .onCommand(Modify.class, this::modify)
                .onCommand(MoveToBus.class, this::moveToBus)
                .onCommand(
                        Delete.class,
                        (state, command) -> persist(new DeletionRequested(clock.instant()), command.replyTo()));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Deleting, SubscriptionState> deleting() {
        return inStatus(Deleting.class)
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> tellTags(
                                state.subscription().tags(),
                                command.change(),
                                command.replyTo(),
                                what -> refusal(state, what)))
                .onCommand(Sent.class, (state, command) -> Effect().noReply())
                .onCommand(SendFailed.class, (state, command) -> Effect().noReply());
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Present, SubscriptionState> present() {
        return inStatus(Present.class)
                .onCommand(Describe.class, (state, command) -> describe(state, command.replyTo()))
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> changeTags(
                                state.subscription().tags(),
                                command.change(),
                                command.replyTo(),
                                tags -> new TagsChanged(tags, clock.instant())))
                .onCommand(Wake.class, (state, command) -> quietly(() -> delivery.wake(state)))
                .onCommand(TryAgain.class, (state, command) -> quietly(() -> delivery.tryAgain(state)))
                .onCommand(Mailed.class, (state, command) -> quietly(() -> delivery.mailed(state, command.mail())))
                .onCommand(Ruled.class, (state, command) -> quietly(() -> delivery.ruled(state, command.document())))
                .onCommand(RuleFailed.class, (state, command) -> quietly(() -> delivery.ruleFailed(command.reason())))
                .onCommand(MailFailed.class, (state, command) -> quietly(() -> delivery.mailFailed(command.cause())))
                .onCommand(Sent.class, (state, command) -> {
                    delivery.sent();
                    return command.number() > state.subscription().heard()
                            ? persist(new Heard(command.number(), clock.instant()))
                            : Effect().noReply();
                })
                .onCommand(SendFailed.class, (state, command) -> {
                    delivery.failed(state, command);
                    return command.isOver()
                                    && command.number() > state.subscription().heard()
                            ? persist(new GaveUp(command.number(), command.reason(), clock.instant()))
                            : Effect().noReply();
                });
    }

    /** Refuses what the status above did not take. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, SubscriptionState, SubscriptionState> anyStatus() {
        return inStatus(SubscriptionState.class)
                .onCommand(Create.class, (state, command) -> refuse(command.replyTo(), alreadyThere()))
                .onCommand(
                        Modify.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "ModifyEventSubscription")))
                .onCommand(
                        MoveToBus.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "Moving it to EventBridge")))
                .onCommand(
                        Delete.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, "DeleteEventSubscription")))
                .onCommand(Describe.class, (state, command) -> refuse(command.replyTo(), notFound()))
                .onCommand(ChangeTags.class, (state, command) -> refuseTags(command.replyTo()))
                .onCommand(Wake.class, (state, command) -> Effect().noReply())
                .onCommand(Note.class, (state, command) -> Effect().noReply())
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply());
    }

    private ReplyEffect<Event, SubscriptionState> create(Absent state, Create command) {
        return departure.comesTooLate(command)
                ? Effect().noReply()
                : persist(
                        new CreationRequested(command.document(), command.tags(), command.heard(), clock.instant()),
                        command.replyTo());
    }

    private ReplyEffect<Event, SubscriptionState> modify(Active state, Modify command) {
        EventSubscription before = state.subscription().document();
        EventSubscription given = command.changes();
        EventSubscription after = before.copy(document -> {
            if (given.snsTopicArn() != null) {
                document.snsTopicArn(given.snsTopicArn());
            }
            if (given.sourceType() != null) {
                document.sourceType(given.sourceType());
            }
            if (!given.eventCategoriesList().isEmpty()) {
                document.eventCategoriesList(given.eventCategoriesList());
            }
            if (given.enabled() != null) {
                document.enabled(given.enabled());
            }
        });
        return SubscriptionRules.modification(before, after)
                .map(fault -> refuse(command.replyTo(), fault))
                .orElseGet(() -> modify(state, command, after));
    }

    private ReplyEffect<Event, SubscriptionState> modify(Active state, Modify command, EventSubscription after) {
        EventSubscription before = state.subscription().document();
        boolean isEnabledAnew = Boolean.TRUE.equals(after.enabled()) && !Boolean.TRUE.equals(before.enabled());
        return persist(
                new ModificationRequested(
                        after,
                        isEnabledAnew
                                ? Math.max(
                                        command.newest(), state.subscription().heard())
                                : state.subscription().heard(),
                        state.subscription().toBus() && command.changes().enabled() == null,
                        clock.instant()),
                command.replyTo());
    }

    private ReplyEffect<Event, SubscriptionState> moveToBus(Active state, MoveToBus command) {
        return persist(
                new ModificationRequested(
                        state.subscription().document().copy(document -> document.enabled(false)),
                        state.subscription().heard(),
                        true,
                        clock.instant()),
                command.replyTo());
    }

    private ReplyEffect<Event, SubscriptionState> finish(Transitional state, Finish command) {
        if (!state.status().equals(command.status())) {
            return Effect().noReply();
        }
        if (state instanceof Deleting) {
            return vanish(new Deleted(clock.instant()), List.of());
        }
        return persist(
                state instanceof Creating
                        ? new CreationFinished(clock.instant())
                        : new ModificationFinished(clock.instant()));
    }

    @Override
    protected Reply described(SubscriptionState state) {
        return state instanceof Present present ? new Described(present.describe()) : new Refused(notFound());
    }

    @Override
    protected Reply refused(Fault fault) {
        return new Refused(fault);
    }

    private Fault refusal(SubscriptionState state, String command) {
        return refusal(state, command, "status active");
    }

    @Override
    public EventHandler<SubscriptionState, Event> eventHandler() {
        return transitions();
    }

    public static EventHandler<SubscriptionState, Event> transitions() {
        EventHandlerBuilder<SubscriptionState, Event> transitions = EventHandlerBuilder.builder();
        transitions.forStateType(Absent.class).onEvent(CreationRequested.class, Absent::creating);
        transitions.forStateType(Creating.class).onEvent(CreationFinished.class, (state, event) -> state.active());
        transitions
                .forStateType(Active.class)
                .onEvent(ModificationRequested.class, Active::modifying)
                .onEvent(DeletionRequested.class, Active::deleting);
        transitions.forStateType(Modifying.class).onEvent(ModificationFinished.class, (state, event) -> state.active());
        transitions.forStateType(Deleting.class).onEvent(Deleted.class, (state, event) -> new Absent());
        transitions
                .forStateType(Present.class)
                .onEvent(Heard.class, Present::heard)
                .onEvent(GaveUp.class, Present::gaveUp)
                .onEvent(
                        TagsChanged.class,
                        (state, event) -> state.with(state.subscription().with(event.tags())));
        return transitions.build();
    }

    @Override
    public SignalHandler<SubscriptionState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    delivery.awoken();
                    align(state);
                })
                .build();
    }

    @Override
    protected void align(SubscriptionState state) {
        if (state instanceof Transitional transitional) {
            agenda.after(TIMER, new Finish(state.status()), transitional.since(), delay(transitional));
        } else if (state instanceof Absent) {
            agenda.in(TIMER, new Finish(state.status()), LINGER);
        } else {
            agenda.cancel(TIMER);
        }
        delivery.align(state);
    }

    private Duration delay(Transitional state) {
        if (state instanceof Creating) {
            return delays.creating();
        }
        return state instanceof Deleting ? delays.deleting() : delays.modifying();
    }
}
