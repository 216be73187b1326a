package io.dmslocal.engine.run.checkpoint;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.persistence.checkpoint.CheckpointStore;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a task's last run left behind, read without taking it over. Blocking. */
public final class SavedRun {

    private SavedRun() {}

    public static RunStatistics statistics(CheckpointStore checkpoints, String taskArn) {
        return new RunCheckpoint(checkpoints.look(taskArn)).statistics();
    }

    /** Of this run and no other; empty when it did not get so far as to say anything. */
    public static Optional<RunStatistics> statistics(CheckpointStore checkpoints, String taskArn, long run) {
        RunCheckpoint checkpoint = new RunCheckpoint(checkpoints.look(taskArn));
        return checkpoint.begun().filter(begun -> begun.run() == run).map(begun -> checkpoint.statistics());
    }

    /** Why the last run is, or was, as it is. */
    public static Reasons reasons(CheckpointStore checkpoints, String taskArn) {
        return new RunCheckpoint(checkpoints.look(taskArn)).reasons();
    }

    /** Tables that are followed though they have no key. */
    public static Set<String> unkeyed(CheckpointStore checkpoints, String taskArn) {
        RunCheckpoint checkpoint = new RunCheckpoint(checkpoints.look(taskArn));
        return checkpoint.statistics().tables().stream()
                .map(table -> new TableId(table.schema(), table.table()))
                .filter(table -> checkpoint
                        .table(table)
                        .definition()
                        .filter(followed -> !followed.source().isKeyed())
                        .isPresent())
                .map(TableId::toString)
                .collect(Collectors.toSet());
    }

    /** Whether the source remembers changes for the task, whatever type the task is of by now. */
    public static boolean captures(CheckpointStore checkpoints, String taskArn) {
        return new RunCheckpoint(checkpoints.look(taskArn)).captures();
    }
}
