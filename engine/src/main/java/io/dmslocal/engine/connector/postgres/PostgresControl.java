package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** Control tables in a PostgreSQL database. */
final class PostgresControl implements ControlStore {

    private static final String MISSING_TABLE = "42P01";

    private final EndpointSettings endpoint;
    private final String schema;

    PostgresControl(EndpointSettings endpoint, String schema) {
        this.endpoint = endpoint;
        this.schema = schema(schema);
    }

    /** @param asked ControlSchema; empty for the default */
    static String schema(String asked) {
        return asked.isEmpty() ? "public" : asked;
    }

    private interface Task<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T with(String what, ControlTable table, Task<T> task) {
        try (Connection connection = PostgresSession.open(endpoint)) {
            connection.setAutoCommit(false);
            T done = task.on(connection);
            connection.commit();
            return done;
        } catch (SQLException e) {
            throw JdbcFailure.of(what + " table " + schema + "." + table.name() + " of", endpoint, e);
        }
    }

    @Override
    public void create(ControlTable table) {
        with("Making", table, connection -> make(connection, table));
    }

    private boolean make(Connection connection, ControlTable table) throws SQLException {
        TableId name = new TableId(schema, table.name());
        try (Statement statement = connection.createStatement()) {
            if (!schema.equals("public")) {
                statement.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(schema));
            }
            statement.execute(ControlDdl.table(name, table));
            if (!table.key().isEmpty()) {
                statement.execute(ControlDdl.index(name, table));
            }
            return true;
        }
    }

    @Override
    public void put(ControlTable table, List<Map<String, Object>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        with("Writing to", table, connection -> {
            make(connection, table);
            new ControlSql(connection, schema, table).put(rows);
            return true;
        });
    }

    @Override
    public void update(ControlTable table, Map<String, Object> set, Map<String, Object> where) {
        with(
                "Writing to",
                table,
                connection ->
                        isThere(connection, table) && sql(connection, table).update(set, where) > 0);
    }

    @Override
    public void remove(ControlTable table, Map<String, Object> where) {
        with("Writing to", table, connection -> {
            if (isThere(connection, table)) {
                sql(connection, table).remove(where);
            }
            return true;
        });
    }

    @Override
    public List<Map<String, String>> rows(ControlTable table, Map<String, Object> where) {
        return with(
                "Reading",
                table,
                connection ->
                        isThere(connection, table) ? sql(connection, table).rows(where) : List.of());
    }

    private ControlSql sql(Connection connection, ControlTable table) {
        return new ControlSql(connection, schema, table);
    }

    private boolean isThere(Connection connection, ControlTable table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1 FROM " + Sql.name(new TableId(schema, table.name())) + " WHERE false");
            return true;
        } catch (SQLException e) {
            if (!MISSING_TABLE.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            return false;
        }
    }
}
