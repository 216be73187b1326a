package io.dmslocal.engine.connector.messages;

import io.dmslocal.engine.record.Change.RowChange;

/**
 * The change that was sent just before, of whatever table: {@code prev-transaction-id} names it.
 *
 * @param ordinal its number in its transaction; 0 when nothing was sent in this run
 */
public record PreviousChange(long transactionId, int ordinal) {

    public static final PreviousChange NONE = new PreviousChange(0, 0);

    public static PreviousChange of(RowChange change) {
        return new PreviousChange(change.transaction().id(), change.ordinal());
    }

    boolean isKnown() {
        return ordinal > 0;
    }
}
