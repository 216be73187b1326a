package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Columns of which a user's publication tells no changes, because it lists others (PostgreSQL 15 and later). The log has nothing of them: an inserted row would
 * be without their values on the target, and an updated one with older ones. No task begins so; when it comes to it later, the table alone is left out, from the
 * first row on that the log tells without a column that is wanted.
 *
 * @param publication the user's
 */
record ColumnLists(Connection connection, String publication, CaptureRequest request) {

    private static final int FIRST_VERSION = 15;

    private static final String LEFT_OUT = """
            SELECT a.attname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_publication_tables p ON p.schemaname = n.nspname AND p.tablename = c.relname
            WHERE p.pubname = ? AND n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
              AND a.attgenerated = '' AND a.attname <> ALL (p.attnames)
              AND EXISTS (SELECT 1 FROM pg_catalog.pg_publication_rel r
                          JOIN pg_catalog.pg_publication q ON q.oid = r.prpubid
                          WHERE q.pubname = ? AND r.prattrs IS NOT NULL)
            ORDER BY a.attnum""";

    /** @throws ConnectorException when a column is wanted that the publication leaves out */
    void refuse() throws SQLException {
        for (TableId table : request.tables()) {
            Optional<String> hindrance = hindrance(table);
            if (hindrance.isPresent()) {
                throw ConnectorException.fatal(hindrance.get());
            }
        }
    }

    /** What keeps the table from being followed from now on, and what would help; empty when nothing does. */
    Optional<String> hindrance(TableId table) throws SQLException {
        return hindrance(table, leftOut(table));
    }

    /** @param unnamed columns of which the log has nothing; those that nobody wants hinder nobody */
    Optional<String> hindrance(TableId table, Collection<String> unnamed) {
        List<String> missed = unnamed.stream()
                .filter(column -> request.columns().test(table, column))
                .toList();
        if (missed.isEmpty()) {
            return Optional.empty();
        }
        String alter = "ALTER PUBLICATION " + Sql.name(publication);
        return Optional.of("Publication " + publication + " tells changes of " + table + " without its columns "
                + String.join(", ", missed) + ", which would be missed. Publish the table with all columns: BEGIN; "
                + alter + " DROP TABLE " + Sql.name(table) + "; " + alter + " ADD TABLE " + Sql.name(table)
                + "; COMMIT. Or leave the columns out of the task by remove-column rules.");
    }

    /** As the publication is now. */
    List<String> leftOut(TableId table) throws SQLException {
        if (!areKnown()) {
            return List.of();
        }
        try (PreparedStatement query = connection.prepareStatement(LEFT_OUT)) {
            query.setString(1, publication);
            query.setString(2, table.schema());
            query.setString(3, table.name());
            query.setString(4, publication); // asked first: the view is slow, and few have lists
            try (ResultSet found = query.executeQuery()) {
                List<String> columns = new ArrayList<>();
                while (found.next()) {
                    columns.add(found.getString(1));
                }
                return columns;
            }
        }
    }

    /** Whether the server has such lists. */
    boolean areKnown() throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion() >= FIRST_VERSION;
    }
}
