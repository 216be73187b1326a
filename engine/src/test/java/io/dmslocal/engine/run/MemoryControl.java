package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.MemoryDatabase.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Control tables of a {@link MemoryDatabase}. */
record MemoryControl(MemoryDatabase database) implements ControlStore {

    static TableId id(ControlTable table) {
        return new TableId("control", table.name());
    }

    @Override
    public void create(ControlTable table) {
        database.made(id(table));
        if (!database.has(id(table))) {
            List<Column> columns = table.columns().stream()
                    .map(c -> new Column(c.name(), DmsType.of(Kind.INT8), "text", !c.required()))
                    .toList();
            database.create(new TableSchema(id(table), columns, table.key()));
        }
    }

    @Override
    public void put(ControlTable table, List<Map<String, Object>> rows) {
        create(table);
        Table there = database.copy(id(table));
        rows.forEach(row -> put(there, table, row));
        database.put(id(table), there);
    }

    /** Replaces the row of the same key. */
    static void put(Table there, ControlTable table, Map<String, Object> row) {
        Object[] values = table.columns().stream().map(c -> row.get(c.name())).toArray();
        there.rows.put(there.key(values), values);
    }

    @Override
    public void update(ControlTable table, Map<String, Object> set, Map<String, Object> where) {
        throw new UnsupportedOperationException("nobody updates " + table.name());
    }

    @Override
    public void remove(ControlTable table, Map<String, Object> where) {
        if (database.has(id(table))) {
            Table there = database.copy(id(table));
            there.rows.values().removeIf(row -> matches(row(table, row), where));
            database.put(id(table), there);
        }
    }

    @Override
    public List<Map<String, String>> rows(ControlTable table, Map<String, Object> where) {
        return database.has(id(table))
                ? database.copy(id(table)).rows.values().stream()
                        .map(row -> row(table, row))
                        .filter(row -> matches(row, where))
                        .toList()
                : List.of();
    }

    private static Map<String, String> row(ControlTable table, Object[] values) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            row.put(table.columns().get(i).name(), values[i] == null ? null : values[i].toString());
        }
        return row;
    }

    private static boolean matches(Map<String, String> row, Map<String, Object> where) {
        return where.entrySet().stream()
                .allMatch(e -> Objects.equals(row.get(e.getKey()), String.valueOf(e.getValue())));
    }
}
