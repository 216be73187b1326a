package io.dmslocal.engine.connector.spi;

/**
 * What an applier does with changes that do not fit the target's rows.
 *
 * @param onDuplicateKey an insert whose key exists
 * @param onMissingRow an update whose row is missing
 * @param onMissingDelete a delete whose row is missing
 */
public record Conflicts(OnDuplicateKey onDuplicateKey, OnMissingRow onMissingRow, OnMissingDelete onMissingDelete) {

    /** ErrorBehavior's ApplyErrorInsertPolicy: INSERT_RECORD is UPDATE here. */
    public enum OnDuplicateKey {
        REJECT,
        UPDATE
    }

    /** ErrorBehavior's ApplyErrorUpdatePolicy: UPDATE_RECORD is INSERT here. */
    public enum OnMissingRow {
        REJECT,
        INSERT
    }

    /** ErrorBehavior's ApplyErrorDeletePolicy. */
    public enum OnMissingDelete {
        REJECT,
        IGNORE
    }

    /**
     * Cached changes and changes that come once more after a restart: the last image wins, a second application changes nothing. An update with {@link
     * io.dmslocal.engine.record.Row#ABSENT} columns whose row is missing is left out: the row was deleted or moved by a change that comes later, and
     * half a row must not be made.
     */
    public static final Conflicts IDEMPOTENT =
            new Conflicts(OnDuplicateKey.UPDATE, OnMissingRow.INSERT, OnMissingDelete.IGNORE);
}
