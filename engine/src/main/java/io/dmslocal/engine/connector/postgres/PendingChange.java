package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Row;

/**
 * What is to happen to one row, merged from one or more changes of its key that follow each other.
 *
 * @param operation what happens
 * @param key old values of the key's columns; of all columns for a table without key; empty for its inserts
 * @param values the new row, {@link Row#ABSENT} for columns to leave alone; empty for deletes
 * @param movesKey whether an update changes the key
 */
record PendingChange(Operation operation, Object[] key, Object[] values, boolean movesKey) {

    boolean isWhole() {
        for (Object value : values) {
            if (value == Row.ABSENT) {
                return false;
            }
        }
        return true;
    }

    /** This insert or update, with what a later update of the same key sets on top. */
    PendingChange then(PendingChange later) {
        Object[] merged = values.clone();
        for (int i = 0; i < merged.length; i++) {
            if (later.values[i] != Row.ABSENT) {
                merged[i] = later.values[i];
            }
        }
        return new PendingChange(operation, key, merged, false);
    }
}
