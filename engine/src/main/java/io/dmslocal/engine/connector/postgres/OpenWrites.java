package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.OpenTransaction;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which transactions are open that have written to tables: the log tells of them when they are committed, the server's locks do at once. When others' began is
 * for members of pg_read_all_stats; that they are there is for everybody.
 */
record OpenWrites(Connection connection) {

    /** Who has a number and a writer's lock has written, or is about to. */
    private static final String LIST = """
            SELECT w.virtualtransaction,
              max(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared)))
            FROM\s""" + WriteLocks.HELD + """
            JOIN pg_catalog.pg_locks x ON x.virtualtransaction = w.virtualtransaction AND x.locktype = 'transactionid'
              AND x.mode = 'ExclusiveLock' AND x.granted
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = w.pid
            LEFT JOIN pg_catalog.pg_prepared_xacts p ON w.pid IS NULL AND p.transaction = x.transactionid
            WHERE w.relation IN (SELECT c.oid FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN unnest(?::text[], ?::text[]) AS t (schema, name) ON t.schema = n.nspname AND t.name = c.relname)
            GROUP BY w.virtualtransaction""";

    List<OpenTransaction> to(Collection<TableId> tables) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(LIST)) {
            ask.setArray(1, Sql.array(connection, tables, TableId::schema));
            ask.setArray(2, Sql.array(connection, tables, TableId::name));
            List<OpenTransaction> open = new ArrayList<>();
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    double seconds = row.getDouble(2);
                    Optional<Duration> age = row.wasNull()
                            ? Optional.empty()
                            : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
                    open.add(new OpenTransaction(row.getString(1), age));
                }
            }
            return open;
        }
    }
}
