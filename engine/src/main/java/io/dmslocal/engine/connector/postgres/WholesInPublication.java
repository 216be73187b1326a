package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Partitioned tables that a task took as one, and whose partitions it takes now because its rules are others: while the whole is published, changes of
 * partitions come under its name, which nobody waits for.
 */
final class WholesInPublication {

    /** A member of a publication that is partitioned, and the members and other tables below it. */
    private static final String BELOW = """
            WITH RECURSIVE member AS (
              SELECT r.prrelid AS id FROM pg_catalog.pg_publication_rel r
              JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid WHERE p.pubname = ?),
            part(whole, id) AS (
              SELECT m.id, i.inhrelid FROM member m JOIN pg_catalog.pg_class c ON c.oid = m.id AND c.relkind = 'p'
              JOIN pg_catalog.pg_inherits i ON i.inhparent = m.id
              UNION ALL SELECT p.whole, i.inhrelid FROM part p JOIN pg_catalog.pg_inherits i ON i.inhparent = p.id)
            SELECT wn.nspname, w.relname, n.nspname, c.relname, part.id IN (SELECT id FROM member) FROM part
            JOIN pg_catalog.pg_class w ON w.oid = part.whole JOIN pg_catalog.pg_namespace wn ON wn.oid = w.relnamespace
            JOIN pg_catalog.pg_class c ON c.oid = part.id JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace""";

    private WholesInPublication() {}

    /** Takes them out, and their partitions with them: these are added anew, each when nobody writes to it. */
    static void leave(Connection connection, List<String> publications, Collection<TableId> wanted)
            throws SQLException {
        for (String publication : publications) {
            Set<String> leaving = leaving(connection, publication, wanted);
            if (!leaving.isEmpty()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(
                            "ALTER PUBLICATION " + Sql.name(publication) + " DROP TABLE " + String.join(", ", leaving));
                }
            }
        }
    }

    private static Set<String> leaving(Connection connection, String publication, Collection<TableId> wanted)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(BELOW)) {
            query.setString(1, publication);
            try (ResultSet found = query.executeQuery()) {
                Set<String> leaving = new LinkedHashSet<>();
                while (found.next()) {
                    TableId whole = new TableId(found.getString(1), found.getString(2));
                    TableId part = new TableId(found.getString(3), found.getString(4));
                    if (wanted.contains(part) && !wanted.contains(whole)) {
                        leaving.add("ONLY " + Sql.name(whole));
                        if (found.getBoolean(5)) {
                            leaving.add("ONLY " + Sql.name(part));
                        }
                    }
                }
                return leaving;
            }
        }
    }
}
