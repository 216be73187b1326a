package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.LockWait;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of our sessions wait for locks, and for whose. */
record LockWaits(Connection connection) {

    /** One row per holder. A row's lock is a transaction's: the table is that whose tuple our session has locked on its way, if it has. */
    private static final String WAITS = """
            SELECT w.pid, w.query, extract(epoch FROM clock_timestamp() - w.query_start),
              (SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_locks l
                JOIN pg_catalog.pg_class c ON c.oid = l.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE l.pid = w.pid AND (NOT l.granted OR l.locktype = 'tuple') ORDER BY l.granted LIMIT 1),
              b.pid, b.usename, b.application_name, b.state,
              extract(epoch FROM clock_timestamp() - coalesce(b.xact_start, b.state_change))
            FROM pg_catalog.pg_stat_activity w
            LEFT JOIN LATERAL unnest(pg_catalog.pg_blocking_pids(w.pid)) AS holder (pid) ON true
            LEFT JOIN pg_catalog.pg_stat_activity b ON b.pid = holder.pid
            WHERE w.wait_event_type = 'Lock' AND w.usename = current_user
            AND w.client_addr IS NOT DISTINCT FROM pg_catalog.inet_client_addr() AND w.client_port = ANY (?)
            ORDER BY w.query_start, w.pid, b.pid""";

    private static final Pattern TABLE = Pattern.compile("\"((?:[^\"]|\"\")+)\"\\.\"((?:[^\"]|\"\")+)\"");

    List<LockWait> ofPorts(List<Integer> ports) throws SQLException {
        List<LockWait> waits = new ArrayList<>();
        try (PreparedStatement ask = connection.prepareStatement(WAITS)) {
            ask.setArray(1, connection.createArrayOf("int4", ports.toArray()));
            int session = 0;
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    List<LockWait.Holder> holders = new ArrayList<>();
                    if (session == row.getInt(1)) {
                        holders.addAll(waits.remove(waits.size() - 1).holders());
                    }
                    session = row.getInt(1);
                    holder(row).ifPresent(holders::add);
                    waits.add(
                            new LockWait(table(row), LockWait.kind(text(row, 2)), duration(row.getDouble(3)), holders));
                }
            }
        }
        return waits;
    }

    /** Where the lock is none of a table, that which our statement names first. */
    private static String table(ResultSet row) throws SQLException {
        Matcher named = TABLE.matcher(text(row, 2));
        return text(row, 4).isEmpty() && named.find()
                ? (named.group(1) + "." + named.group(2)).replace("\"\"", "\"")
                : text(row, 4);
    }

    private static Optional<LockWait.Holder> holder(ResultSet row) throws SQLException {
        String session = text(row, 5);
        return session.isEmpty()
                ? Optional.empty()
                : Optional.of(new LockWait.Holder(
                        session, text(row, 6), text(row, 7), text(row, 8), duration(row.getDouble(9))));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.max(0, Math.round(seconds * 1000)));
    }
}
