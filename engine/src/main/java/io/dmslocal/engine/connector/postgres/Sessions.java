package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.jdbc.OpenSockets;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.connector.spi.LockWait;
import io.dmslocal.engine.connector.spi.OpenTransaction;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** All connections of one source or target, so that they can be cut together, and are known by one name. Any thread. */
record Sessions(EndpointSettings endpoint, ConnectorLog log, OpenSockets sockets) {

    /** Those on our side of the way: where somebody stands between us and the server it does not know them, and none is found. */
    private static final String END = """
            SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
            WHERE usename = current_user AND pid <> pg_catalog.pg_backend_pid()
            AND client_addr IS NOT DISTINCT FROM pg_catalog.inet_client_addr() AND client_port = ANY (?)""";

    Sessions(EndpointSettings endpoint, ConnectorLog log) {
        this(endpoint, log, new OpenSockets());
    }

    Connection open() {
        return PostgresSession.open(endpoint, sockets, log.owner());
    }

    /** See {@link PostgresSession#openForReplication}. */
    Connection openForReplication(String captureName) {
        return PostgresSession.openForReplication(endpoint, sockets, captureName);
    }

    /** See {@link PostgresSession#openForRows}. */
    Connection openForRows() {
        return PostgresSession.openForRows(endpoint, sockets, log.owner());
    }

    /** See {@link PostgresSession#openForChanges}. */
    Connection openForChanges(int statements) {
        return PostgresSession.openForChanges(endpoint, sockets, log.owner(), statements);
    }

    /** Which of them wait for a lock. */
    List<LockWait> lockWaits() {
        List<Integer> ports = sockets.ports();
        try (Connection connection = PostgresSession.openAtOnce(endpoint)) {
            return new LockWaits(connection).ofPorts(ports);
        } catch (SQLException | ConnectorException e) {
            ConnectorException failure = e instanceof SQLException refused
                    ? JdbcFailure.of("Asking for locks of", endpoint, refused)
                    : (ConnectorException) e;
            if (!JdbcFailure.isAnswer(failure)) {
                throw failure;
            }
            log.debug(Component.COMMON, "The server does not say who waits for locks", failure);
            return List.of();
        }
    }

    /** Anybody's, not only theirs. */
    List<OpenTransaction> openTransactions(Set<TableId> tables) {
        try (Connection connection = PostgresSession.openAtOnce(endpoint)) {
            return new OpenWrites(connection).to(tables);
        } catch (SQLException e) {
            throw JdbcFailure.of("Asking for open transactions of", endpoint, e);
        }
    }

    /**
     * Breaks every call, and every one to come. A server that is there is told as well: a backend that waits for a lock does not look whether its client is, and would
     * execute what it waits to do. Takes seconds at most.
     */
    void cut() {
        List<Integer> ports = sockets.ports();
        sockets.cut();
        if (ports.isEmpty()) {
            return;
        }
        try (Connection connection = PostgresSession.openAtOnce(endpoint);
                PreparedStatement end = connection.prepareStatement(END)) {
            end.setArray(1, connection.createArrayOf("int4", ports.toArray()));
            end.execute();
        } catch (SQLException | ConnectorException e) {
            log.info(
                    Component.COMMON,
                    "What sessions of the " + endpoint + " were doing could not be ended there: " + e.getMessage());
        }
    }
}
