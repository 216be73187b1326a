package io.dmslocal.engine.record;

import java.util.Optional;

/**
 * A record that a reader could not read or a writer could not write, as a value: {@code FailurePolicy} decides what follows.
 *
 * @param table on the target
 * @param cause which kind of failure
 * @param message the database's own words
 * @param statement what was tried, with values, as awsdms_apply_exceptions shows it; empty when there was none
 * @param key which row, as {@link RowKey} says it; empty when that is not known
 * @param answer the target's, when it was the target that refused the record
 */
public record Rejected(
        TableId table, Cause cause, String message, String statement, String key, Optional<Answer> answer) {

    /**
     * A database's error beside its words.
     *
     * @param sqlState five characters: {@code 22P02}
     * @param nativeError the database's own number; 1 where it has none but the SQLSTATE
     */
    public record Answer(String sqlState, int nativeError) {}

    public Rejected(TableId table, Cause cause, String message, String statement, String key) {
        this(table, cause, message, statement, key, Optional.empty());
    }

    public Rejected(TableId table, Cause cause, String message, String statement) {
        this(table, cause, message, statement, "");
    }

    public Rejected answered(Answer given) {
        return new Rejected(table, cause, message, statement, key, Optional.of(given));
    }

    /** The same of a row whose key is known by now. */
    public Rejected withKey(String known) {
        return new Rejected(table, cause, message, statement, known, answer);
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
