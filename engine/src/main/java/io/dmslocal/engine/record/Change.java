package io.dmslocal.engine.record;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

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
    record Transaction(long id, Instant commitTime) {

        /** Of what stands between transactions. */
        public static final Transaction NONE = new Transaction(Long.MIN_VALUE, Instant.EPOCH);
    }

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

        @Override
        public <X extends Exception> void accept(Visitor<X> visitor) throws X {
            visitor.row(this);
        }
    }

    /**
     * A table was emptied.
     *
     * @param table on the source
     */
    record Truncate(TableId table, Transaction transaction, Position position) implements Change {

        @Override
        public <X extends Exception> void accept(Visitor<X> visitor) throws X {
            visitor.truncate(this);
        }
    }

    /**
     * A table's definition changed, or the table came or went. Seen with the first change that follows it, or some time later, where the source's log
     * does not say it earlier.
     *
     * @param table on the source
     * @param event what happened to it
     * @param definition how the table is from here on, where the source's log says it at once
     * @param renamed the renamed columns, old names by new ones, none when no column was renamed; an empty text for a column that was made anew, where one of
     *     its name went; empty where the log does not say
     * @param ddl the source's statement, empty where its log does not have it
     */
    record Ddl(
            TableId table,
            TableEvent event,
            Optional<TableSchema> definition,
            Optional<Map<String, String>> renamed,
            String ddl,
            Transaction transaction,
            Position position)
            implements Change {

        @Override
        public <X extends Exception> void accept(Visitor<X> visitor) throws X {
            visitor.ddl(this);
        }
    }

    /** What can happen to a table as a whole. */
    sealed interface TableEvent {

        /** Columns or keys changed. */
        record Altered() implements TableEvent {}

        /** The table is new and empty here: all its rows come as changes. The definition is told. */
        record Created() implements TableEvent {}

        /** The table is there, and may have rows that do not come as changes: it must be loaded. */
        record Appeared() implements TableEvent {}

        record Dropped() implements TableEvent {}

        /** The table goes on under another name. What comes under that name is told for itself, when it is wanted. */
        record Renamed(TableId to) implements TableEvent {}

        /**
         * The log's rows of the table are not as the definition that is known says, and cannot be read from here on.
         *
         * @param reason what does not fit, and what would help
         */
        record Misfit(String reason) implements TableEvent {}

        /**
         * Rows came to the table or went, and no change tells it: the target differs from the source from here on.
         *
         * @param part the partition of the table whose rows they are
         * @param sentence what happened, and what would help
         */
        record Untold(TableId part, String sentence) implements TableEvent {}

        /**
         * The table came, and cannot be followed as it is; {@link Appeared} comes when it can.
         *
         * @param sentence what hinders, and what would help
         */
        record Hindered(String sentence) implements TableEvent {}
    }

    /**
     * A row changed in a way that cannot be read: a value that its DMS type cannot hold. Stands in the place of its {@link RowChange};
     * DataErrorPolicy decides.
     *
     * @param table on the source
     * @param operation what happened to the row
     */
    record Unreadable(TableId table, Operation operation, Rejected rejected, Transaction transaction, Position position)
            implements Change {

        @Override
        public <X extends Exception> void accept(Visitor<X> visitor) throws X {
            visitor.unreadable(this);
        }
    }

    /** The transaction ended: a run that has applied everything before may start again from {@code position}. */
    record Commit(Transaction transaction, Position position) implements Change {

        @Override
        public boolean endsTransaction() {
            return true;
        }

        @Override
        public <X extends Exception> void accept(Visitor<X> visitor) throws X {
            visitor.commit(this);
        }
    }

    /** Nothing that concerns this task happened up to {@code position}: idle sources move their checkpoint with it. */
    record Progress(Position position) implements Change {

        @Override
        public Transaction transaction() {
            return Transaction.NONE;
        }

        @Override
        public boolean endsTransaction() {
            return true;
        }

        @Override
        public <X extends Exception> void accept(Visitor<X> visitor) throws X {
            visitor.progress(this);
        }
    }

    /**
     * Who has to do with every kind of change: a new kind does not compile before each of them says what becomes of it.
     *
     * @param <X> what it may throw
     */
    interface Visitor<X extends Exception> {

        void row(RowChange change) throws X;

        void truncate(Truncate change) throws X;

        void ddl(Ddl change) throws X;

        void unreadable(Unreadable change) throws X;

        void commit(Commit change) throws X;

        void progress(Progress change) throws X;
    }

    <X extends Exception> void accept(Visitor<X> visitor) throws X;

    /** To which it belongs; {@link Transaction#NONE} between transactions. */
    Transaction transaction();

    /** Where it stands in the source's log. */
    Position position();

    /** Whether no transaction is open behind it: a run may start again from here. */
    default boolean endsTransaction() {
        return false;
    }
}
