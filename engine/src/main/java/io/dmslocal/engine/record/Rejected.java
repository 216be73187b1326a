package io.dmslocal.engine.record;

/**
 * A record that a reader could not read or a writer could not write, as a value: {@code FailurePolicy} decides what follows.
 *
 * @param table on the target
 * @param cause which kind of failure
 * @param message the database's own words
 * @param statement what was tried, with values, as awsdms_apply_exceptions shows it; empty when there was none
 * @param key which row, as {@link RowKey} says it; empty when that is not known
 */
public record Rejected(TableId table, Cause cause, String message, String statement, String key) {

    public Rejected(TableId table, Cause cause, String message, String statement) {
        this(table, cause, message, statement, "");
    }

    /** Which settings of ErrorBehavior apply. */
    public enum Cause {
        /** An insert met an existing key: ApplyErrorInsertPolicy. */
        DUPLICATE_KEY,
        /** An update met no row: ApplyErrorUpdatePolicy. */
        NO_ROW_TO_UPDATE,
        /** A delete met no row: ApplyErrorDeletePolicy. */
        NO_ROW_TO_DELETE,
        /** A value cannot be kept by the target or read from the source: DataErrorPolicy. */
        DATA,
        /** A value would be cut: DataTruncationErrorPolicy. */
        TRUNCATION,
        /** A value cannot be masked: DataMaskingErrorPolicy. */
        MASKING,
        /** The target's table is missing, lacks a column, or refuses us: no record of it can be written. TableErrorPolicy. */
        TABLE
    }
}
