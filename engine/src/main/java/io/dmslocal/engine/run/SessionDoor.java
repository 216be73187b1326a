package io.dmslocal.engine.run;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.TaskRun.Surroundings;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lets a run's sessions in and out, one at a time, over one checkpoint. Blocking; used by one thread at a time. */
final class SessionDoor {

    private final RunPlan plan;
    private final Surroundings surroundings;
    private final RunView view;
    private Optional<Checkpoint> checkpoint = Optional.empty();

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
        try {
            return new SessionOpening(plan, opened, surroundings.clock(), view).open();
        } finally {
            opened.saveReasons();
        }
    }

    /** @param again tables that the next session is to load once more */
    static void close(Session ended, Set<TableId> again) {
        try {
            ended.checkpoint().save(ended.statistics());
            Reloads.mark(ended, again);
        } finally {
            ended.close();
        }
    }
}
