package io.dmslocal.engine.run;

/** Why a run ended, in AWS's words. Source: StopReason of ReplicationTask, AWS DMS API reference. */
public enum StopReason {
    NORMAL,
    RECOVERABLE_ERROR,
    FATAL_ERROR,
    FULL_LOAD_ONLY_FINISHED,
    STOPPED_AFTER_FULL_LOAD,
    STOPPED_AFTER_CACHED_EVENTS,
    STOPPED_AT_SERVER_TIME,
    STOPPED_AT_COMMIT_TIME,
    RECONFIGURATION_RESTART,
    RECYCLE_TASK;

    /** {@code Stop Reason NORMAL} */
    public String text() {
        return "Stop Reason " + name();
    }

    /** LastFailureMessage of a run that ended for this reason. */
    public String failure(String error) {
        return "Last Error " + error + " " + text() + " Error Level " + (this == FATAL_ERROR ? "FATAL" : "RECOVERABLE");
    }
}
