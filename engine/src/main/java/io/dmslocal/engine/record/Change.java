package io.dmslocal.engine.record;

import java.time.Instant;

/**
 * What a source's stream says, in commit order: a transaction's row changes one after the other, then its {@link Commit}.
 *
 * <p>A transaction may be longer than a batch, and longer than memory: nothing may wait for its commit before it moves on.
 */
public sealed interface Change {

    /**
     * The transaction that a row change belongs to. One object for all changes of a transaction.
     *
     * @param id the engine's number: PostgreSQL's xid; a number of the reader's own making for MySQL and MariaDB
     * @param commitTime on the source's clock, as exact as the source's log has it
     */
    record Transaction(long id, Instant commitTime) {}

    /** What happened to a row. */
    enum Operation {
        INSERT,
        UPDATE,
        DELETE
    }

    /**
     * One row changed.
     *
     * @param schema the table as it was when the row changed; the same object for all changes until its definition changes
     * @param operation what happened
     * @param before the row as it was, with {@link Row#ABSENT} for what the log does not have; {@link Row#NONE} for an insert, and for an
     *     update whose log holds no old values (then its key did not change)
     * @param after the row as it is; {@link Row#NONE} for a delete
     * @param transaction to which it belongs
     * @param ordinal the change's number in its transaction, from 1
     * @param position of this change
     */
    record RowChange(
            TableSchema schema,
            Operation operation,
            Row before,
            Row after,
            Transaction transaction,
            int ordinal,
            Position position)
            implements Change {

        public TableId table() {
            return schema.table();
        }
    }

    /**
     * A table was emptied.
     *
     * @param table on the source
     */
    record Truncate(TableId table, Transaction transaction, Position position) implements Change {}

    /**
     * A table's definition changed, or the table came or went. Seen with the first change that follows it where the source's log does not say it earlier.
     *
     * @param table on the source
     * @param ddl the source's statement, empty where its log does not have it
     */
    record Ddl(TableId table, String ddl, Transaction transaction, Position position) implements Change {}

    /**
     * A row changed in a way that cannot be read: a value that its DMS type cannot hold. Stands in the place of its {@link RowChange};
     * DataErrorPolicy decides.
     *
     * @param table on the source
     */
    record Unreadable(TableId table, Rejected rejected, Transaction transaction, Position position) implements Change {}

    /** The transaction ended: a run that has applied everything before may start again from {@code position}. */
    record Commit(Transaction transaction, Position position) implements Change {}

    /** Nothing that concerns this task happened up to {@code position}: idle sources move their checkpoint with it. */
    record Progress(Position position) implements Change {}

    Position position();
}
