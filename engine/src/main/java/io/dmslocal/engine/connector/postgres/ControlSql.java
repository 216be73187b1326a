package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Statements on one control table, on any connection and within whatever transaction it has. */
final class ControlSql {

    private final Connection connection;
    private final ControlTable table;
    private final String name;

    ControlSql(Connection connection, String schema, ControlTable table) {
        this.connection = connection;
        this.table = table;
        this.name = Sql.name(new TableId(schema, table.name()));
    }

    void put(List<Map<String, Object>> rows) throws SQLException {
        if (table.key().isEmpty()) {
            insert(rows);
            return;
        }
        for (Map<String, Object> row : rows) {
            Map<String, Object> set = new LinkedHashMap<>(row);
            Map<String, Object> where = new LinkedHashMap<>();
            table.key().forEach(column -> where.put(column, set.remove(column)));
            if (update(set.isEmpty() ? where : set, where) == 0) {
                insert(List.of(row));
            }
        }
    }

    private void insert(List<Map<String, Object>> rows) throws SQLException {
        List<String> columns = List.copyOf(rows.get(0).keySet());
        String sql = "INSERT INTO " + name + " ("
                + columns.stream().map(Sql::name).collect(Collectors.joining(", ")) + ") VALUES ("
                + String.join(", ", columns.stream().map(c -> "?").toList()) + ")";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (Map<String, Object> row : rows) {
                bind(insert, 1, row, columns);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    int update(Map<String, Object> set, Map<String, Object> where) throws SQLException {
        String assignments =
                set.keySet().stream().map(c -> Sql.name(c) + " = ?").collect(Collectors.joining(", "));
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + name + " SET " + assignments + where(where))) {
            bind(update, 1, set, set.keySet());
            bind(update, 1 + set.size(), where, where.keySet());
            return update.executeUpdate();
        }
    }

    void remove(Map<String, Object> where) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + name + where(where))) {
            bind(delete, 1, where, where.keySet());
            delete.executeUpdate();
        }
    }

    List<Map<String, String>> rows(Map<String, Object> where) throws SQLException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT * FROM " + name + where(where) + " FOR UPDATE")) {
            bind(query, 1, where, where.keySet());
            ResultSet found = query.executeQuery();
            while (found.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (ControlTable.Column column : table.columns()) {
                    row.put(column.name(), found.getString(column.name()));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static String where(Map<String, Object> where) {
        return where.isEmpty()
                ? ""
                : where.keySet().stream()
                        .map(c -> Sql.name(c) + " = ?")
                        .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    private void bind(PreparedStatement statement, int from, Map<String, Object> values, Collection<String> columns)
            throws SQLException {
        int at = from;
        for (String column : columns) {
            statement.setObject(at++, table.fitted(column, values.get(column)));
        }
    }
}
