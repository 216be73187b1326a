package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.ObjectMapping;
import io.dmslocal.engine.settings.TaskSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A database or stream as a target. One instance serves one run; writers may be opened from several threads and are used by one thread at a time.
 * Every method may throw {@link ConnectorException}.
 */
public interface Target extends AutoCloseable {

    /** Connects, logs in, and checks the database: what TestConnection does. */
    void check();

    /**
     * What of the task shapes the messages of a stream.
     *
     * @param taskName resource id of the task, upper case: control records carry it
     * @param changesByPrimaryKey whether changes are keyed by primary key instead of by table: ParallelApplyThreads above 0
     * @param beforeImage section of that name of the task's settings
     * @param load who sends a table's rows
     * @param apply who sends changes
     */
    record MessageSettings(
            String taskName,
            boolean changesByPrimaryKey,
            TaskSettings.BeforeImage beforeImage,
            Senders load,
            Senders apply) {

        /** Sent by the writer itself. */
        public MessageSettings(String taskName, boolean changesByPrimaryKey, TaskSettings.BeforeImage beforeImage) {
            this(taskName, changesByPrimaryKey, beforeImage, Senders.ITSELF, Senders.ITSELF);
        }
    }

    /**
     * Who sends the records of one writer.
     *
     * @param threads 0 or 1: the writer itself
     * @param bufferSize records that may wait in a queue
     * @param queuesPerThread from which a thread takes them
     */
    record Senders(int threads, int bufferSize, int queuesPerThread) {

        public static final Senders ITSELF = new Senders(0, 1, 1);

        public boolean areMany() {
            return threads > 1;
        }
    }

    /** Called once, before anything is prepared or written. Only streams listen. */
    default void begin(MessageSettings settings) {}

    /** Which rule shapes a table's messages: called, where there is a rule, before the table is prepared or written. Only streams listen. */
    default void shape(TableId target, ObjectMapping mapping) {}

    /** TargetTablePrepMode, and what reload does whatever the mode says. */
    enum Preparation {
        /** Create the table if it is missing; existing rows stay. */
        DO_NOTHING,
        DROP_AND_CREATE,
        /** Create the table if it is missing, else remove its rows. */
        TRUNCATE_BEFORE_LOAD
    }

    /**
     * How a table is made on the target.
     *
     * @param schema target names; {@link io.dmslocal.engine.record.Column#nativeType} and {@code isNative} tell a target of the source's family to
     *     keep the native type, else the type follows from the DMS type
     * @param preparation what to do with what is there
     * @param keyAfterLoad whether the primary key waits for {@link TableWriter#finish} (CreatePkAfterFullLoad)
     * @param announce whether a stream target sends its control records, a pair that the preparation names: DO_NOTHING create-table alone,
     *     DROP_AND_CREATE drop-table and create-table, TRUNCATE_BEFORE_LOAD truncate-table and create-table. For a stream, a load whose task did not
     *     name a TargetTablePrepMode is prepared with DROP_AND_CREATE; the start of a task without load with DO_NOTHING
     */
    record TablePlan(TableSchema schema, Preparation preparation, boolean keyAfterLoad, boolean announce) {}

    /** What {@link #prepare} does where the table is missing; empty for a target without tables. Asks nobody. */
    default Optional<TableDefinition> definition(TablePlan plan) {
        return Optional.empty();
    }

    /** Makes the table ready for rows: creates schema and table where missing. A table that exists keeps its definition unless dropped. */
    void prepare(TablePlan plan);

    /** Forms of {@link io.dmslocal.engine.record.RowBatch.Chunk} that {@link #load} takes for columns that are all native. */
    default Set<String> chunkFormats() {
        return Set.of();
    }

    /**
     * @param commitRate rows per commit
     */
    TableWriter load(TablePlan plan, int commitRate);

    /**
     * @param settings what of the task concerns the writer of changes
     */
    ChangeWriter changes(ChangeSettings settings);

    /** The rows of a table, to read back; needs {@link Capability#READ_BACK}. */
    default RowReader rows(TableSchema schema) {
        throw new UnsupportedOperationException("This target cannot be read back.");
    }

    /** A table's definition as the target has it, types translated to DMS types; empty when there is none. Needs {@link Capability#READ_BACK}. */
    default Optional<TableSchema> schema(TableId table) {
        throw ConnectorException.fatal("This target cannot be read back.");
    }

    /** Opens rows to be compared with a source's; needs {@link Capability#READ_BACK}. */
    default RowReader rows(ComparedRows request) {
        throw ConnectorException.fatal("Rows of this target cannot be compared with those of a source.");
    }

    /** Empties a table during ongoing replication. */
    void truncate(TableId table);

    /** Drops a table during ongoing replication. */
    default void drop(TableId table) {
        throw ConnectorException.fatal("This target cannot drop tables during replication: " + table + " stays.");
    }

    /** Follows a changed definition during ongoing replication: columns that came, went, or changed their type. */
    default void alter(TableSchema before, TableSchema after) {
        throw ConnectorException.fatal(
                "This target cannot alter tables during replication: " + before.table() + " stays as it is.");
    }

    /** The source's table has another name, under which its rows will come as another table's. A target with tables leaves them as they are. */
    default void renamed(TableSchema before, TableSchema after) {}

    /**
     * Where the task tells about itself; empty for targets without tables, which have the task's log alone.
     *
     * @param schema ControlSchema; empty for the target's default, {@link ControlTables#defaultSchema}
     */
    default Optional<ControlStore> controlTables(String schema) {
        return Optional.empty();
    }

    /**
     * What of the task concerns the writer of changes.
     *
     * @param taskName resource id of the task, upper case
     * @param controlSchema where control tables go; empty for the target's default
     * @param announceExceptionsTable whether this is the start of a task with changes: streams announce awsdms_apply_exceptions then, once
     * @param statementCache how many prepared statements a target that has such keeps on its server; 0 for none
     */
    record ChangeSettings(String taskName, String controlSchema, boolean announceExceptionsTable, int statementCache) {

        /** StatementCacheSize where nobody asks for another. */
        private static final int STATEMENTS = 50;

        public ChangeSettings(String taskName, String controlSchema, boolean announceExceptionsTable) {
            this(taskName, controlSchema, announceExceptionsTable, STATEMENTS);
        }
    }

    /**
     * Which statements of this target's sessions wait for a lock now. Answers within seconds. Costs the server a look at its sessions. A server that answers and cannot
     * or may not say has none: it is there, and may be at work.
     *
     * @throws ConnectorException when nobody answers
     */
    default List<LockWait> lockWaits() {
        return List.of();
    }

    /**
     * Breaks all calls that wait for this target, and its readers and writers; they fail as with a connection that broke, and so does every later call. Where the server can be
     * told, what it was asked to do is ended there. Called by any thread, more than once, and takes seconds at most. One whose calls have short limits of their own
     * does nothing.
     */
    default void cut() {}

    @Override
    void close();
}
