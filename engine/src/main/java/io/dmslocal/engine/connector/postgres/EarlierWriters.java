package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Transactions that have written to a table when it is first seen in a user's publication, and are open. What they wrote before it was published is not in the
 * log for us; it is in a snapshot that is taken when they are over. Who writes later is in the log with all of it. Into publications of our own a table comes
 * under a lock that waits for them; a user's is not ours to lock.
 */
final class EarlierWriters {

    private static final String WRITERS = "FROM " + WriteLocks.HELD + """
            JOIN pg_catalog.pg_class c ON c.oid = w.relation AND c.relkind = 'r' AND c.relpersistence = 'p'
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE w.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()""";

    /** Who writes to a partition writes to what it is a partition of. */
    private static final String BY_TABLE = "WITH RECURSIVE written(id, who) AS ("
            + "SELECT w.relation, w.virtualtransaction FROM " + WriteLocks.HELD + """
            WHERE w.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
             UNION SELECT i.inhparent, w.who FROM pg_catalog.pg_inherits i JOIN written w ON i.inhrelid = w.id)
            SELECT n.nspname, c.relname, w.who FROM written w
            JOIN pg_catalog.pg_class c ON c.oid = w.id AND c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace""";

    private static final Duration NAP = Duration.ofMillis(50);

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

    /**
     * Waits for those who have written to the tables and are open now; for nobody who writes later.
     *
     * @return tables of which some are open still
     */
    static Set<TableId> left(Connection connection, Collection<TableId> tables, Duration patience) throws SQLException {
        long began = System.nanoTime();
        Map<TableId, Set<String>> writers = byTable(connection);
        writers.keySet().retainAll(tables);
        while (!writers.isEmpty()
                && System.nanoTime() - began < patience.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(NAP.toNanos());
            Map<TableId, Set<String>> now = byTable(connection);
            writers.forEach((table, who) -> who.retainAll(now.getOrDefault(table, Set.of())));
            writers.values().removeIf(Set::isEmpty);
        }
        return writers.keySet();
    }

    private static Map<TableId, Set<String>> byTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(BY_TABLE)) {
            Map<TableId, Set<String>> writers = new HashMap<>();
            while (found.next()) {
                writers.computeIfAbsent(new TableId(found.getString(1), found.getString(2)), t -> new HashSet<>())
                        .add(found.getString(3));
            }
            return writers;
        }
    }

    private static Set<String> of(Connection connection, int number) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT w.virtualtransaction " + WRITERS + " AND c.oid = ?::oid")) {
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
