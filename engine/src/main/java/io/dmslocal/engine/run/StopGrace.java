package io.dmslocal.engine.run;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.reason.Wait;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.stream.Blocking;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * How long a run that is to stop waits for source and target: as long as anything moves, and a grace more. Then its session is cut off from them, which is for all
 * that waits there as if a connection broke. Owned by the run's thread.
 *
 * <p>A server that is at work on a large batch moves nothing either, and what it commits while it is cut off comes again. So it is asked: only when it waits for a lock,
 * or does not answer, the first grace is the last one; else there are {@link #MOST}.
 */
final class StopGrace {

    /** Of the timer: only one runs. */
    private static final String TIMER = "grace";

    /** Graces in which nothing moves and no server says why. Also told in reference.conf. */
    private static final int MOST = 12;

    private final ActorContext<TaskRun.Command> context;
    private final TimerScheduler<TaskRun.Command> timers;
    private final Clock clock;
    private final Duration length;
    private final RunView view;
    private final SessionDoor door;
    private final RunEnd ending;
    private final RunLog log;
    private final Executor blocking;
    private boolean hasBegun;
    private CompletableFuture<Void> cut = CompletableFuture.completedFuture(null);
    private Optional<RunStatistics> before = Optional.empty();
    /** Graces since something moved. */
    private int still;

    StopGrace(
            ActorContext<TaskRun.Command> context,
            TimerScheduler<TaskRun.Command> timers,
            Clock clock,
            Duration length,
            RunView view,
            SessionDoor door,
            RunEnd ending,
            RunLog log,
            Executor blocking) {
        this.context = context;
        this.timers = timers;
        this.clock = clock;
        this.length = length;
        this.view = view;
        this.door = door;
        this.ending = ending;
        this.log = log;
        this.blocking = blocking;
    }

    /** The user wants the run to end. */
    void begin() {
        if (!hasBegun) {
            hasBegun = true;
            moved();
        }
    }

    private void moved() {
        before = view.known();
        still = 0;
        next();
    }

    private void next() {
        timers.startSingleTimer(TIMER, new TaskRun.GraceOver(Optional.empty()), length);
    }

    Behavior<TaskRun.Command> over(TaskRun.GraceOver over) {
        if (!view.known().equals(before)) {
            moved();
        } else if (over.waits().isEmpty()) {
            ask();
        } else {
            asked(over.waits().get());
        }
        return Behaviors.same();
    }

    private void ask() {
        still++;
        Instant now = clock.instant();
        Instant since = now.minus(length.multipliedBy(still));
        context.pipeToSelf(CompletableFuture.supplyAsync(() -> door.waits(now, since), blocking), (waits, failure) -> {
            if (failure != null) {
                log.taskWarning("Source and target cannot be asked what they wait for: " + Blocking.cause(failure));
            }
            return new TaskRun.GraceOver(Optional.of(failure == null ? waits : List.of()));
        });
    }

    /** A server that says nothing of what it is at may be at work on it. */
    private void asked(List<Wait> waits) {
        if (waits.isEmpty() && still < MOST) {
            next();
        } else {
            ending.sidesCut(length.multipliedBy(still));
            cut = door.cut(blocking);
        }
    }

    /**
     * Done, and never failed, when servers have heard of it as well, where they were cut off: they may hold a lock that the next session needs. One that could not be cut
     * keeps nobody from closing.
     */
    CompletableFuture<Void> told() {
        return cut.exceptionally(failure -> {
            log.taskWarning("A side could not be cut off: " + Blocking.cause(failure));
            return null;
        });
    }
}
