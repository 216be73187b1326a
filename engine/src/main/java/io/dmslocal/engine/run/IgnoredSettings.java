package io.dmslocal.engine.run;

import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.settings.TaskSettings.ChangeProcessingTuning;
import io.dmslocal.engine.settings.TaskSettings.TargetMetadata;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings that decide about data or its timing on AWS and have no effect here yet: a sentence for each that is not at its default. Pure.
 *
 * <p>Defaults: "Task settings example", AWS DMS user guide. HandleSourceTableDropped is not among them: a table that is dropped on the source stays
 * on the target, which is what false asks for, and true is the default.
 */
final class IgnoredSettings {

    private static final int LOB_MAX_SIZE_KILOBYTES = 32;
    private static final int COMMIT_TIMEOUT_SECONDS = 1;
    private static final int MEMORY_KEEP_TIME_SECONDS = 60;

    private IgnoredSettings() {}

    static List<String> of(TaskSettings settings) {
        List<String> sentences = new ArrayList<>();
        TargetMetadata target = settings.targetMetadata();
        if (!target.supportLobs()) {
            sentences.add("TargetMetadata.SupportLobs is false, but LOB columns are replicated, whole");
        } else if (target.limitedSizeLobMode() && target.lobMaxSizeKilobytes() != LOB_MAX_SIZE_KILOBYTES) {
            sentences.add("TargetMetadata.LobMaxSize is " + target.lobMaxSizeKilobytes()
                    + " KB, but LOBs are not truncated: they are replicated whole");
        }
        if (target.batchApplyEnabled()) {
            sentences.add(
                    "TargetMetadata.BatchApplyEnabled is true, but changes are applied in the order of the source's"
                            + " transactions, many transactions in one commit");
        }
        ChangeProcessingTuning tuning = settings.changeProcessingTuning();
        if (tuning.commitTimeoutSeconds() != COMMIT_TIMEOUT_SECONDS) {
            sentences.add("ChangeProcessingTuning.CommitTimeout is " + tuning.commitTimeoutSeconds()
                    + " s, but the target commits as soon as whatever has arrived is written");
        }
        if (tuning.memoryKeepTimeSeconds() != MEMORY_KEEP_TIME_SECONDS) {
            sentences.add("ChangeProcessingTuning.MemoryKeepTime is " + tuning.memoryKeepTimeSeconds()
                    + " s, but changes go to disk only when MemoryLimitTotal is used up");
        }
        return sentences;
    }
}
