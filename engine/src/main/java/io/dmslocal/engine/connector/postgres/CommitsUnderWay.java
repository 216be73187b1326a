package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets transactions end whose commit is in the log before a slot's start, but not yet visible to snapshots: see the package's decision about the
 * start of capture.
 */
final class CommitsUnderWay {

    /**
     * What a commit needs between its record in the log and its visibility, but for a synchronous standby, is a flush and some memory writes. Only a
     * process that the machine has stopped takes this long; a statement that still runs then is taken to be at work on its rows.
     */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration NAP = Duration.ofMillis(5);

    /**
     * Transactions whose commit, should it come, is later than {@code since}: in another database, seen between two statements, in a statement that
     * began since, or prepared while nobody commits prepared ones. The server reads a session's state before its transaction's number, so that a state
     * without a statement is never older than the transaction.
     */
    private static final String LATER = """
            SELECT a.backend_xid::text::bigint FROM pg_catalog.pg_stat_activity a
            WHERE a.backend_xid IS NOT NULL
              AND (a.datname IS DISTINCT FROM current_database() OR a.state LIKE 'idle in transaction%'
                   OR a.query_start > ?::timestamptz OR to_jsonb(a) ->> 'backend_type' = 'autovacuum worker')
            UNION ALL
            SELECT p.transaction::text::bigint FROM pg_catalog.pg_prepared_xacts p
            WHERE p.database <> current_database()
               OR NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a
                              WHERE a.state = 'active' AND a.query ILIKE 'commit%prepared%' AND a.query_start <= ?::timestamptz)""";

    private CommitsUnderWay() {}

    /** Called when the slot's start is known. */
    static void await(Connection connection) throws SQLException {
        long began = System.nanoTime();
        String since = first(connection, "SELECT pg_catalog.clock_timestamp()::text");
        Set<Integer> open = running(connection);
        while (!open.isEmpty()) {
            open.removeAll(later(connection, since));
            open.retainAll(running(connection));
            if (open.isEmpty() || Thread.currentThread().isInterrupted()) {
                return;
            }
            if (System.nanoTime() - began > LIMIT.toNanos()) {
                refuseToOvertakeStandby(connection);
                return;
            }
            LockSupport.parkNanos(NAP.toNanos());
        }
    }

    /** Low 32 bits of the running transactions' numbers, which is what sessions show. */
    private static Set<Integer> running(Connection connection) throws SQLException {
        Set<Integer> ids = new HashSet<>();
        String snapshot = first(connection, "SELECT pg_catalog.txid_current_snapshot()::text");
        for (long id : SnapshotImage.parse(snapshot).running()) {
            ids.add((int) id);
        }
        return ids;
    }

    private static Set<Integer> later(Connection connection, String since) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LATER)) {
            query.setString(1, since);
            query.setString(2, since);
            try (ResultSet found = query.executeQuery()) {
                Set<Integer> ids = new HashSet<>();
                while (found.next()) {
                    ids.add((int) found.getLong(1));
                }
                return ids;
            }
        }
    }

    private static void refuseToOvertakeStandby(Connection connection) throws SQLException {
        String waiting =
                first(connection, "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE wait_event = 'SyncRep'");
        if (!waiting.equals("0")) {
            throw ConnectorException.recoverable(
                    waiting + " commits wait for a synchronous standby: capture cannot start before they are visible."
                            + " Bring the standby back, or take it out of synchronous_standby_names.",
                    null);
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getString(1);
        }
    }
}
