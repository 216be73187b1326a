package io.dmslocal.engine.run;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.reason.Wait;
import io.dmslocal.engine.run.stream.Blocking;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Looks what a run waits for: while a call of it takes long, servers are asked which of its statements wait for a lock, and for whose. Says so in the log, once,
 * and to whoever asks why. While no call takes long nobody is asked.
 */
final class LockWatch {

    sealed interface Command {}

    private record Look() implements Command {}

    private record Seen(List<Wait> waits) implements Command {}

    /** So long a call of a busy server may take; also how often it is looked. */
    private static final Duration LONG = Duration.ofSeconds(3);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final RunView view;
    private final SessionDoor door;
    private final Clock clock;
    private final RunLog log;
    private final Executor blocking;

    private LockWatch(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            RunView view,
            SessionDoor door,
            Clock clock,
            RunLog log) {
        this.context = context;
        this.timers = timers;
        this.view = view;
        this.door = door;
        this.clock = clock;
        this.log = log;
        this.blocking = Blocking.executor(context.getSystem());
    }

    /** Ends with the run whose child it is. */
    static Behavior<Command> create(RunView view, SessionDoor door, Clock clock, RunLog log) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new LockWatch(context, timers, view, door, clock, log).looking()));
    }

    private Behavior<Command> looking() {
        timers.startSingleTimer(new Look(), LONG);
        return Behaviors.receive(Command.class)
                .onMessage(Look.class, look -> look())
                .onMessage(Seen.class, seen -> seen(seen.waits()))
                .build();
    }

    private Behavior<Command> look() {
        Duration longest = view.calls().longest();
        if (longest.compareTo(LONG) < 0) {
            return seen(List.of());
        }
        Instant now = clock.instant();
        context.pipeToSelf(
                CompletableFuture.supplyAsync(() -> door.waits(now, now.minus(longest)), blocking),
                (waits, failure) -> {
                    if (failure != null) {
                        log.taskWarning(
                                "Source and target cannot be asked what they wait for: " + Blocking.cause(failure));
                    }
                    return new Seen(failure == null ? waits : List.of());
                });
        return Behaviors.same();
    }

    private Behavior<Command> seen(List<Wait> waits) {
        List<Wait> before = view.reasons().waits();
        if (!waits.isEmpty() || !before.isEmpty()) {
            waits.stream()
                    .filter(wait -> before.stream().noneMatch(wait::isLike))
                    .forEach(wait -> log.taskWarning(wait.message()));
            view.reasons().waits(waits.stream().map(wait -> wait.orAsIn(before)).toList());
            blocking.execute(this::save);
        }
        timers.startSingleTimer(new Look(), LONG);
        return Behaviors.same();
    }

    /** What could not be saved is saved with the next look, or by the run itself, which hears why it cannot. */
    private void save() {
        try {
            door.saveReasons();
        } catch (RuntimeException unsaved) {
            log.taskWarning("What is waited for could not be saved for those who ask why: " + unsaved.getMessage());
        }
    }
}
