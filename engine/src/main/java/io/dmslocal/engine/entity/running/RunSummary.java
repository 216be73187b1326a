package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.run.statistics.RunStatistics;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run had done at some moment: the counters of ReplicationTaskStats and ReplicationStats.
 *
 * @param recoveryCheckpoint as RecoveryCheckpoint shows it; empty for a task without changes
 */
public record RunSummary(
        int progressPercent,
        int loaded,
        int loading,
        int queued,
        int errored,
        Optional<Instant> loadStart,
        Optional<Instant> loadFinish,
        Optional<String> recoveryCheckpoint) {

    public static final RunSummary NONE =
            new RunSummary(0, 0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty());

    /** @param recoveryCheckpoint made of the statistics' position */
    static RunSummary of(RunStatistics statistics, Optional<String> recoveryCheckpoint) {
        return new RunSummary(
                statistics.progressPercent(),
                statistics.loaded(),
                statistics.loading(),
                statistics.queued(),
                statistics.errored(),
                statistics.loadStart(),
                statistics.loadFinish(),
                recoveryCheckpoint);
    }

    RunSummary loadFinished(Instant at) {
        return new RunSummary(
                progressPercent, loaded, loading, queued, errored, loadStart, Optional.of(at), recoveryCheckpoint);
    }
}
