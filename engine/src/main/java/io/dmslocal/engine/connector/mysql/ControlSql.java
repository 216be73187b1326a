package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Statements on one control table, on any session and within whatever transaction it has. */
final class ControlSql {

    private static final int ROWS_PER_STATEMENT = 100;

    private final Session session;
    private final ControlTable table;
    private final String name;

    ControlSql(Session session, String schema, ControlTable table) {
        this.session = session;
        this.table = table;
        this.name = Sql.name(new TableId(schema, table.name()));
    }

    /** All rows have the same columns. */
    void put(List<Map<String, Object>> rows) throws IOException {
        List<String> columns = List.copyOf(rows.get(0).keySet());
        String replaced = table.key().isEmpty()
                ? ""
                : columns.stream()
                        .map(c -> Sql.name(c) + "=VALUES(" + Sql.name(c) + ")")
                        .collect(Collectors.joining(",", " ON DUPLICATE KEY UPDATE ", ""));
        for (int from = 0; from < rows.size(); from += ROWS_PER_STATEMENT) {
            StringBuilder sql = new StringBuilder("INSERT INTO " + name + " (" + Sql.names(columns) + ") VALUES ");
            List<Map<String, Object>> some = rows.subList(from, Math.min(rows.size(), from + ROWS_PER_STATEMENT));
            for (int i = 0; i < some.size(); i++) {
                sql.append(i == 0 ? "(" : ",(");
                for (int c = 0; c < columns.size(); c++) {
                    sql.append(c == 0 ? "" : ",");
                    Sql.append(sql, table.fitted(columns.get(c), some.get(i).get(columns.get(c))));
                }
                sql.append(')');
            }
            session.execute(sql.append(replaced).toString());
        }
    }

    void update(Map<String, Object> set, Map<String, Object> where) throws IOException {
        session.execute("UPDATE " + name + " SET " + equal(set, ",") + where(where));
    }

    void remove(Map<String, Object> where) throws IOException {
        session.execute("DELETE FROM " + name + where(where));
    }

    List<Map<String, String>> rows(Map<String, Object> where) throws IOException {
        List<String> columns =
                table.columns().stream().map(ControlTable.Column::name).toList();
        List<Map<String, String>> rows = new ArrayList<>();
        for (String[] found :
                session.rows("SELECT " + Sql.names(columns) + " FROM " + name + where(where) + " FOR UPDATE")) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < found.length; i++) {
                row.put(columns.get(i), found[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    private String where(Map<String, Object> where) {
        return where.isEmpty() ? "" : " WHERE " + equal(where, " AND ");
    }

    private String equal(Map<String, Object> values, String between) {
        return values.entrySet().stream()
                .map(e -> {
                    StringBuilder one = new StringBuilder(Sql.name(e.getKey())).append('=');
                    Sql.append(one, table.fitted(e.getKey(), e.getValue()));
                    return one;
                })
                .collect(Collectors.joining(between));
    }
}
