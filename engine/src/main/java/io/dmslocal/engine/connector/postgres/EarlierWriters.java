package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Transactions that have written to a table when it is first seen in a user's publication, and are open. What they wrote before it was published is not in the
 * log for us; it is in a snapshot that is taken when they are over. Who writes later is in the log with all of it. Into publications of our own a table comes
 * under a lock that waits for them; a user's is not ours to lock.
 */
final class EarlierWriters {

    /** Whoever writes to a table has locked it until the end of the transaction. */
    private static final String WRITERS = """
            FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = current_database()
            JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind = 'r' AND c.relpersistence = 'p'
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
              AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')""";

    private final Map<Integer, Set<String>> waitedFor = new HashMap<>();

    /** @param number of a table that the publication has */
    boolean areOver(Connection connection, int number) throws SQLException {
        Set<String> now = of(connection, number);
        Set<String> earlier = waitedFor.computeIfAbsent(number, n -> new HashSet<>(now));
        earlier.retainAll(now);
        return earlier.isEmpty();
    }

    /** It is not published any more. */
    void forget(int number) {
        waitedFor.remove(number);
    }

    /** Those of the tables to which transactions have written that are open now. */
    static Set<TableId> among(Connection connection, Collection<TableId> tables) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT DISTINCT n.nspname, c.relname " + WRITERS)) {
            Set<TableId> written = new HashSet<>();
            while (found.next()) {
                written.add(new TableId(found.getString(1), found.getString(2)));
            }
            written.retainAll(tables);
            return written;
        }
    }

    private static Set<String> of(Connection connection, int number) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT l.virtualtransaction " + WRITERS + " AND c.oid = ?::oid")) {
            query.setLong(1, Integer.toUnsignedLong(number));
            try (ResultSet found = query.executeQuery()) {
                Set<String> writers = new HashSet<>();
                while (found.next()) {
                    writers.add(found.getString(1));
                }
                return writers;
            }
        }
    }
}
