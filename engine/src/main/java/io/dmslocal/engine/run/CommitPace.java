package io.dmslocal.engine.run;

import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.settings.TaskSettings.ChangeProcessingTuning;
import java.time.Duration;

/**
 * When what has been gathered is committed on the target. The applier's thread.
 *
 * <p>Source: "Change processing tuning settings", AWS DMS user guide. Transactional apply: CommitTimeout is how long small transactions may be gathered
 * at most. Up to its default of a second nothing is: whatever has arrived is committed at once, which is within the bound; a longer one asks for
 * gathering, until MinTransactionSize changes are there or the time is over. Batch apply: a batch is at least BatchApplyTimeoutMin after the one before; a
 * source transaction that is not over after BatchApplyTimeoutMax does not hold it up any longer.
 */
final class CommitPace {

    private static final int DEFAULT_COMMIT_TIMEOUT_SECONDS = 1;

    private final boolean batch;
    private final long minNanos;
    private final long maxNanos;
    private final long enoughChanges;
    private long committedAt;
    private long firstAt;
    private long changes;

    /** @param batch whether changes are applied in batches */
    CommitPace(TaskSettings settings, boolean batch) {
        ChangeProcessingTuning tuning = settings.changeProcessingTuning();
        boolean gathers = tuning.commitTimeoutSeconds() > DEFAULT_COMMIT_TIMEOUT_SECONDS;
        this.batch = batch;
        this.minNanos = batch
                ? Duration.ofSeconds(tuning.batchTimeoutMinSeconds()).toNanos()
                : gathers ? Duration.ofSeconds(tuning.commitTimeoutSeconds()).toNanos() : 0;
        this.maxNanos = Duration.ofSeconds(tuning.batchTimeoutMaxSeconds()).toNanos();
        this.enoughChanges = batch ? Long.MAX_VALUE : tuning.minTransactionSize();
        this.committedAt = System.nanoTime() - minNanos;
    }

    /** Whether commits wait at all. */
    boolean gathers() {
        return minNanos > 0;
    }

    /** Whether changes wait for the time of their commit. */
    boolean isWaiting() {
        return gathers() && changes > 0;
    }

    /** A change that the next commit will hold. */
    void changed() {
        if (changes++ == 0 && gathers()) {
            firstAt = System.nanoTime();
        }
    }

    void committed() {
        changes = 0;
        if (gathers()) {
            committedAt = System.nanoTime();
        }
    }

    /** Whether to commit now, at the end of a source transaction. */
    boolean isDue() {
        if (!gathers() || changes == 0 || changes >= enoughChanges) {
            return true;
        }
        return System.nanoTime() - (batch ? committedAt : firstAt) >= minNanos;
    }

    /** Whether to apply now, although a source transaction is not over. */
    boolean isOverdue() {
        return batch && changes > 0 && System.nanoTime() - firstAt >= maxNanos;
    }
}
