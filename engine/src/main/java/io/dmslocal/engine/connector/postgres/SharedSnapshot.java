package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.connector.spi.TableSnapshot;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A snapshot that one session holds and exports: others take part in it as long as that session lives. Source: "Snapshot Synchronization Functions",
 * PostgreSQL manual.
 */
final class SharedSnapshot implements TableSnapshot {

    private final Sessions sessions;
    private final EndpointSettings endpoint;
    private final TypeSettings settings;
    private final Connection holder;
    private final SnapshotImage image;
    private final String name;

    SharedSnapshot(Sessions sessions, TypeSettings settings, ReadRequest table) {
        this.sessions = sessions;
        this.endpoint = sessions.endpoint();
        this.settings = settings;
        this.holder = sessions.open();
        try {
            image = take(holder);
            name = ask(holder, "SELECT pg_catalog.pg_export_snapshot()");
        } catch (SQLException e) {
            PostgresSession.abort(holder);
            throw JdbcFailure.of(
                    "Sharing a snapshot of table " + table.schema().table() + " among readers of", endpoint, e);
        } catch (RuntimeException e) {
            PostgresSession.abort(holder);
            throw e;
        }
    }

    /** Begins a transaction that sees one moment: now. */
    static SnapshotImage take(Connection connection) throws SQLException {
        begin(connection);
        return SnapshotImage.parse(ask(connection, "SELECT pg_catalog.txid_current_snapshot()::text"));
    }

    /** Begins a transaction that sees this snapshot's moment. */
    SnapshotImage join(Connection connection) throws SQLException {
        begin(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION SNAPSHOT " + Sql.text(name));
        }
        return image;
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(question)) {
            found.next();
            return found.getString(1);
        }
    }

    @Override
    public TableImage image() {
        return image;
    }

    @Override
    public RowReader rows(ReadRequest part) {
        return new CopyReader(sessions, settings, part, Optional.of(this));
    }

    @Override
    public void close() {
        PostgresSession.abort(holder);
    }
}
