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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Owns the names of one kind of resource in one account and region: identifier (in lower case) to ARN.
 *
 * <pre>
 *            Claim, Rename              Confirm               Release, Forget
 *   (free) ----------------> claimed ------------> confirmed -----------------> (free)
 *      ^                        |
 *      +------------------------+  unconfirmed for too long, or its claimer is gone, and no resource goes by that name
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

    /**
     * Some confirmed names, in order.
     *
     * @param after in lower case; empty for the first ones
     */
    public record SomeNames(String after, int most, ActorRef<Reply> replyTo) implements Call {}

    /** @param wanted identifiers in any case, and ARNs */
    public record Find(List<String> wanted, ActorRef<Reply> replyTo) implements Call {}

    /** Is there a resource, or one being created, with this ARN? */
    public record Holds(String arn, ActorRef<Reply> replyTo) implements Call {}

    private record CheckClaim(String identifier, String arn) implements Note {}

    private record ClaimChecked(String identifier, String arn, Optional<String> goesBy) implements Note {}

    private record ClaimCheckFailed(String identifier, String arn) implements Note {}

    /** What has gathered at the {@link Desk}: decided one after the other, written at once. */
    record Several(List<Command> commands) implements Note {}

    /** To the desk: give me what has gathered. */
    record Ready() implements Note {}

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
    public record State(NameTable byIdentifier) implements Message {

        Optional<Entry> named(String identifier) {
            return byIdentifier.named(identifier);
        }

        Optional<Entry> holding(String arn) {
            return byIdentifier.holding(arn);
        }

        private List<String> namesOf(String arn) {
            return byIdentifier.identifiers(arn);
        }

        List<Entry> listed() {
            return byIdentifier.entries().stream().filter(Entry::confirmed).toList();
        }

        /** Confirmed, sorted, each once. */
        List<Entry> found(List<String> wanted) {
            return wanted.stream()
                    .flatMap(each ->
                            Stream.concat(Stream.of(Identifiers.stored(each)), byIdentifier.identifiers(each).stream()))
                    .distinct()
                    .sorted()
                    .flatMap(name -> named(name).filter(Entry::confirmed).stream())
                    .toList();
        }

        private State claimed(Claimed event) {
            return new State(byIdentifier.with(new Entry(event.identifier(), event.arn(), false, event.at())));
        }

        private State confirmed(Confirmed event) {
            return new State(byIdentifier
                    .withoutArn(event.arn())
                    .with(new Entry(event.identifier(), event.arn(), true, event.at())));
        }

        private State released(Released event) {
            return new State(byIdentifier.without(event.identifier()));
        }

        private State forgotten(Forgotten event) {
            return new State(byIdentifier.withoutArn(event.arn()));
        }
    }

    /** What a command comes to: events, and then an answer. */
    private record Decision(List<Event> events, Runnable answer) {

        static Decision answer(ActorRef<Reply> replyTo, Reply reply) {
            return new Decision(List.of(), () -> replyTo.tell(reply));
        }

        static Decision event(Event event, ActorRef<Reply> replyTo) {
            return new Decision(List.of(event), () -> replyTo.tell(new Done()));
        }

        static Decision quietly(Event... events) {
            return new Decision(List.of(events), () -> {});
        }
    }

    private static final EventHandler<State, Event> TRANSITIONS = transitions();

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Clock clock;
    private final Duration claimTimeout;
    private final Residents residents;
    private final ActorRef<Command> desk;
    private final Map<Class<?>, BiFunction<State, Command, Decision>> rules = rules();

    /** Names whose claim is being checked just now, and who waits to hear whether they are free. */
    private final Map<String, List<Command>> doubted = new HashMap<>();

    /** @param claimTimeout how long a claim may stay unconfirmed before the resource is asked */
    static Behavior<Command> create(
            PersistenceId id, Clock clock, Duration claimTimeout, Residents residents, ActorRef<Command> desk) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Directory(id, context, timers, clock, claimTimeout, residents, desk)));
    }

    private Directory(
            PersistenceId id,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Clock clock,
            Duration claimTimeout,
            Residents residents,
            ActorRef<Command> desk) {
        super(id, JournalBackoff.strategy());
        this.context = context;
        this.timers = timers;
        this.clock = clock;
        this.claimTimeout = claimTimeout;
        this.residents = residents;
        this.desk = desk;
    }

    @Override
    public State emptyState() {
        return new State(NameTable.empty());
    }

    @Override
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Several.class, this::several)
                .onCommand(Leave.class, leave -> Effect().stop().thenNoReply())
                .onAnyCommand((state, command) -> settle(state, List.of(command), () -> {}));
    }

    private ReplyEffect<Event, State> several(State state, Several several) {
        return settle(state, several.commands(), () -> desk.tell(new Ready()));
    }

    private ReplyEffect<Event, State> settle(State state, List<Command> commands, Runnable end) {
        List<Event> events = new ArrayList<>();
        List<Runnable> answers = new ArrayList<>();
        State sofar = state;
        for (Command command : commands) {
            Decision decision = rules.get(command.getClass()).apply(sofar, command);
            for (Event event : decision.events()) {
                sofar = TRANSITIONS.apply(sofar, event);
            }
            events.addAll(decision.events());
            answers.add(decision.answer());
        }
        return Effect()
                .persist(events)
                .thenRun((State next) -> {
                    events.forEach(event -> align(state, next, event));
                    answers.forEach(Runnable::run);
                    end.run();
                })
                .thenNoReply();
    }

    /** Every command but those of the desk, and what is decided about it. */
    private Map<Class<?>, BiFunction<State, Command, Decision>> rules() {
        Map<Class<?>, BiFunction<State, Command, Decision>> rules = new HashMap<>();
        on(rules, Claim.class, this::claim);
        on(rules, Rename.class, this::rename);
        on(rules, Confirm.class, this::confirm);
        on(rules, Release.class, this::release);
        on(rules, Forget.class, this::forget);
        on(rules, Names.class, (state, names) -> Decision.answer(names.replyTo(), new Listed(state.listed())));
        on(
                rules,
                SomeNames.class,
                (state, some) -> Decision.answer(
                        some.replyTo(), new Listed(state.byIdentifier().confirmed(some.after(), some.most()))));
        on(rules, Find.class, (state, find) -> Decision.answer(find.replyTo(), new Listed(state.found(find.wanted()))));
        on(
                rules,
                Holds.class,
                (state, holds) -> Decision.answer(
                        holds.replyTo(), new Held(state.holding(holds.arn()).isPresent())));
        on(rules, CheckClaim.class, this::checkClaim);
        on(rules, ClaimChecked.class, this::claimChecked);
        on(rules, ClaimCheckFailed.class, this::claimCheckFailed);
        return rules;
    }

    private static <C extends Command> void on(
            Map<Class<?>, BiFunction<State, Command, Decision>> rules,
            Class<C> command,
            BiFunction<State, C, Decision> rule) {
        rules.put(command, (state, given) -> rule.apply(state, command.cast(given)));
    }

    private Decision claim(State state, Claim claim) {
        String identifier = Identifiers.stored(claim.identifier());
        Optional<Entry> taken = state.named(identifier).or(() -> state.holding(claim.arn()));
        if (taken.isPresent()) {
            if (isDoubted(taken.get(), claim)) {
                return Decision.quietly();
            }
            return Decision.answer(claim.replyTo(), taken(taken.get()));
        }
        if (state.byIdentifier().resources() >= claim.limit()) {
            return Decision.answer(claim.replyTo(), new Full(claim.limit()));
        }
        return Decision.event(new Claimed(identifier, claim.arn(), clock.instant()), claim.replyTo());
    }

    private Decision rename(State state, Rename rename) {
        String identifier = Identifiers.stored(rename.identifier());
        Optional<Entry> taken = state.named(identifier);
        if (taken.isPresent()) {
            if (isDoubted(taken.get(), rename)) {
                return Decision.quietly();
            }
            return Decision.answer(
                    rename.replyTo(), taken.get().arn().equals(rename.arn()) ? new Done() : taken(taken.get()));
        }
        return Decision.event(new Claimed(identifier, rename.arn(), clock.instant()), rename.replyTo());
    }

    /** Then who wants the name waits until it is clear. */
    private boolean isDoubted(Entry taken, Command wanted) {
        Optional<List<Command>> waiting = Optional.ofNullable(doubted.get(taken.identifier()));
        waiting.ifPresent(others -> others.add(wanted));
        return waiting.isPresent();
    }

    private Decision confirm(State state, Confirm confirm) {
        String identifier = Identifiers.stored(confirm.identifier());
        Optional<Entry> entry = state.named(identifier);
        if (entry.isPresent() && !entry.get().arn().equals(confirm.arn())) {
            return Decision.answer(confirm.replyTo(), taken(entry.get()));
        }
        if (entry.isPresent() && entry.get().confirmed()) {
            return Decision.answer(confirm.replyTo(), new Done());
        }
        return Decision.event(new Confirmed(identifier, confirm.arn(), clock.instant()), confirm.replyTo());
    }

    private static Taken taken(Entry entry) {
        return new Taken(entry.arn(), entry.confirmed());
    }

    private Decision release(State state, Release release) {
        String identifier = Identifiers.stored(release.identifier());
        return isClaimed(state, identifier, release.arn())
                ? Decision.event(new Released(identifier, release.arn(), clock.instant()), release.replyTo())
                : Decision.answer(release.replyTo(), new Done());
    }

    private Decision forget(State state, Forget forget) {
        return state.holding(forget.arn()).isPresent()
                ? Decision.event(new Forgotten(forget.arn(), clock.instant()), forget.replyTo())
                : Decision.answer(forget.replyTo(), new Done());
    }

    private Decision checkClaim(State state, CheckClaim check) {
        if (isClaimed(state, check.identifier(), check.arn())) {
            ask(check);
        }
        return Decision.quietly();
    }

    private void ask(CheckClaim check) {
        doubted.putIfAbsent(check.identifier(), new ArrayList<>());
        context.pipeToSelf(
                residents.identifierOf(check.arn()),
                (goesBy, failure) -> failure == null
                        ? new ClaimChecked(check.identifier(), check.arn(), goesBy)
                        : new ClaimCheckFailed(check.identifier(), check.arn()));
    }

    /** Those who waited are heard after this is written. */
    private void isClear(String identifier) {
        Optional.ofNullable(doubted.remove(identifier)).ifPresent(waiting -> waiting.forEach(context.getSelf()::tell));
    }

    private Decision claimChecked(State state, ClaimChecked checked) {
        isClear(checked.identifier());
        if (!isClaimed(state, checked.identifier(), checked.arn())) {
            return Decision.quietly();
        }
        boolean goesByIt = checked.goesBy().map(Identifiers::stored).equals(Optional.of(checked.identifier()));
        return Decision.quietly(
                goesByIt
                        ? new Confirmed(checked.identifier(), checked.arn(), clock.instant())
                        : new Released(checked.identifier(), checked.arn(), clock.instant()));
    }

    private Decision claimCheckFailed(State state, ClaimCheckFailed failed) {
        isClear(failed.identifier());
        state.named(failed.identifier()).ifPresent(this::align);
        return Decision.quietly();
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
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .build();
    }

    /** Seldom: a snapshot has all names, and ten thousand of them take longer to write than two thousand events to read. */
    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(2000, 2);
    }

    private void recovered(State state) {
        for (Entry entry : state.byIdentifier().entries()) {
            if (!entry.confirmed() && residents.outlived(entry.since())) {
                ask(new CheckClaim(entry.identifier(), entry.arn()));
            } else {
                // In a cluster who claimed may still be at it, and has waited for a while: no need for the whole time.
                align(entry, claimTimeout.dividedBy(4));
            }
        }
        desk.tell(new Ready());
    }

    private void align(State before, State next, Event event) {
        if (event instanceof Claimed claimed) {
            next.named(claimed.identifier()).ifPresent(this::align);
        } else if (event instanceof Confirmed confirmed) {
            settled(confirmed.identifier(), confirmed.arn());
        } else if (event instanceof Released released) {
            settled(released.identifier(), released.arn());
        } else if (event instanceof Forgotten forgotten) {
            before.namesOf(forgotten.arn()).forEach(name -> settled(name, forgotten.arn()));
        }
    }

    /** Every unconfirmed claim has its timer. */
    private void align(Entry entry) {
        align(entry, claimTimeout);
    }

    private void align(Entry entry, Duration patience) {
        CheckClaim check = new CheckClaim(entry.identifier(), entry.arn());
        if (!entry.confirmed() && !timers.isTimerActive(check)) {
            timers.startSingleTimer(check, check, patience);
        }
    }

    /** A later claim of the same name has its whole time again. */
    private void settled(String identifier, String arn) {
        timers.cancel(new CheckClaim(identifier, arn));
    }
}
