package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.Set;

/**
 * A database or stream as a target. One instance serves one run; writers may be opened from several threads and are used by one thread at a time.
 * Every method may throw {@link ConnectorException}.
 */
public interface Target extends AutoCloseable {

    /** Connects, logs in, and checks the database: what TestConnection does. */
    void check();

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
     * @param announce whether a stream target sends its control records: some preparations were not asked for, see spec "control records"
     */
    record TablePlan(TableSchema schema, Preparation preparation, boolean keyAfterLoad, boolean announce) {}

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

    /** Empties a table during ongoing replication. */
    void truncate(TableId table);

    /**
     * What of the task concerns the writer of changes.
     *
     * @param taskName resource id of the task, upper case
     * @param controlSchema where control tables go; empty for the target's default
     * @param announceExceptionsTable whether this is the start of a task with changes: makes awsdms_apply_exceptions, once
     */
    record ChangeSettings(String taskName, String controlSchema, boolean announceExceptionsTable) {}

    @Override
    void close();
}
