package io.dmslocal.engine.directory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.persistence.journal.JournalBackoff;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Owns the names of one kind of resource in one account and region: identifier (in lower case) to ARN.
 *
 * <pre>
 *            Claim, Rename              Confirm               Release, Forget
 *   (free) ----------------> claimed ------------> confirmed -----------------> (free)
 *      ^                        |
 *      +------------------------+  unconfirmed for too long, and no resource goes by that name
 * </pre>
 *
 * A resource that is renamed has two names for a moment: the old one, confirmed, and the new one, claimed; Confirm drops the old one.
 */
public final class Directory
        extends EventSourcedBehaviorWithEnforcedReplies<Directory.Command, Directory.Event, Directory.State> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** @param limit how many resources of this kind the account may have */
    public record Claim(String identifier, String arn, long limit, ActorRef<Reply> replyTo) implements Call {}

    /** Claims a second name for a resource that has one. */
    public record Rename(String identifier, String arn, ActorRef<Reply> replyTo) implements Call {}

    /** The resource exists and goes by this name, and by no other. */
    public record Confirm(String identifier, String arn, ActorRef<Reply> replyTo) implements Call {}

    /** Gives a claimed name back; harmless when the name belongs to another. */
    public record Release(String identifier, String arn, ActorRef<Reply> replyTo) implements Call {}

    /** The resource is gone: all its names are free. */
    public record Forget(String arn, ActorRef<Reply> replyTo) implements Call {}

    public record Names(ActorRef<Reply> replyTo) implements Call {}

    /** Is there a resource, or one being created, with this ARN? */
    public record Holds(String arn, ActorRef<Reply> replyTo) implements Call {}

    private record CheckClaim(String identifier, String arn) implements Note {}

    private record ClaimChecked(String identifier, String arn, Optional<String> goesBy) implements Note {}

    private record ClaimCheckFailed(String identifier, String arn) implements Note {}

    public record Leave() implements Call {}

    public sealed interface Reply extends Message {}

    public record Done() implements Reply {}

    /** @param confirmed false while it is still being created */
    public record Taken(String arn, boolean confirmed) implements Reply {}

    public record Full(long limit) implements Reply {}

    /** @param entries confirmed names, sorted */
    public record Listed(List<Entry> entries) implements Reply {}

    public record Held(boolean held) implements Reply {}

    public sealed interface Event extends Message {}

    public record Claimed(String identifier, String arn, Instant at) implements Event {}

    public record Confirmed(String identifier, String arn, Instant at) implements Event {}

    public record Released(String identifier, String arn, Instant at) implements Event {}

    public record Forgotten(String arn, Instant at) implements Event {}

    /** @param identifier in lower case */
    public record Entry(String identifier, String arn, boolean confirmed, Instant since) {}

    /** @param byIdentifier sorted, so that listings are */
    public record State(SortedMap<String, Entry> byIdentifier) implements Message {

        public State {
            byIdentifier = Collections.unmodifiableSortedMap(new TreeMap<>(byIdentifier));
        }

        static State empty() {
            return new State(new TreeMap<>());
        }

        Optional<Entry> named(String identifier) {
            return Optional.ofNullable(byIdentifier.get(identifier));
        }

        Optional<Entry> holding(String arn) {
            return byIdentifier.values().stream()
                    .filter(entry -> entry.arn().equals(arn))
                    .findFirst();
        }

        private List<String> namesOf(String arn) {
            return byIdentifier.values().stream()
                    .filter(entry -> entry.arn().equals(arn))
                    .map(Entry::identifier)
                    .toList();
        }

        long resources() {
            return byIdentifier.values().stream().map(Entry::arn).distinct().count();
        }

        List<Entry> listed() {
            return byIdentifier.values().stream().filter(Entry::confirmed).toList();
        }

        private State claimed(Claimed event) {
            SortedMap<String, Entry> names = new TreeMap<>(byIdentifier);
            names.put(event.identifier(), new Entry(event.identifier(), event.arn(), false, event.at()));
            return new State(names);
        }

        private State confirmed(Confirmed event) {
            SortedMap<String, Entry> names = new TreeMap<>(byIdentifier);
            names.values().removeIf(entry -> entry.arn().equals(event.arn()));
            names.put(event.identifier(), new Entry(event.identifier(), event.arn(), true, event.at()));
            return new State(names);
        }

        private State released(Released event) {
            SortedMap<String, Entry> names = new TreeMap<>(byIdentifier);
            names.remove(event.identifier());
            return new State(names);
        }

        private State forgotten(Forgotten event) {
            SortedMap<String, Entry> names = new TreeMap<>(byIdentifier);
            names.values().removeIf(entry -> entry.arn().equals(event.arn()));
            return new State(names);
        }
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Clock clock;
    private final Duration claimTimeout;
    private final Residents residents;

    /** @param claimTimeout how long a claim may stay unconfirmed before the resource is asked */
    public static Behavior<Command> create(PersistenceId id, Clock clock, Duration claimTimeout, Residents residents) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Directory(id, context, timers, clock, claimTimeout, residents)));
    }

    private Directory(
            PersistenceId id,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Clock clock,
            Duration claimTimeout,
            Residents residents) {
        super(id, JournalBackoff.strategy());
        this.context = context;
        this.timers = timers;
        this.clock = clock;
        this.claimTimeout = claimTimeout;
        this.residents = residents;
    }

    @Override
    public State emptyState() {
        return State.empty();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Claim.class, this::claim)
                .onCommand(Rename.class, this::rename)
                .onCommand(Confirm.class, this::confirm)
                .onCommand(Release.class, this::release)
                .onCommand(Forget.class, this::forget)
                .onCommand(Names.class, (state, names) -> Effect().reply(names.replyTo(), new Listed(state.listed())))
                .onCommand(
                        Holds.class,
                        (state, holds) -> Effect()
                                .reply(
                                        holds.replyTo(),
                                        new Held(state.holding(holds.arn()).isPresent())))
                .onCommand(CheckClaim.class, this::checkClaim)
                .onCommand(ClaimChecked.class, this::claimChecked)
                .onCommand(ClaimCheckFailed.class, this::claimCheckFailed)
                .onCommand(Leave.class, leave -> Effect().stop().thenNoReply())
                .build();
    }

    private ReplyEffect<Event, State> claim(State state, Claim claim) {
        String identifier = Identifiers.stored(claim.identifier());
        Optional<Entry> taken = state.named(identifier).or(() -> state.holding(claim.arn()));
        if (taken.isPresent()) {
            return Effect()
                    .reply(
                            claim.replyTo(),
                            new Taken(taken.get().arn(), taken.get().confirmed()));
        }
        if (state.resources() >= claim.limit()) {
            return Effect().reply(claim.replyTo(), new Full(claim.limit()));
        }
        return claimed(identifier, claim.arn(), claim.replyTo());
    }

    private ReplyEffect<Event, State> rename(State state, Rename rename) {
        String identifier = Identifiers.stored(rename.identifier());
        Optional<Entry> taken = state.named(identifier);
        if (taken.isPresent()) {
            return taken.get().arn().equals(rename.arn())
                    ? Effect().reply(rename.replyTo(), new Done())
                    : Effect()
                            .reply(
                                    rename.replyTo(),
                                    new Taken(taken.get().arn(), taken.get().confirmed()));
        }
        return claimed(identifier, rename.arn(), rename.replyTo());
    }

    private ReplyEffect<Event, State> claimed(String identifier, String arn, ActorRef<Reply> replyTo) {
        Claimed claimed = new Claimed(identifier, arn, clock.instant());
        return Effect().persist(claimed).thenRun(this::align).thenReply(replyTo, state -> new Done());
    }

    private ReplyEffect<Event, State> confirm(State state, Confirm confirm) {
        String identifier = Identifiers.stored(confirm.identifier());
        Optional<Entry> entry = state.named(identifier);
        if (entry.isPresent() && !entry.get().arn().equals(confirm.arn())) {
            return Effect()
                    .reply(
                            confirm.replyTo(),
                            new Taken(entry.get().arn(), entry.get().confirmed()));
        }
        if (entry.isPresent() && entry.get().confirmed()) {
            return Effect().reply(confirm.replyTo(), new Done());
        }
        return Effect()
                .persist(new Confirmed(identifier, confirm.arn(), clock.instant()))
                .thenRun(() -> settled(identifier, confirm.arn()))
                .thenReply(confirm.replyTo(), next -> new Done());
    }

    private ReplyEffect<Event, State> release(State state, Release release) {
        String identifier = Identifiers.stored(release.identifier());
        boolean claimed = state.named(identifier)
                .filter(entry -> entry.arn().equals(release.arn()) && !entry.confirmed())
                .isPresent();
        return claimed
                ? Effect()
                        .persist(new Released(identifier, release.arn(), clock.instant()))
                        .thenRun(() -> settled(identifier, release.arn()))
                        .thenReply(release.replyTo(), next -> new Done())
                : Effect().reply(release.replyTo(), new Done());
    }

    private ReplyEffect<Event, State> forget(State state, Forget forget) {
        return state.holding(forget.arn()).isPresent()
                ? Effect()
                        .persist(new Forgotten(forget.arn(), clock.instant()))
                        .thenRun(() -> state.namesOf(forget.arn()).forEach(name -> settled(name, forget.arn())))
                        .thenReply(forget.replyTo(), next -> new Done())
                : Effect().reply(forget.replyTo(), new Done());
    }

    private ReplyEffect<Event, State> checkClaim(State state, CheckClaim check) {
        if (isClaimed(state, check.identifier(), check.arn())) {
            context.pipeToSelf(
                    residents.identifierOf(check.arn()),
                    (goesBy, failure) -> failure == null
                            ? new ClaimChecked(check.identifier(), check.arn(), goesBy)
                            : new ClaimCheckFailed(check.identifier(), check.arn()));
        }
        return Effect().noReply();
    }

    private ReplyEffect<Event, State> claimChecked(State state, ClaimChecked checked) {
        if (!isClaimed(state, checked.identifier(), checked.arn())) {
            return Effect().noReply();
        }
        boolean goesByIt = checked.goesBy().map(Identifiers::stored).equals(Optional.of(checked.identifier()));
        Event event = goesByIt
                ? new Confirmed(checked.identifier(), checked.arn(), clock.instant())
                : new Released(checked.identifier(), checked.arn(), clock.instant());
        return Effect().persist(event).thenNoReply();
    }

    private ReplyEffect<Event, State> claimCheckFailed(State state, ClaimCheckFailed failed) {
        align(state);
        return Effect().noReply();
    }

    private static boolean isClaimed(State state, String identifier, String arn) {
        return state.named(identifier)
                .filter(entry -> entry.arn().equals(arn) && !entry.confirmed())
                .isPresent();
    }

    @Override
    public EventHandler<State, Event> eventHandler() {
        return transitions();
    }

    public static EventHandler<State, Event> transitions() {
        return EventHandlerBuilder.<State, Event>builder()
                .forAnyState()
                .onEvent(Claimed.class, State::claimed)
                .onEvent(Confirmed.class, State::confirmed)
                .onEvent(Released.class, State::released)
                .onEvent(Forgotten.class, State::forgotten)
                .build();
    }

    @Override
    public SignalHandler<State> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::align)
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }

    /** Every unconfirmed claim has its timer. */
    private void align(State state) {
        for (Entry entry : state.byIdentifier().values()) {
            CheckClaim check = new CheckClaim(entry.identifier(), entry.arn());
            if (!entry.confirmed() && !timers.isTimerActive(check)) {
                timers.startSingleTimer(check, check, claimTimeout);
            }
        }
    }

    /** A later claim of the same name has its whole time again. */
    private void settled(String identifier, String arn) {
        timers.cancel(new CheckClaim(identifier, arn));
    }
}
