package io.dmslocal.engine.settings;

/**
 * The section of that name of ReplicationTaskSettings. Source: "Error handling task settings", AWS DMS user guide.
 *
 * @param stopsOnEventError EventErrorPolicy is STOP_TASK
 */
public record ErrorBehavior(
        Action dataErrorPolicy,
        Action dataTruncationErrorPolicy,
        Action dataErrorEscalationPolicy,
        int dataErrorEscalationCount,
        Action dataMaskingErrorPolicy,
        boolean stopsOnEventError,
        Action tableErrorPolicy,
        Action tableErrorEscalationPolicy,
        int tableErrorEscalationCount,
        Action applyErrorDeletePolicy,
        Action applyErrorInsertPolicy,
        Action applyErrorUpdatePolicy,
        Action applyErrorEscalationPolicy,
        int applyErrorEscalationCount,
        boolean applyErrorFailOnTruncationDdl,
        boolean failOnNoTablesCaptured,
        boolean fullLoadIgnoreConflicts,
        int recoverableErrorCount,
        int recoverableErrorIntervalSeconds,
        boolean recoverableErrorThrottling,
        int recoverableErrorThrottlingMaxSeconds,
        boolean recoverableErrorStopRetryAfterThrottlingMax) {

    /** What a policy may ask for; which of them a policy takes is AWS's table. */
    public enum Action {
        IGNORE_RECORD,
        LOG_ERROR,
        SUSPEND_TABLE,
        STOP_TASK,
        INSERT_RECORD,
        UPDATE_RECORD
    }
}
