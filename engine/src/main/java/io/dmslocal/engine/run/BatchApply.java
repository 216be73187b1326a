package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter.Refusals;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.Conflicts.OnDuplicateKey;
import io.dmslocal.engine.settings.ErrorBehavior;
import io.dmslocal.engine.settings.ErrorBehavior.Action;
import io.dmslocal.engine.settings.TaskSettings;

/**
 * BatchApplyEnabled: changes are gathered, only the net changes of a batch are written, see {@link NetChanges}, and its end is a commit. Pure.
 *
 * <p>When the target refuses something of a batch, all of it is taken back and its changes are applied one by one, in their order; the next batch is a batch
 * again. Where a policy is SUSPEND_TABLE, the batch stays one, and the table goes. On AWS the net changes travel in a table
 * awsdms_changes with a number; here they travel in statements for many rows, and there is no such table.
 *
 * <p>Source: "Target metadata task settings" and "Change processing tuning settings", AWS DMS user guide. On streams it means nothing, and is ignored.
 *
 * @param isOn whether changes are applied in batches
 * @param isKept whether a batch stays one when something of it is refused
 * @param mostChanges in one batch
 * @param mostBytes of changes that wait in memory
 */
record BatchApply(boolean isOn, boolean isKept, long mostChanges, long mostBytes) {

    /** Stops whatever is refused: the batch did not fit. */
    static final Refusals NOTHING_REFUSED = (change, rejected) -> Refusals.Verdict.STOP;

    static BatchApply of(RunPlan plan) {
        TaskSettings.ChangeProcessingTuning tuning = plan.settings().changeProcessingTuning();
        long limit = tuning.batchMemoryLimitMegabytes() * 1024L * 1024L;
        return new BatchApply(
                plan.settings().targetMetadata().batchApplyEnabled() && !plan.isToStream(),
                suspends(plan.settings().errorBehavior()),
                tuning.batchSplitSize() == 0 ? Long.MAX_VALUE : tuning.batchSplitSize(),
                Math.min(limit, Runtime.getRuntime().maxMemory() / 4));
    }

    private static boolean suspends(ErrorBehavior behavior) {
        return behavior.dataErrorPolicy() == Action.SUSPEND_TABLE
                || behavior.applyErrorInsertPolicy() == Action.SUSPEND_TABLE
                || behavior.applyErrorUpdatePolicy() == Action.SUSPEND_TABLE
                || behavior.applyErrorDeletePolicy() == Action.SUSPEND_TABLE;
    }

    boolean isFull(long changes, long bytes) {
        return changes >= mostChanges || bytes >= mostBytes;
    }

    /** Whether the changes may be on the target already. */
    boolean repeats(Conflicts conflicts) {
        return conflicts.onDuplicateKey() == OnDuplicateKey.UPDATE;
    }
}
