package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Partitions of a table that is partitioned by declaration. A partition is a table; it is called by its name when it is in its parent's schema, else by {@code
 * schema.name}.
 */
final class Partitions {

    private Partitions() {}

    /** Those that hold rows, at any depth, in the order of their names. */
    static List<String> of(Connection connection, TableId table) throws SQLException {
        String sql = """
                WITH RECURSIVE part(oid) AS (
                  SELECT i.inhrelid FROM pg_catalog.pg_inherits i
                  JOIN pg_catalog.pg_class c ON c.oid = i.inhparent AND c.relkind = 'p'
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = ? AND c.relname = ?
                  UNION ALL
                  SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN part ON i.inhparent = part.oid)
                SELECT n.nspname, c.relname FROM part
                JOIN pg_catalog.pg_class c ON c.oid = part.oid AND c.relkind <> 'p'
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2""";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, table.schema());
            query.setString(2, table.name());
            try (ResultSet found = query.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (found.next()) {
                    String schema = found.getString(1);
                    names.add((schema.equals(table.schema()) ? "" : schema + ".") + found.getString(2));
                }
                return names;
            }
        }
    }

    /** The table that a partition is. */
    static TableId table(TableId whole, String partition) {
        if (partition.isEmpty()) {
            throw ConnectorException.fatal("A partition of table " + whole + " has no name.");
        }
        int dot = partition.indexOf('.');
        return dot < 0
                ? new TableId(whole.schema(), partition)
                : new TableId(partition.substring(0, dot), partition.substring(dot + 1));
    }
}
