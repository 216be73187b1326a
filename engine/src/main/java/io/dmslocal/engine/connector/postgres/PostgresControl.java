package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** Control tables in a PostgreSQL database. */
final class PostgresControl implements ControlStore {

    private static final String MISSING_TABLE = "42P01";

    /** The advisory lock of whoever makes control tables in the database; the number is any. */
    private static final long MAKING = 0x646d735f6c6f636cL;

    private final Sessions sessions;
    private final EndpointSettings endpoint;
    private final String schema;

    PostgresControl(Sessions sessions, String schema) {
        this.sessions = sessions;
        this.endpoint = sessions.endpoint();
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
        try (Connection connection = sessions.open()) {
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

    /** One after the other: of two that make a table IF NOT EXISTS at once, the server fails one. */
    private boolean make(Connection connection, ControlTable table) throws SQLException {
        TableId name = new TableId(schema, table.name());
        if (isMade(connection, name, table)) {
            return true;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_catalog.pg_advisory_xact_lock(" + MAKING + ")");
            if (!isThere(connection, "pg_catalog.to_regnamespace(?)", Sql.name(schema))) {
                statement.execute("CREATE SCHEMA " + Sql.name(schema));
            }
            statement.execute(ControlDdl.table(name, table));
            if (!table.key().isEmpty()) {
                statement.execute(ControlDdl.index(name, table));
            }
            return true;
        }
    }

    private static boolean isMade(Connection connection, TableId name, ControlTable table) throws SQLException {
        TableId index = new TableId(name.schema(), table.key().isEmpty() ? name.name() : table.index());
        return isThere(connection, "pg_catalog.to_regclass(?)", Sql.name(name))
                && isThere(connection, "pg_catalog.to_regclass(?)", Sql.name(index));
    }

    private static boolean isThere(Connection connection, String catalogued, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + catalogued + " IS NOT NULL")) {
            query.setString(1, name);
            try (ResultSet found = query.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
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
