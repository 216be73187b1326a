package io.dmslocal.engine.run.validation;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.comparison.ResyncStatistics;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.run.validation.Repairs.Done;
import io.dmslocal.engine.run.validation.Repairs.Piece;
import io.dmslocal.engine.settings.ResyncSchedule;
import io.dmslocal.engine.settings.ResyncSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Repairs rows that the validation found to differ.
 *
 * <pre>
 * waiting ---- the schedule, or once after a full load ----> repairing, piece by piece ----> waiting
 *                                                            until MaxResyncTime is over
 * </pre>
 *
 * With changes, a piece is repaired by the applier between two transactions. AWS pauses replication and validation for the whole window; here the stream stands
 * still for one piece at a time, because changes that a repaired row holds already are harmless.
 */
public final class Resync {

    public sealed interface Command {}

    /** Once, now: after a full load. */
    public record Now(Runnable done) implements Command {}

    /** What is under way ends; nothing more is begun. */
    public record Stop() implements Command {}

    private record Look() implements Command {}

    private record Found(List<Piece> pieces, Optional<Throwable> failure) implements Command {}

    private record Repaired(Optional<Done> done, Optional<Throwable> failure) implements Command {}

    /** How late a window may begin. The clock is asked often, as it may be set and machines sleep. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ValidatedRun run;
    private final Function<Consumer<ChangeWriter>, CompletableFuture<Void>> writing;
    private final Clock clock;
    private final Executor blocking;
    private final Repairs repairs;
    private final Optional<ResyncSchedule> schedule;
    private final Duration longest;

    private Optional<Instant> due = Optional.empty();
    private Deque<Piece> waiting = new ArrayDeque<>();
    private Instant begun = Instant.EPOCH;
    private Runnable whenOver = () -> {};

    private Resync(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ValidatedRun run,
            Function<Consumer<ChangeWriter>, CompletableFuture<Void>> writing,
            Clock clock,
            Executor blocking) {
        ResyncSettings settings = run.settings().resync();
        this.context = context;
        this.timers = timers;
        this.run = run;
        this.writing = writing;
        this.clock = clock;
        this.blocking = blocking;
        this.repairs = new Repairs(run, clock);
        this.schedule =
                settings.schedule().isEmpty() ? Optional.empty() : Optional.of(ResyncSchedule.of(settings.schedule()));
        this.longest = Duration.ofMinutes(settings.maxMinutes());
    }

    /**
     * @param writing lends the writer of changes
     * @param blocking threads that may wait for databases
     */
    public static Behavior<Command> create(
            ValidatedRun run,
            Function<Consumer<ChangeWriter>, CompletableFuture<Void>> writing,
            Clock clock,
            Executor blocking) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Resync resync = new Resync(context, timers, run, writing, clock, blocking);
            resync.awaitNext();
            run.tables().stream()
                    .filter(table -> table.resync().isEmpty())
                    .forEach(table -> table.resync(ResyncStatistics.NONE));
            return resync.waiting();
        }));
    }

    private void awaitNext() {
        due = schedule.flatMap(s -> s.next(clock.instant()));
        due.ifPresent(next -> lookAgain());
    }

    private void lookAgain() {
        timers.startSingleTimer(new Look(), BETWEEN_LOOKS);
    }

    private Behavior<Command> look() {
        if (due.filter(next -> clock.instant().isBefore(next)).isPresent()) {
            lookAgain();
            return Behaviors.same();
        }
        return begin();
    }

    private Behavior<Command> waiting() {
        return Behaviors.receive(Command.class)
                .onMessage(Look.class, look -> look())
                .onMessage(Now.class, now -> {
                    run.say("All tables are loaded. Validation is finished. Waiting for resync to finish...");
                    whenOver = now.done();
                    return begin();
                })
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> begin() {
        begun = clock.instant();
        CompletableFuture<List<Piece>> reading = CompletableFuture.supplyAsync(repairs::pieces, blocking);
        context.pipeToSelf(
                reading,
                (pieces, failure) -> new Found(pieces == null ? List.of() : pieces, Optional.ofNullable(failure)));
        return Behaviors.receive(Command.class)
                .onMessage(Found.class, found -> {
                    found.failure().ifPresent(this::failed);
                    waiting = new ArrayDeque<>(found.pieces());
                    run.say("Data resync begins with " + count() + " records");
                    run.tables().forEach(this::beginTable);
                    return next();
                })
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private int count() {
        return waiting.stream().mapToInt(piece -> piece.failures().size()).sum();
    }

    /** What is counted is counted since the task began; what differs, as it is now. */
    private void beginTable(ValidatedTable table) {
        ResyncStatistics before = table.resync().orElse(ResyncStatistics.NONE);
        long differing = waiting.stream()
                .filter(piece -> piece.table() == table)
                .mapToLong(piece -> piece.failures().size())
                .sum();
        table.resync(new ResyncStatistics(
                "Resync is in progress", before.attempted(), before.succeeded(), before.succeeded() + differing));
    }

    private Behavior<Command> next() {
        boolean isOver = schedule.isPresent() && clock.instant().isAfter(begun.plus(longest));
        if (waiting.isEmpty() || isOver) {
            return over();
        }
        Piece piece = waiting.poll();
        Done[] done = new Done[1];
        context.pipeToSelf(
                writing.apply(writer -> done[0] = repairs.repair(piece, writer)),
                (nothing, failure) -> new Repaired(Optional.ofNullable(done[0]), Optional.ofNullable(failure)));
        return Behaviors.receive(Command.class)
                .onMessage(Repaired.class, repaired -> {
                    repaired.done().ifPresent(this::count);
                    if (repaired.failure().isPresent()) {
                        failed(repaired.failure().get());
                        return over();
                    }
                    return next();
                })
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .build();
    }

    private void count(Done done) {
        ResyncStatistics before = done.table().resync().orElse(ResyncStatistics.NONE);
        done.table()
                .resync(new ResyncStatistics(
                        before.state(),
                        before.attempted() + done.attempted(),
                        before.succeeded() + done.succeeded(),
                        before.differing()));
    }

    private Behavior<Command> over() {
        awaitNext();
        String state = "Last resync at: " + begun.truncatedTo(ChronoUnit.SECONDS);
        run.tables().forEach(table -> {
            ResyncStatistics counted = table.resync().orElse(ResyncStatistics.NONE);
            table.resync(new ResyncStatistics(state, counted.attempted(), counted.succeeded(), counted.differing()));
        });
        run.say("Data resync ended; " + count() + " records wait for the next window");
        waiting.clear();
        whenOver.run();
        return waiting();
    }

    private void failed(Throwable failure) {
        run.warn("Data resync failed: " + Cause.text(failure));
    }
}
