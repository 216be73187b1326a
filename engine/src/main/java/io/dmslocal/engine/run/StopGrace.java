package io.dmslocal.engine.run;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * How long a run that is to stop waits for source and target: as long as anything moves, and a grace more. Then its session is cut off from them, which is for all
 * that waits there as if a connection broke. Owned by the run's thread.
 */
final class StopGrace {

    /** Of the timer: only one runs. */
    private static final String TIMER = "grace";

    private final TimerScheduler<TaskRun.Command> timers;
    private final Duration length;
    private final RunView view;
    private final SessionDoor door;
    private final RunEnd ending;
    private final Executor blocking;
    private CompletableFuture<Void> cut = CompletableFuture.completedFuture(null);
    private Optional<RunStatistics> before = Optional.empty();

    StopGrace(
            TimerScheduler<TaskRun.Command> timers,
            Duration length,
            RunView view,
            SessionDoor door,
            RunEnd ending,
            Executor blocking) {
        this.timers = timers;
        this.length = length;
        this.view = view;
        this.door = door;
        this.ending = ending;
        this.blocking = blocking;
    }

    /** The user wants the run to end. */
    void begin() {
        if (!timers.isTimerActive(TIMER)) {
            next();
        }
    }

    private void next() {
        before = view.known();
        timers.startSingleTimer(TIMER, new TaskRun.GraceOver(), length);
    }

    Behavior<TaskRun.Command> over(TaskRun.GraceOver over) {
        if (!view.known().equals(before)) {
            next();
        } else {
            ending.sidesCut(length);
            cut = door.cut(blocking);
        }
        return Behaviors.same();
    }

    /** Done when servers have heard of it as well, where they were cut off: they may hold a lock that the next session needs. */
    CompletableFuture<Void> told() {
        return cut;
    }
}
