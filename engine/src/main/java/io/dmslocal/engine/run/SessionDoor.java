package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.TaskRun.Surroundings;
import io.dmslocal.engine.run.checkpoint.RetriedCheckpoint;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.reason.Wait;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Lets a run's sessions in and out, one at a time, over one checkpoint. Blocking; used by one thread at a time, but for {@link #cut}. */
final class SessionDoor {

    private final RunPlan plan;
    private final Surroundings surroundings;
    private final RunView view;
    private Optional<Checkpoint> checkpoint = Optional.empty();
    /** Where reasons are kept. */
    private volatile Optional<RunCheckpoint> reasons = Optional.empty();
    /** Of the session that was opened last. */
    private volatile Optional<Sides> sides = Optional.empty();

    private volatile boolean isCut;

    SessionDoor(RunPlan plan, Surroundings surroundings, RunView view) {
        this.view = view;
        this.plan = plan;
        this.surroundings = surroundings;
    }

    Session open() {
        if (checkpoint.isEmpty()) {
            checkpoint = Optional.of(new RetriedCheckpoint(
                    RetriedCheckpoint.read(() -> surroundings.checkpoints().open(plan.taskArn()))));
        } else {
            // Nothing moves before it is sure that it can be said how far: what is applied and not saved is applied
            // again.
            checkpoint.get().save(Map.of());
        }
        RunCheckpoint opened = new RunCheckpoint(checkpoint.get(), view.reasons());
        reasons = Optional.of(opened);
        view.reasons().forgetPresent();
        try {
            new NeededCapabilities(plan).check();
            SessionOpening opening = new SessionOpening(plan, opened, surroundings.clock(), view);
            return open(opening, Sides.of(plan));
        } finally {
            opened.saveReasons();
        }
    }

    private Session open(SessionOpening opening, Sides now) {
        sides = Optional.of(now);
        try {
            if (isCut) {
                throw ConnectorException.recoverable("The run is to end: nothing is opened any more", null);
            }
            return view.calls().during(() -> opening.open(now.source(), now.target()));
        } catch (RuntimeException | Error failed) {
            now.close();
            throw failed;
        }
    }

    /** What the session waits for, see {@link Sides#waits}. Called by any thread. */
    List<Wait> waits(Instant now, Instant since) {
        return isCut ? List.of() : sides.map(both -> both.waits(now, since)).orElse(List.of());
    }

    /** The session that opens, is open, or closes waits for nobody any more, and no other is opened. Called by any thread. */
    CompletableFuture<Void> cut(Executor blocking) {
        isCut = true;
        return sides.map(both -> both.cut(blocking)).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /**
     * @param ended empty when none could be opened: then why that is stays to be asked for
     * @param again tables that the next session is to load once more
     */
    void close(Optional<Session> ended, Set<TableId> again) {
        ended.ifPresentOrElse(session -> close(session, again), this::saveReasons);
    }

    /** For whoever asks why before anything else is saved. Called by any thread. */
    void saveReasons() {
        reasons.ifPresent(RunCheckpoint::saveReasons);
    }

    private static void close(Session ended, Set<TableId> again) {
        try {
            ended.checkpoint().save(ended.statistics());
            Reloads.mark(ended, again);
        } finally {
            ended.close();
        }
    }
}
