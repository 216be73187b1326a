package io.dmslocal.engine.run.failure;

import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.Conflicts.OnDuplicateKey;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingDelete;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingRow;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.settings.ErrorBehavior;
import io.dmslocal.engine.settings.ErrorBehavior.Action;

/**
 * What follows from a bad record or a bad table: ErrorBehavior in, a decision out. Pure.
 *
 * <p>Source: "Error handling task settings", AWS DMS user guide.
 */
public record FailurePolicy(ErrorBehavior behavior) {

    /** What the run does. */
    public enum Step {
        /** Leave the record out. */
        SKIP,
        /** Leave the table out from here on: "Table error". */
        SUSPEND_TABLE,
        /** End the run: FATAL_ERROR. */
        STOP_TASK
    }

    /** @param logged whether the record is logged and written to awsdms_apply_exceptions */
    public record Decision(Step step, boolean logged) {}

    /**
     * @param ofThisKind how many records of the table failed so far, this one included: data errors (DATA, TRUNCATION, MASKING) or apply errors (the others)
     */
    public Decision onRejected(Cause cause, long ofThisKind) {
        boolean isData = isData(cause);
        int limit = isData ? behavior.dataErrorEscalationCount() : behavior.applyErrorEscalationCount();
        Action first = policy(cause);
        Action action = limit > 0 && ofThisKind >= limit ? graver(first, escalation(isData)) : first;
        return switch (action) {
            case IGNORE_RECORD -> new Decision(Step.SKIP, false);
            case SUSPEND_TABLE -> new Decision(Step.SUSPEND_TABLE, true);
            case STOP_TASK -> new Decision(Step.STOP_TASK, true);
            case LOG_ERROR, INSERT_RECORD, UPDATE_RECORD -> new Decision(Step.SKIP, true);
        };
    }

    /** What befell the last record, and that it is so many that are too many, where that decides; the count as above. */
    public String escalated(Cause cause, long ofThisKind, String message) {
        boolean isData = isData(cause);
        int limit = isData ? behavior.dataErrorEscalationCount() : behavior.applyErrorEscalationCount();
        boolean decides =
                limit > 0 && ofThisKind >= limit && graver(policy(cause), escalation(isData)) != policy(cause);
        String setting = isData ? "DataErrorEscalationCount " : "ApplyErrorEscalationCount ";
        return decides ? with(message, setting + limit + " is reached") : message;
    }

    /** A sentence that may have its full stop, and what is added in brackets. */
    static String with(String message, String more) {
        return message.replaceFirst("\\.$", "") + " (" + more + ").";
    }

    /** Whether a failure counts as a data error, or else as one of applying. */
    public static boolean isData(Cause cause) {
        return cause == Cause.DATA || cause == Cause.TRUNCATION || cause == Cause.MASKING;
    }

    /** Whether the record goes on all the same: what cannot be masked goes unmasked where that is only to be logged. */
    public boolean letsPass(Cause cause) {
        return cause == Cause.MASKING && behavior.dataMaskingErrorPolicy() == Action.LOG_ERROR;
    }

    /**
     * Whether a LOB that is longer than limited LOB mode takes is an error. By default it is cut, which whoever chose that mode asked for; only a policy that
     * was given on purpose says otherwise (assumed).
     */
    public boolean refusesTruncation() {
        Action action = behavior.dataTruncationErrorPolicy();
        return action == Action.SUSPEND_TABLE || action == Action.STOP_TASK;
    }

    /** @param tables how many tables of the task are left out, this one included, also since before an interruption or a resume */
    public Decision onTableFailed(int tables) {
        boolean stops = behavior.tableErrorPolicy() == Action.STOP_TASK || stopsFor(tables);
        return new Decision(stops ? Step.STOP_TASK : Step.SUSPEND_TABLE, true);
    }

    /**
     * The policy of its records leaves a table out: it is one more that failed (assumed), though TableErrorPolicy has no say.
     *
     * @param tables as above
     */
    public Decision onTableSuspended(int tables) {
        return new Decision(stopsFor(tables) ? Step.STOP_TASK : Step.SUSPEND_TABLE, true);
    }

    /** Whether so many end the task, whatever befell each. */
    boolean stopsFor(int tables) {
        return behavior.tableErrorEscalationCount() > 0
                && tables >= behavior.tableErrorEscalationCount()
                && behavior.tableErrorEscalationPolicy() == Action.STOP_TASK;
    }

    /** What the writer of ongoing changes settles by itself. */
    public Conflicts conflicts() {
        boolean deletesCount = behavior.applyErrorEscalationCount() > 0;
        return new Conflicts(
                behavior.applyErrorInsertPolicy() == Action.INSERT_RECORD
                        ? OnDuplicateKey.UPDATE
                        : OnDuplicateKey.REJECT,
                behavior.applyErrorUpdatePolicy() == Action.UPDATE_RECORD ? OnMissingRow.INSERT : OnMissingRow.REJECT,
                behavior.applyErrorDeletePolicy() == Action.IGNORE_RECORD && !deletesCount
                        ? OnMissingDelete.IGNORE
                        : OnMissingDelete.REJECT);
    }

    private Action policy(Cause cause) {
        return switch (cause) {
            case DUPLICATE_KEY -> behavior.applyErrorInsertPolicy();
            case NO_ROW_TO_UPDATE -> behavior.applyErrorUpdatePolicy();
            case NO_ROW_TO_DELETE -> behavior.applyErrorDeletePolicy();
            case DATA -> behavior.dataErrorPolicy();
            case TRUNCATION -> behavior.dataTruncationErrorPolicy();
            case MASKING -> behavior.dataMaskingErrorPolicy();
            case TABLE -> behavior.tableErrorPolicy();
        };
    }

    private Action escalation(boolean isData) {
        return isData ? behavior.dataErrorEscalationPolicy() : behavior.applyErrorEscalationPolicy();
    }

    /** An escalation never makes an error milder. */
    private static Action graver(Action policy, Action escalation) {
        return gravity(escalation) > gravity(policy) ? escalation : policy;
    }

    private static int gravity(Action action) {
        return switch (action) {
            case IGNORE_RECORD, INSERT_RECORD, UPDATE_RECORD -> 0;
            case LOG_ERROR -> 1;
            case SUSPEND_TABLE -> 2;
            case STOP_TASK -> 3;
        };
    }
}
