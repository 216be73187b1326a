package io.dmslocal.engine.connector.debezium;

import io.dmslocal.engine.record.TableSchema;

/** How the rows of one table are read, until its definition changes. */
public interface TableForm {

    /** The table as it was; a captured column that it does not have is left out. */
    TableSchema schema();

    /**
     * Makes a value.
     *
     * @param column its number in the schema
     * @param cell what {@link Dialect#cell} made of it; null for NULL
     * @throws Unreadable when it cannot be kept
     */
    Object value(int column, String cell) throws Unreadable;

    /** Whether old rows surely carry this column; of the others the log has nothing, though Debezium shows NULL. */
    boolean isInOldRows(int column);
}
