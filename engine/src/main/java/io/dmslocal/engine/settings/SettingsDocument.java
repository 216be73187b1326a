package io.dmslocal.engine.settings;

/**
 * ReplicationTaskSettings as a task keeps them.
 *
 * @param json completed with all defaults, one line
 * @param prepModeGiven whether a caller has ever named TargetTablePrepMode: the completed text cannot tell, but stream targets announce their tables
 *     otherwise without it
 */
public record SettingsDocument(String json, boolean prepModeGiven) {

    /** Whether both say the same but for how much is logged. */
    public boolean isLike(SettingsDocument other) {
        return TaskSettingsCompletion.withoutSeverities(json)
                .equals(TaskSettingsCompletion.withoutSeverities(other.json));
    }

    /** Whether messages go to a log group, by Logging.EnableLogging. */
    public boolean isLogging() {
        return TaskSettingsCompletion.isLogging(json);
    }

    /**
     * As described: while logging is on, the log group and stream are named. Source: observed on the real service.
     *
     * @param instanceIdentifier of the task's replication instance
     * @param taskResourceId the last part of the task's ARN
     */
    public String described(String instanceIdentifier, String taskResourceId) {
        return TaskSettingsCompletion.withLogs(json, "dms-tasks-" + instanceIdentifier, "dms-task-" + taskResourceId);
    }
}
