package io.dmslocal.engine.run;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.run.checkpoint.RetriedCheckpoint;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.run.failure.FailurePolicy;
import io.dmslocal.engine.run.failure.Retries;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.persistence.checkpoint.Checkpoint.Fenced;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a run ends, or begins again after a pause: what it will report, and what it does about failures on the way there. Owned by the run's thread.
 *
 * <p>Whatever was decided first stands; only that another run owns the task is always believed.
 */
final class RunEnd {

    /** Before it is tried again whether the journal has room. The RecoverableError settings speak of sources and targets: they neither end nor stretch this. */
    private static final Duration JOURNAL_PAUSE = Duration.ofSeconds(5);

    /** A session that broke is worth a fresh count of retries after so long. */
    private static final Duration LONG_LIVED = Duration.ofMinutes(1);

    private static final String AGAIN =
            ", without TaskRecoveryTableEnabled perhaps also what was committed last: twice, in tables without a key";

    private final RunPlan plan;
    private final RunLog log;
    private final Reasons reasons;
    private final Clock clock;
    private final ActorRef<RunReport> task;

    private Retries retries;
    /** Whether there was a session: what fails before it, as the run starts, is not tried again unless a connection broke. */
    private boolean hasBegun;
    /** How far changes had been tried when an error came that hardly passes. */
    private Optional<Position> fatalAt = Optional.empty();

    private Optional<RunReport> report = Optional.empty();
    private boolean areSidesCut;
    private Optional<Duration> pause = Optional.empty();

    RunEnd(RunPlan plan, RunLog log, Reasons reasons, Clock clock, ActorRef<RunReport> task) {
        this.plan = plan;
        this.log = log;
        this.reasons = reasons;
        this.clock = clock;
        this.task = task;
        this.retries = Retries.none(plan.settings().errorBehavior());
    }

    boolean isDecided() {
        return report.isPresent();
    }

    RunReport report() {
        return report.orElseThrow();
    }

    /** After which the run begins again; empty when it is over. */
    Optional<Duration> pause() {
        return pause;
    }

    void be(RunReport decided) {
        report = Optional.of(decided);
    }

    /** Somebody has ended the run, also one that was only pausing. */
    void instead(RunReport end) {
        pause = Optional.empty();
        reasons.nextTry(Optional.empty());
        report = Optional.of(end);
    }

    /** Whether nothing was left to load: what is wanted before all is closed is loaded still. */
    boolean isFinished() {
        return report.filter(end -> end instanceof RunReport.Stopped stopped
                        && stopped.reason() == StopReason.FULL_LOAD_ONLY_FINISHED)
                .isPresent();
    }

    /**
     * The session ends in good order, and the next one follows at once.
     *
     * @param why what came about tables that the next session takes
     */
    void followed(String why) {
        log.task(why + ": the task goes on with them");
        pause = Optional.of(Duration.ZERO);
        report = Optional.of(new RunReport.Stopped(StopReason.RECONFIGURATION_RESTART));
    }

    /** The pause is over. */
    void forgotten() {
        pause = Optional.empty();
        report = Optional.empty();
    }

    /** The run is to end, and for so long nothing has moved: nobody waits for source and target any more. */
    void sidesCut(Duration grace) {
        areSidesCut = true;
        String message = "Nothing moved for " + grace.toMillis() / 1000.0
                + " s after the task was to stop: what waits for source or target was cut off, where its connector can."
                + " What was not committed on the target comes again with the next start" + AGAIN;
        log.taskWarning(message);
        report = report.map(decided -> decided.besides(message));
    }

    /** Something failed while the run was ending anyway: the end stands, unless another run owns the task. */
    void besides(Throwable cause) {
        if (cause instanceof Fenced) {
            pause = Optional.empty();
            report = Optional.of(new RunReport.Superseded());
            return;
        }
        String message = Optional.ofNullable(cause.getMessage()).orElse(cause.toString());
        boolean isBroken = cause instanceof ConnectorException connection && connection.isRecoverable();
        if (areSidesCut && isBroken && !RetriedCheckpoint.isOfJournal(cause)) {
            return; // that is what was wanted
        }
        log.taskWarning("While the run ended: " + message);
        report = report.map(decided -> decided.besides(message));
    }

    /**
     * What the run does about a failure: again after a pause, or the end.
     *
     * @param session that broke; empty when none could be opened
     * @param openedAt when it began
     */
    void broken(Throwable cause, Optional<Session> session, Instant openedAt) {
        if (isDecided()) {
            return; // the user has stopped the run already
        }
        if (cause instanceof Fenced) {
            be(new RunReport.Superseded());
            return;
        }
        String message = Optional.ofNullable(cause.getMessage()).orElse(cause.toString());
        hasBegun |= session.isPresent();
        boolean passes = cause instanceof ConnectorException connection && connection.isRecoverable();
        boolean isEither = passes || cause instanceof ConnectorException && hasBegun;
        if (isEither && isNewTrouble(passes, session, openedAt)) {
            retries = Retries.none(plan.settings().errorBehavior());
        }
        if (!passes) {
            fatalAt = session.flatMap(Session::given).or(() -> fatalAt);
        }
        if (!passes && (!isEither || retries.pauseAfterFatal().isEmpty())) {
            be(fatal(message, Optional.of(cause)));
            return;
        }
        boolean isOurs = RetriedCheckpoint.isWithoutRoom(cause);
        pause = isOurs ? Optional.of(JOURNAL_PAUSE) : retries.pause();
        if (pause.isEmpty()) {
            log.taskError("A connection broke, and the retries have run out: " + message, cause);
            reasons.add(Failure.ofTask("CONNECTION", FailurePolicy.Step.STOP_TASK.name(), message));
            be(new RunReport.Failed(StopReason.RECOVERABLE_ERROR, StopReason.RECOVERABLE_ERROR.failure(message)));
            return;
        }
        long seconds = pause.get().toSeconds();
        reasons.nextTry(pause.map(clock.instant()::plus));
        reasons.add(Failure.ofTask(passes ? "CONNECTION" : "FATAL", "RETRY", message));
        log.taskWarning((passes ? "A connection broke: " : "A fatal error: ") + Failure.sentence(message) + " Again in "
                + seconds + " s");
        be(new RunReport.Retrying(retries.failures() + 1, seconds, message));
        retries = isOurs ? retries : retries.next();
        task.tell(report());
    }

    /** The end for what is not tried again; said and remembered, and not decided yet. */
    RunReport fatal(String message, Optional<Throwable> cause) {
        String told = StopReason.FATAL_ERROR.failure(message);
        log.taskError("Task error notification: " + told, cause.orElseGet(() -> new RunFailure(message)));
        reasons.add(Failure.ofTask("FATAL", FailurePolicy.Step.STOP_TASK.name(), message));
        return new RunReport.Failed(StopReason.FATAL_ERROR, told);
    }

    private boolean isNewTrouble(boolean passes, Optional<Session> session, Instant openedAt) {
        boolean isLongLived = session.isPresent() && openedAt.plus(LONG_LIVED).isBefore(clock.instant());
        return passes
                ? isLongLived || session.map(Session::hasProgressed).orElse(false)
                : isLongLived && isPastTheFatalOne(session.get());
    }

    /**
     * A fatal error may come back at one place, with progress up to there each time, however long that takes; only what is committed behind it shows that it is over.
     * Of an error in a load no place says so.
     */
    private boolean isPastTheFatalOne(Session session) {
        return !session.isLoading()
                && session.reached()
                        .filter(reached -> fatalAt.isEmpty() || reached.compareTo(fatalAt.get()) > 0)
                        .isPresent();
    }
}
