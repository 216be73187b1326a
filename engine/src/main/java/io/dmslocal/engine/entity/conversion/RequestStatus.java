package io.dmslocal.engine.entity.conversion;

/** AWS's words for what becomes of a request. */
public enum RequestStatus {
    RECEIVED,
    IN_PROGRESS,
    SUCCESS,
    FAILED,
    CANCELING,
    CANCELED;

    boolean isOver() {
        return this == SUCCESS || this == FAILED || this == CANCELED;
    }
}
