package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A table as it is on the target, whoever made it.
 *
 * @param columns in the order of the schema that is written
 * @param hasUniqueKey whether a unique index stands on exactly the schema's key
 */
record TargetTable(TableSchema schema, List<TargetColumn> columns, boolean hasUniqueKey) {

    /**
     * @param type pg_type's typname, of the base type where the column's is a domain
     * @param declared the base type without limits, as SQL writes it
     * @param category pg_type's typcategory
     */
    record TargetColumn(Column column, String type, String declared, char category) {

        /** Whether an array of this type cannot be unnested into values of it: arrays of arrays, composites. */
        boolean goesAsText() {
            return category == 'A' || category == 'C';
        }

        boolean isTextual() {
            return category == 'S' || category == 'E' || type.equals("json") || type.equals("xml");
        }
    }

    /** @throws SQLException also where the table or a column is missing, in the server's words for it */
    static TargetTable read(Connection connection, TableSchema schema) throws SQLException {
        Map<String, TargetColumn> found = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("""
                WITH RECURSIVE base AS (
                  SELECT a.attnum, a.attname, a.atttypid AS type FROM pg_catalog.pg_attribute a
                  WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
                  UNION ALL
                  SELECT b.attnum, b.attname, t.typbasetype FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.type AND t.typtype = 'd')
                SELECT b.attname, t.typname, pg_catalog.format_type(t.oid, -1), t.typcategory
                FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.type WHERE t.typtype <> 'd'""")) {
            query.setString(1, Sql.name(schema.table()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    OptionalInt index = schema.indexOf(name);
                    if (index.isPresent()) {
                        Column column = schema.columns().get(index.getAsInt());
                        char category = rows.getString(4).charAt(0);
                        found.put(name, new TargetColumn(column, rows.getString(2), rows.getString(3), category));
                    }
                }
            }
        }
        for (Column column : schema.columns()) {
            if (!found.containsKey(column.name())) {
                throw found.isEmpty()
                        ? new SQLException("The target's table " + schema.table() + " does not exist.", "42P01")
                        : new SQLException(
                                "The target's table " + schema.table() + " has no column " + column.name() + ".",
                                "42703");
            }
        }
        List<TargetColumn> columns =
                schema.columns().stream().map(c -> found.get(c.name())).toList();
        return new TargetTable(
                schema,
                columns,
                schema.isKeyed() && uniqueKeys(connection, schema).contains(Set.copyOf(schema.key())));
    }

    private static Set<Set<String>> uniqueKeys(Connection connection, TableSchema schema) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT array_agg(a.attname::text) FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])
                WHERE i.indrelid = pg_catalog.to_regclass(?) AND i.indisunique AND i.indisvalid AND i.indimmediate
                  AND i.indpred IS NULL AND i.indexprs IS NULL AND cardinality(i.indkey::int2[]) = COALESCE((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
                GROUP BY i.indexrelid""")) {
            query.setString(1, Sql.name(schema.table()));
            try (ResultSet rows = query.executeQuery()) {
                Set<Set<String>> keys = new HashSet<>();
                while (rows.next()) {
                    keys.add(Set.of((String[]) rows.getArray(1).getArray()));
                }
                return keys;
            }
        }
    }
}
