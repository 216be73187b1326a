package io.dmslocal.engine.event;

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
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.event.EventReader.Found;
import io.dmslocal.persistence.journal.JournalBackoff;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one account and region (AWS: DescribeEvents), kept for 14 days.
 *
 * <pre>
 *  entity --persists--> its journal <--reads, after the last number noted-- EventLog --Noted--> own journal
 *     +-------------------News(arn): a hint, may be lost or come twice--------^  |
 *  subscriptions <--Wake: a hint--------------------------------------------------+
 *     +-----------AskSince(their cursor)------------------------------------>
 * </pre>
 *
 * It reads one journal at a time. When it awakes it first reads every journal that is longer than what it noted; questions wait for that.
 */
public final class EventLog
        extends EventSourcedBehaviorWithEnforcedReplies<EventLog.Command, EventLog.Event, Chronicle> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** The journal of an ARN may have new events. */
    public record News(String arn) implements Call {}

    public record AskEvents(EventQuery query, ActorRef<Reply> replyTo) implements Call {}

    /**
     * What a listener has not heard yet.
     *
     * @param number of the last event it heard
     */
    public record AskSince(long number, int most, ActorRef<Reply> replyTo) implements Call {}

    public record Leave() implements Call {}

    /** @param newest number of the newest event by ARN */
    private record Scanned(Map<String, Long> newest) implements Note {}

    private record ScanFailed(Throwable cause) implements Note {}

    private record Scan() implements Note {}

    private record Read(Found found) implements Note {}

    private record ReadFailed(String arn, Throwable cause) implements Note {}

    public sealed interface Reply extends Message {}

    /** @param newest number of the newest event, whether or not it is among these */
    public record Listed(List<Happening> happenings, long newest) implements Reply {}

    public sealed interface Event extends Message {}

    /**
     * The journal of an ARN is known up to a number.
     *
     * @param happenings what it told
     */
    public record Noted(String arn, long sequenceNumber, List<Happening> happenings, Instant at) implements Event {}

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    /** Before a journal that could not be read is tried again. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Place<Command> place;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Clock clock;
    private final EventReader reader;
    private final Runnable announce;

    /** ARNs whose journals are to be read, the one that is being read excepted. */
    private final Set<String> waiting = new LinkedHashSet<>();

    /** What was asked before this log had caught up. */
    private final List<Consumer<Chronicle>> questions = new ArrayList<>();

    private boolean isReading;
    private boolean isCaughtUp;

    /**
     * @param place its id is {@code account/region}
     * @param announce tells the listeners of a scope that there is something new
     */
    public static Behavior<Command> create(
            Place<Command> place, Clock clock, EventReader reader, Consumer<String> announce) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new EventLog(place, context, timers, clock, reader, () -> announce.accept(place.arn()))));
    }

    private EventLog(
            Place<Command> place,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Clock clock,
            EventReader reader,
            Runnable announce) {
        super(PersistenceId.of("EventLog", place.arn()), JournalBackoff.strategy());
        this.place = place;
        this.context = context;
        this.timers = timers;
        this.clock = clock;
        this.reader = reader;
        this.announce = announce;
    }

    @Override
    public Chronicle emptyState() {
        return Chronicle.empty();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, Chronicle> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(News.class, this::news)
                .onCommand(
                        AskEvents.class,
                        (state, ask) -> answer(
                                state,
                                ask.replyTo(),
                                chronicle -> new Listed(chronicle.matching(ask.query()), chronicle.newest())))
                .onCommand(
                        AskSince.class,
                        (state, ask) -> answer(
                                state,
                                ask.replyTo(),
                                chronicle -> new Listed(chronicle.after(ask.number(), ask.most()), chronicle.newest())))
                .onCommand(Scan.class, (state, command) -> {
                    scan();
                    return Effect().noReply();
                })
                .onCommand(Scanned.class, this::scanned)
                .onCommand(ScanFailed.class, this::scanFailed)
                .onCommand(Read.class, this::read)
                .onCommand(ReadFailed.class, this::readFailed)
                .onCommand(Leave.class, leave -> Effect().stop().thenNoReply())
                .build();
    }

    private ReplyEffect<Event, Chronicle> news(Chronicle state, News news) {
        waiting.add(news.arn());
        return next(state);
    }

    /** Not before all is read that could have been missed. */
    private ReplyEffect<Event, Chronicle> answer(
            Chronicle state, ActorRef<Reply> replyTo, Function<Chronicle, Reply> reply) {
        if (!isCaughtUp) {
            questions.add(chronicle -> replyTo.tell(reply.apply(chronicle)));
            return Effect().noReply();
        }
        return Effect().reply(replyTo, reply.apply(state));
    }

    private void scan() {
        context.pipeToSelf(
                reader.newest(place.arn()),
                (newest, failure) -> failure == null ? new Scanned(newest) : new ScanFailed(failure));
    }

    private ReplyEffect<Event, Chronicle> scanned(Chronicle state, Scanned scanned) {
        scanned.newest().forEach((arn, number) -> {
            if (number > state.notedOf(arn)) {
                waiting.add(arn);
            }
        });
        return next(state);
    }

    private ReplyEffect<Event, Chronicle> scanFailed(Chronicle state, ScanFailed failed) {
        LOG.warn("Events of {} wait: the journal cannot be read; it is tried again", place.arn(), failed.cause());
        timers.startSingleTimer(Scan.class, new Scan(), PAUSE);
        return Effect().noReply();
    }

    private ReplyEffect<Event, Chronicle> read(Chronicle state, Read read) {
        isReading = false;
        Found found = read.found();
        Instant now = clock.instant();
        List<Happening> happenings = new ArrayList<>();
        boolean isNew = found.known() == state.notedOf(found.arn()); // else it was read before a write that failed
        for (Story.Line line : isNew ? found.lines() : List.<Story.Line>of()) {
            if (line.at().isAfter(now.minus(Chronicle.KEPT))) {
                happenings.add(happening(state.newest() + happenings.size() + 1, found.arn(), line));
            }
        }
        return happenings.isEmpty()
                ? next(state)
                : Effect()
                        .persist(new Noted(found.arn(), found.upTo(), happenings, now))
                        .thenRun(announce::run)
                        .thenRun(this::readNext)
                        .thenNoReply();
    }

    private static Happening happening(long number, String arn, Story.Line line) {
        Catalogue entry = line.told().entry();
        return new Happening(
                number,
                entry.id(),
                arn,
                line.told().identifier(),
                entry.sourceType(),
                entry.category(),
                line.told().message(),
                line.at());
    }

    private ReplyEffect<Event, Chronicle> readFailed(Chronicle state, ReadFailed failed) {
        isReading = false;
        LOG.warn("Events of {} wait: its journal cannot be read; it is tried again", failed.arn(), failed.cause());
        timers.startSingleTimer(failed.arn(), new News(failed.arn()), PAUSE);
        return next(state);
    }

    private ReplyEffect<Event, Chronicle> next(Chronicle state) {
        return Effect().none().thenRun(this::readNext).thenNoReply();
    }

    private void readNext(Chronicle state) {
        if (isReading) {
            return;
        }
        if (waiting.isEmpty()) {
            isCaughtUp = true;
            questions.forEach(question -> question.accept(state));
            questions.clear();
            if (state.isEmpty()) {
                place.leave().accept(context.getSelf()); // nobody ever had an event here
            }
            return;
        }
        String arn = waiting.iterator().next();
        waiting.remove(arn);
        isReading = true;
        context.pipeToSelf(
                reader.read(arn, state.notedOf(arn)),
                (found, failure) -> failure == null ? new Read(found) : new ReadFailed(arn, failure));
    }

    @Override
    public SignalHandler<Chronicle> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::awoken)
                .build();
    }

    /** Also after a write that failed. */
    private void awoken(Chronicle state) {
        waiting.clear();
        isReading = false;
        isCaughtUp = false;
        scan();
    }

    @Override
    public EventHandler<Chronicle, Event> eventHandler() {
        return transitions();
    }

    public static EventHandler<Chronicle, Event> transitions() {
        return EventHandlerBuilder.<Chronicle, Event>builder()
                .forAnyState()
                .onEvent(Noted.class, Chronicle::noted)
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }
}
