package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** The real database behind a contract test, as its owner reaches it: by JDBC, past the connector. */
public interface ContractDatabase {

    /** How the connector reaches it. */
    EndpointSettings endpoint();

    /** The same with these attributes. */
    default EndpointSettings endpoint(Map<String, String> attributes) {
        EndpointSettings e = endpoint();
        return new EndpointSettings(
                e.endpointArn(),
                e.engineName(),
                e.serverName(),
                e.port(),
                e.username(),
                e.password(),
                e.databaseName(),
                e.sslMode(),
                e.certificatePem(),
                attributes);
    }

    /** A new connection in auto-commit mode, with rights to create and drop. */
    Connection connect() throws SQLException;

    /** Makes a schema (a database, where those are the schemas) of this name and empties it if it was there. */
    void createSchema(String name) throws SQLException;

    /** A name as this database quotes it, case kept. */
    String quote(String name);

    default String quote(TableId table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    /** Runs statements one by one on one connection; each in its own transaction. */
    default void run(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Runs statements in one transaction. */
    default void transaction(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }
}
