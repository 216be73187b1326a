package io.dmslocal.engine.entity.leftover;

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
import akka.persistence.typed.javadsl.SignalHandler;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.Answer;
import io.dmslocal.engine.entity.Departure;
import io.dmslocal.engine.entity.Lifecycle;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.leftover.LeftoversState.Entry;
import io.dmslocal.engine.entity.running.Leftover;
import io.dmslocal.engine.entity.running.SourceCaptures.Ended;
import io.dmslocal.engine.entity.running.SourceCaptures.Result;
import io.dmslocal.engine.entity.running.SourceCaptures.StillLeft;
import io.dmslocal.engine.entity.running.SourceCaptures.Unreachable;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What deleted tasks left on the source of one endpoint. AWS has no such thing; the entity is there while something is left:
 *
 * <pre>
 *  --Remember--> left --an attempt--> removed
 *                 | ^        |
 *                 | +-a pause+          given up when no endpoint leads there any more
 * </pre>
 */
public final class LeftoversEntity extends Lifecycle<LeftoversEntity.Command, LeftoversEntity.Event, LeftoversState> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** A task goes, and its source could not be told. */
    public record Remember(Leftover left, ActorRef<Reply> replyTo) implements Call {}

    public record Leave() implements Call {}

    /** A pause is over. */
    record Due(String captureName) implements Note {}

    /** @param wanted as it was known when the attempt began */
    record Tried(Leftover wanted, Result result) implements Note {}

    /** Nothing has been left for a while. */
    record Settled() implements Note {}

    public sealed interface Reply extends Answer<Reply> {}

    public record Remembered() implements Reply {}

    public sealed interface Event extends Message {}

    public record CaptureLeft(Leftover left, Instant at) implements Event {}

    /** An attempt failed, and said where it is or what hinders now. */
    public record CaptureFound(Leftover left, Instant at) implements Event {}

    public record CaptureEnded(String captureName, Instant at) implements Event {}

    /** @param why no endpoint leads there any more */
    public record CaptureGivenUp(String captureName, String why, Instant at) implements Event {}

    /** The type in the ARNs of these entities, which are our own: AWS has none. */
    public static final String ARN_TYPE = "leftovers";

    private static final Logger LOG = LoggerFactory.getLogger("dms.TASK_MANAGER");

    private final ActorContext<Command> context;
    private final Agenda<Command> agenda;
    private final Departure<Command> departure;
    private final LeftoverPauses pauses;
    private final Function<Leftover, CompletionStage<Result>> removal;

    /** Names of those that an attempt or a pause goes on for; lost with the node. */
    private final Set<String> minded = new HashSet<>();

    /** The id of the entity of a source endpoint. */
    public static Arn of(String endpointArn) {
        Arn endpoint = Arn.parse(endpointArn).orElseThrow();
        return new Arn(endpoint.scope(), ARN_TYPE, endpoint.id());
    }

    /** @param removal tries to remove it from its source; answers later */
    public static Behavior<Command> create(
            Place<Command> place,
            LeftoverPauses pauses,
            Clock clock,
            Function<Leftover, CompletionStage<Result>> removal) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new LeftoversEntity(place, pauses, clock, removal, context, timers)));
    }

    private LeftoversEntity(
            Place<Command> place,
            LeftoverPauses pauses,
            Clock clock,
            Function<Leftover, CompletionStage<Result>> removal,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        super("Leftovers", place.arn(), clock);
        this.context = context;
        this.agenda = new Agenda<>(timers, clock);
        this.departure = new Departure<>(place);
        this.pauses = pauses;
        this.removal = removal;
    }

    @Override
    public LeftoversState emptyState() {
        return LeftoversState.nothing();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, LeftoversState> commandHandler() {
        return inStatus(LeftoversState.class)
                .onCommand(Remember.class, this::remember)
                .onCommand(Due.class, this::attempt)
                .onCommand(Tried.class, this::tried)
                .onCommand(
                        Settled.class,
                        (state, command) -> state.isEmpty()
                                ? quietly(() -> departure.leave(context.getSelf()))
                                : Effect().noReply())
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply())
                .build();
    }

    private ReplyEffect<Event, LeftoversState> remember(LeftoversState state, Remember command) {
        if (departure.comesTooLate(command)) {
            return Effect().noReply();
        }
        Leftover left = command.left();
        LOG.warn(
                "{} is gone, and its source remembers it until it answers again, which is tried (journal {}): {}",
                left.owner(),
                arn,
                left.why());
        return persist(new CaptureLeft(left, clock.instant()), command.replyTo(), now -> new Remembered());
    }

    private ReplyEffect<Event, LeftoversState> attempt(LeftoversState state, Due command) {
        state.of(command.captureName())
                .ifPresent(entry -> context.pipeToSelf(
                        removal.apply(entry.left()),
                        (result, defect) ->
                                new Tried(entry.left(), defect == null ? result : new StillLeft(entry.left()))));
        return Effect().noReply();
    }

    private ReplyEffect<Event, LeftoversState> tried(LeftoversState state, Tried command) {
        Optional<Entry> found = state.of(command.wanted().captureName());
        if (found.isEmpty()) {
            return Effect().noReply();
        }
        Entry entry = found.get();
        if (command.result() instanceof Ended ended) {
            LOG.info(
                    "What {} left on its source is gone now: {}",
                    entry.left().owner(),
                    ended.removed().isEmpty()
                            ? "nothing of the name " + entry.name() + " was there any more"
                            : "removed " + String.join(", ", ended.removed()));
            return persist(new CaptureEnded(entry.name(), clock.instant()));
        }
        if (command.result() instanceof Unreachable unreachable) {
            LOG.warn(
                    "What {} left on its source, under the name {}, cannot be removed from here any more: {} What was known of it: {}",
                    entry.left().owner(),
                    entry.name(),
                    unreachable.why(),
                    entry.left().why());
            return persist(new CaptureGivenUp(entry.name(), unreachable.why(), clock.instant()));
        }
        Duration pause = pauses.after(Duration.between(entry.since(), clock.instant()));
        LOG.debug(
                "{} is still remembered by its source; tried again in {}",
                entry.left().owner(),
                pause);
        agenda.in(entry.name(), new Due(entry.name()), pause);
        boolean isPresent = entry.left().equals(command.wanted());
        if (isPresent
                && command.result() instanceof StillLeft still
                && still.left().isNewsAfter(entry.left())) {
            return persist(new CaptureFound(still.left(), clock.instant()));
        }
        return Effect().noReply();
    }

    @Override
    public EventHandler<LeftoversState, Event> eventHandler() {
        return transitions();
    }

    public static EventHandler<LeftoversState, Event> transitions() {
        return EventHandlerBuilder.<LeftoversState, Event>builder()
                .forAnyState()
                .onEvent(CaptureLeft.class, LeftoversState::left)
                .onEvent(CaptureFound.class, LeftoversState::found)
                .onEvent(CaptureEnded.class, LeftoversState::ended)
                .onEvent(CaptureGivenUp.class, LeftoversState::givenUp)
                .build();
    }

    @Override
    public SignalHandler<LeftoversState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::awoken)
                .build();
    }

    /** On a node, or once more after the journal failed: nothing that was begun is relied on. */
    private void awoken(LeftoversState state) {
        minded.clear();
        departure.awoken();
        align(state);
    }

    @Override
    protected void align(LeftoversState state) {
        minded.removeIf(name -> state.of(name).isEmpty());
        state.entries().stream()
                .map(Entry::name)
                .filter(minded::add)
                .forEach(name -> agenda.in(name, new Due(name), pauses.first()));
        if (state.isEmpty()) {
            agenda.in("settled", new Settled(), Departure.PATIENCE);
        }
    }
}
