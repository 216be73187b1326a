package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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

    /** Rows as text, columns joined by a bar. */
    default List<String> rows(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(result.getString(i));
                }
                rows.add(String.join("|", cells));
            }
            return rows;
        }
    }

    /** Rows as text, or what the server has against the query: for who asks until it is so. */
    default List<String> seen(String query) {
        try {
            return rows(query);
        } catch (SQLException e) {
            return List.of(e.getMessage());
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
