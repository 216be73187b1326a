package io.dmslocal.engine.run;

import io.dmslocal.persistence.checkpoint.CheckpointStore;

/** What a task's last run left behind, read without taking it over. Blocking. */
public final class SavedRun {

    private SavedRun() {}

    public static RunStatistics statistics(CheckpointStore checkpoints, String taskArn) {
        return new RunCheckpoint(checkpoints.look(taskArn)).statistics();
    }

    /** Whether the source remembers changes for the task, whatever type the task is of by now. */
    public static boolean captures(CheckpointStore checkpoints, String taskArn) {
        return new RunCheckpoint(checkpoints.look(taskArn))
                .begun()
                .map(RunCheckpoint.Begun::captures)
                .orElse(false);
    }
}
