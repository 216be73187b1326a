package io.dmslocal.engine.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * Settings that are accepted, as AWS accepts them, and have no effect, or another one than their name says, between the endpoints and with the migration type
 * of their task. What has none anywhere is among {@link TaskSettings#ignored}. Source: the settings' pages of the AWS DMS user guide, which name the
 * endpoints of each.
 */
public final class SettingMisfits {

    private final TaskSettings settings;
    private final List<String> sentences = new ArrayList<>();

    private SettingMisfits(TaskSettings settings) {
        this.settings = settings;
    }

    /** @return a sentence for each */
    public static List<String> of(TaskSettings settings, String migrationType, boolean isToStream) {
        SettingMisfits misfits = new SettingMisfits(settings);
        if (isToStream) {
            misfits.ofStreams();
        } else {
            misfits.ofTables();
        }
        if (migrationType.equals("full-load")) {
            misfits.ofLoads();
        }
        return List.copyOf(misfits.sentences);
    }

    private void ofStreams() {
        TaskSettings.TargetMetadata target = settings.targetMetadata();
        tell(
                target.supportLobs() && !target.limitedSizeLobMode(),
                "TargetMetadata.FullLobMode is true, but streams have limited LOB mode only: a LOB travels whole in its row's"
                        + " message, and a message that is too large is refused");
        tell(
                target.batchApplyEnabled(),
                "TargetMetadata.BatchApplyEnabled is true, but a stream gets every change: it has no effect");
        tell(
                target.taskRecoveryTable(),
                "TargetMetadata.TaskRecoveryTableEnabled is true, but a stream has no tables: it has no effect");
        TaskSettings.ControlTables tables = settings.controlTables();
        tell(
                tables.status() || tables.suspendedTables() || tables.history() || tables.fullLoadExceptions(),
                "ControlTablesSettings asks for control tables, but a stream has no tables: there are none");
        tell(
                settings.loopback().enabled(),
                "LoopbackPreventionSettings.EnableLoopbackPrevention is true, but a stream is no source: it has no effect");
        tell(
                settings.fullLoad().createPkAfterFullLoad(),
                "FullLoadSettings.CreatePkAfterFullLoad is true, but a stream has no keys: it has no effect");
    }

    private void ofTables() {
        tell(
                settings.beforeImage().enabled(),
                "BeforeImageSettings.EnableBeforeImage is true, but it is for streams: it has no effect. A rule with"
                        + " rule-action add-before-image-columns adds old values to tables");
        tell(
                settings.targetMetadata().parallelLoad().threads() > 0,
                "TargetMetadata.ParallelLoadThreads is "
                        + settings.targetMetadata().parallelLoad().threads()
                        + ", but it is for streams: it has no effect. A table-settings rule with parallel-load loads a table in"
                        + " segments");
        tell(
                settings.targetMetadata().parallelApply().threads() > 0,
                "TargetMetadata.ParallelApplyThreads is "
                        + settings.targetMetadata().parallelApply().threads()
                        + ", but it is for streams: it has no effect. TargetMetadata.BatchApplyEnabled applies changes of"
                        + " tables faster");
    }

    private void ofLoads() {
        tell(
                settings.targetMetadata().batchApplyEnabled(),
                "TargetMetadata.BatchApplyEnabled is true, but the task only loads: it has no effect");
        tell(
                settings.beforeImage().enabled(),
                "BeforeImageSettings.EnableBeforeImage is true, but the task only loads: it has no effect");
    }

    private void tell(boolean isSo, String sentence) {
        if (isSo && !sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }
}
