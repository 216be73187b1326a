package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.AssessedTask;
import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.connector.spi.Assessment.Status;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A server that is being asked, on a session that is closed after the answer. */
record AssessedServer(Connection connection, EndpointSettings endpoint, AssessedTask task) {

    interface Question {
        Verdict ask(AssessedServer server) throws SQLException;
    }

    static Assessment asking(Question question) {
        return (endpoint, task) -> {
            try (Connection connection = PostgresSession.open(endpoint)) {
                return question.ask(new AssessedServer(connection, endpoint, task));
            } catch (SQLException e) {
                throw JdbcFailure.of("Examining", endpoint, e);
            }
        };
    }

    /** Which tables a query about tables is about. */
    enum Side {
        SOURCE,
        TARGET;

        Set<TableId> tables(AssessedTask task) {
            return task.tables().stream()
                    .map(table -> this == SOURCE ? table.id() : table.target().table())
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Looks for something in the catalogue that should not be there.
     *
     * @param what in the plural
     * @param sql yields schema, table, column and details of every place, of all tables
     */
    static Assessment finding(Side side, Status otherwise, String what, String sql) {
        return asking(server -> server.find(side, otherwise, what, sql));
    }

    Verdict find(Side side, Status otherwise, String what, String sql) throws SQLException {
        Set<TableId> wanted = side.tables(task);
        List<Place> places = rows(sql).stream()
                .map(row -> new Place(row.get(0), row.get(1), row.get(2), row.get(3)))
                .filter(place -> wanted.contains(new TableId(place.schema(), place.table())))
                .toList();
        return Verdict.of(otherwise, wanted.size(), places, what);
    }

    /** Rows as texts; NULL is empty. */
    List<List<String>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int width = found.getMetaData().getColumnCount();
            List<List<String>> rows = new ArrayList<>();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    String value = found.getString(column);
                    row.add(value == null ? "" : value);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The first column of the first row; empty without one. */
    String value(String sql) throws SQLException {
        List<List<String>> rows = rows(sql);
        return rows.isEmpty() ? "" : rows.get(0).get(0);
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(value(sql));
    }

    /** A parameter as {@code SHOW} writes it. */
    String parameter(String name) throws SQLException {
        return value("SELECT pg_catalog.current_setting(" + Sql.text(name) + ", true)");
    }

    /** A parameter without its unit, in the unit that pg_settings names. */
    long setting(String name) throws SQLException {
        return number("SELECT setting FROM pg_catalog.pg_settings WHERE name = " + Sql.text(name));
    }

    /** As {@code server_version_num}: 170011. */
    int version() throws SQLException {
        return Integer.parseInt(parameter("server_version_num"));
    }
}
