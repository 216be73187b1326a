package io.dmslocal.engine;

import io.dmslocal.engine.run.log.TaskLogs;
import io.dmslocal.persistence.checkpoint.CheckpointStore;
import io.dmslocal.persistence.journal.Journals;
import java.nio.file.Path;

/**
 * Where runs of tasks and assessments keep what is not in the journal.
 *
 * @param checkpoints how far they have got
 * @param journals of all entities
 * @param spill a directory of this node for changes that wait on disk
 * @param reports a directory of this node for reports of assessments, where there is no S3
 * @param logs what tasks on this node say of themselves
 */
public record Storage(CheckpointStore checkpoints, Path spill, Path reports, Journals journals, TaskLogs logs) {

    /** With logs beside what is spilt. */
    public Storage(CheckpointStore checkpoints, Path spill, Path reports, Journals journals) {
        this(checkpoints, spill, reports, journals, new TaskLogs(spill.resolve("logs")));
    }
}
