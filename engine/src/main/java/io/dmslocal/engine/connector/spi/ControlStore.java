package io.dmslocal.engine.connector.spi;

import java.util.List;
import java.util.Map;

/**
 * A relational target's control tables. Each call is durable on return, on a connection of its own, whatever becomes of open transactions of changes;
 * what belongs into such a transaction goes through {@link ChangeWriter#put}. Any thread. Rows are values by column name: String, Long,
 * {@link java.time.LocalDateTime} in UTC, or null; columns that are not named are left to the database.
 */
public interface ControlStore {

    /** Makes schema, table and index where they are missing. */
    void create(ControlTable table);

    /** Writes rows; of a table with a unique index, those that are there are updated. Makes the table where it is missing. */
    void put(ControlTable table, List<Map<String, Object>> rows);

    /** Sets values in the rows that have those of {@code where}; a table that is missing has none. */
    void update(ControlTable table, Map<String, Object> set, Map<String, Object> where);

    /** Removes the rows that have these values; a table that is missing has none. */
    void remove(ControlTable table, Map<String, Object> where);

    /**
     * The rows that have these values, as text by column name, NULL as null; a table that is missing has none. Waits for transactions that have written them and
     * are not over: what they say is known then.
     */
    List<Map<String, String>> rows(ControlTable table, Map<String, Object> where);
}
