package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;

/** The statements that apply changes to one table; the fixed parts are made once. */
final class ApplySql {

    private final TableSchema schema;
    private final String name;
    private final String[] columns;
    private final int[] key;
    private final String insertHead;
    private final String upsertTail;

    /**
     * @param placed where the table is on the target
     * @param newRowAlias whether the server knows {@code VALUES (...) AS new}, and finds the older VALUES() worth a warning
     */
    ApplySql(TableSchema schema, TableId placed, boolean newRowAlias) {
        this.schema = schema;
        this.name = Sql.name(placed);
        this.columns =
                schema.columns().stream().map(column -> Sql.name(column.name())).toArray(String[]::new);
        this.key = schema.keyIndexes();
        this.insertHead = "INSERT INTO " + name + " ("
                + Sql.names(schema.columns().stream().map(Column::name).toList()) + ") VALUES ";
        this.upsertTail = upsertTail(newRowAlias);
    }

    private String upsertTail(boolean newRowAlias) {
        StringBuilder tail =
                new StringBuilder(newRowAlias ? " AS new_row ON DUPLICATE KEY UPDATE " : " ON DUPLICATE KEY UPDATE ");
        for (int i = 0; i < columns.length; i++) {
            tail.append(i == 0 ? "" : ",").append(columns[i]).append('=');
            tail.append(newRowAlias ? "new_row." + columns[i] : "VALUES(" + columns[i] + ")");
        }
        return tail.toString();
    }

    boolean isKeyed() {
        return key.length > 0;
    }

    /** Whether the change leaves its row's key as it is, or does not say. */
    boolean keepsKey(RowChange change) {
        if (change.before().isNone()) {
            return true;
        }
        for (int k : key) {
            Object old = change.before().value(k);
            if (old != Row.ABSENT
                    && !change.after().isAbsent(k)
                    && !equal(old, change.after().value(k))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(Object left, Object right) {
        return left instanceof byte[] a && right instanceof byte[] b
                ? java.util.Arrays.equals(a, b)
                : java.util.Objects.equals(left, right);
    }

    boolean isWhole(Row row) {
        for (int i = 0; i < row.size(); i++) {
            if (row.isAbsent(i)) {
                return false;
            }
        }
        return true;
    }

    void insert(StringBuilder sql, List<RowChange> changes) {
        sql.append(insertHead);
        for (int i = 0; i < changes.size(); i++) {
            sql.append(i == 0 ? "(" : ",(");
            Row row = changes.get(i).after();
            for (int c = 0; c < columns.length; c++) {
                sql.append(c == 0 ? "" : ",");
                if (row.isAbsent(c)) {
                    sql.append("DEFAULT");
                } else {
                    Sql.append(sql, row.value(c));
                }
            }
            sql.append(')');
        }
    }

    /** Inserts, or where the key exists makes the row the same. Whole rows only. */
    void upsert(StringBuilder sql, List<RowChange> changes) {
        insert(sql, changes);
        sql.append(upsertTail);
    }

    void update(StringBuilder sql, RowChange change) {
        sql.append("UPDATE ").append(name).append(" SET ");
        boolean first = true;
        for (int c = 0; c < columns.length; c++) {
            if (!change.after().isAbsent(c)) {
                sql.append(first ? "" : ",").append(columns[c]).append('=');
                Sql.append(sql, change.after().value(c));
                first = false;
            }
        }
        where(sql, change);
    }

    void delete(StringBuilder sql, RowChange change) {
        sql.append("DELETE FROM ").append(name);
        where(sql, change);
    }

    /** Deletes rows by key, one count for all. */
    void deleteAll(StringBuilder sql, List<RowChange> changes) {
        if (changes.size() == 1 || key.length > 1) {
            sql.append("DELETE FROM ").append(name).append(" WHERE ");
            for (int i = 0; i < changes.size(); i++) {
                sql.append(i == 0 ? "(" : " OR (");
                condition(sql, changes.get(i));
                sql.append(')');
            }
            return;
        }
        sql.append("DELETE FROM ")
                .append(name)
                .append(" WHERE ")
                .append(columns[key[0]])
                .append(" IN (");
        for (int i = 0; i < changes.size(); i++) {
            sql.append(i == 0 ? "" : ",");
            Sql.append(sql, changes.get(i).before().value(key[0]));
        }
        sql.append(')');
    }

    private void where(StringBuilder sql, RowChange change) {
        sql.append(" WHERE ");
        condition(sql, change);
        if (!isKeyed()) {
            sql.append(" LIMIT 1");
        }
    }

    private void condition(StringBuilder sql, RowChange change) {
        Row before = change.before();
        if (isKeyed()) {
            for (int i = 0; i < key.length; i++) {
                boolean fromBefore = !before.isNone() && !before.isAbsent(key[i]);
                sql.append(i == 0 ? "" : " AND ").append(columns[key[i]]).append('=');
                Sql.append(sql, (fromBefore ? before : change.after()).value(key[i]));
            }
            return;
        }
        boolean first = true;
        for (int c = 0; c < before.size(); c++) {
            if (!before.isAbsent(c)) {
                sql.append(first ? "" : " AND ");
                equal(sql, c, before.value(c));
                first = false;
            }
        }
        sql.append(first ? "FALSE" : "");
    }

    /** Equal to the byte and case, NULL to NULL; JSON is compared as JSON. */
    private void equal(StringBuilder sql, int column, Object value) {
        Column definition = schema.columns().get(column);
        boolean json = definition.isNative() && definition.nativeType().equals("json");
        sql.append(columns[column]).append("<=>");
        if (json && value != null) {
            sql.append("CAST(");
            Sql.append(sql, value);
            sql.append(" AS JSON)");
        } else {
            sql.append(value instanceof String ? "BINARY " : "");
            Sql.append(sql, value);
        }
    }
}
