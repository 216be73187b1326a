package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.TableDefinition;
import io.dmslocal.engine.connector.spi.TableDefinition.DeclaredColumn;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.KeyForm;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table on the target, in DDL. Types follow {@link MySqlTypes} or, within the family, the source; where MySQL's own limits forbid the type, the nearest
 * that holds as much takes its place.
 */
final class TableDdl {

    private static final int ROW_BYTES = 65_535 - 512; // of all columns but LOBs; some for the small ones
    private static final int KEY_BYTES = 3072; // of an InnoDB index
    private static final int BYTES_PER_CHARACTER = 4;

    private final TableSchema schema;
    private final List<String> types;

    TableDdl(TableSchema schema) {
        this.schema = schema;
        this.types =
                new ArrayList<>(schema.columns().stream().map(TableDdl::type).toList());
        fitKey();
        fitRow();
    }

    /** Before limits. */
    static String type(Column column) {
        return column.isNative() ? column.nativeType() : MySqlTypes.ddl(column.type());
    }

    /** Within the family the source's collation, so that keys that differ there differ here. */
    String collation() {
        boolean family = schema.columns().stream().anyMatch(Column::isNative);
        return family && schema.collation().startsWith("utf8mb4") ? schema.collation() : "";
    }

    static String makeDatabase(String name) {
        return "CREATE DATABASE IF NOT EXISTS " + Sql.name(name) + " CHARACTER SET utf8mb4";
    }

    TableDefinition definition(boolean keyAfterLoad) {
        List<String> statements = new ArrayList<>();
        statements.add(makeDatabase(schema.table().schema()));
        statements.add(create(!keyAfterLoad, collation()));
        if (keyAfterLoad && schema.isKeyed()) {
            statements.add(addKey());
        }
        List<DeclaredColumn> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Column column = schema.columns().get(i);
            boolean isKey = schema.key().contains(column.name());
            columns.add(new DeclaredColumn(types.get(i), TypeLosses.onTarget(column, types.get(i), isKey)));
        }
        return new TableDefinition(schema.table(), columns, statements);
    }

    String create(boolean withKey, String collation) {
        StringBuilder sql = new StringBuilder("CREATE TABLE ")
                .append(Sql.name(schema.table()))
                .append(" (");
        for (int i = 0; i < types.size(); i++) {
            sql.append(i == 0 ? "" : ", ").append(definition(i, isNullable(i)));
        }
        if (withKey && schema.isKeyed()) {
            sql.append(", ").append(key());
        }
        sql.append(") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
        return collation.isEmpty() ? sql.toString() : sql + " COLLATE=" + collation;
    }

    String addKey() {
        return "ALTER TABLE " + Sql.name(schema.table()) + " ADD " + key();
    }

    /** A primary key has no name of its own here. */
    private String key() {
        KeyForm form = schema.keyForm();
        String index = form.name().isEmpty() ? "UNIQUE KEY" : "UNIQUE KEY " + Sql.name(form.name());
        return (form.isIndex() ? index : "PRIMARY KEY") + " (" + Sql.names(schema.key()) + ")";
    }

    private boolean isNullable(int i) {
        Column column = schema.columns().get(i);
        return column.nullable() && (schema.keyForm().isIndex() || !schema.key().contains(column.name()));
    }

    String definition(int i, boolean nullable) {
        Column column = schema.columns().get(i);
        String type = types.get(i);
        boolean isKey = schema.key().contains(column.name());
        if (isKey && isText(type) && (!column.isNative() || Catalogue.isStrict(schema.collation()))) {
            type += " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"; // other databases tell 'a' from 'A' in keys
        }
        return definition(column.name(), type, nullable);
    }

    static String definition(String name, String type, boolean nullable) {
        String sql = Sql.name(name) + " " + type + (nullable ? " NULL" : " NOT NULL");
        return !nullable && type.toLowerCase(Locale.ROOT).startsWith("timestamp")
                ? sql + " DEFAULT '2000-01-01 00:00:00'" // otherwise older servers make it follow every update
                : sql;
    }

    private static boolean isText(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("varchar") || lower.startsWith("char");
    }

    /** Texts of a key share what an index may hold; a longer value is refused when it comes. */
    private void fitKey() {
        long wide =
                schema.key().stream().filter(name -> bytes(typeOf(name)) > 64).count();
        for (String name : schema.key()) {
            int index = schema.indexOf(name).orElseThrow();
            int share = (int) ((KEY_BYTES - 64L * (schema.key().size() - wide)) / Math.max(1, wide));
            if (bytes(types.get(index)) > share) {
                String lower = types.get(index).toLowerCase(Locale.ROOT);
                boolean binary = lower.contains("blob") || lower.contains("binary");
                types.set(index, binary ? "VARBINARY(" + share + ")" : "VARCHAR(" + share / BYTES_PER_CHARACTER + ")");
            }
        }
    }

    private String typeOf(String column) {
        return types.get(schema.indexOf(column).orElseThrow());
    }

    /** The widest columns become LOBs, which do not count, until the row fits. */
    private void fitRow() {
        while (true) {
            int total = 0;
            int widest = -1;
            for (int i = 0; i < types.size(); i++) {
                int bytes = isLob(types.get(i)) ? 12 : bytes(types.get(i));
                total += bytes;
                boolean isKey = schema.key().contains(schema.columns().get(i).name());
                if (!isKey && bytes > 12 && (widest < 0 || bytes > bytes(types.get(widest)))) {
                    widest = i;
                }
            }
            if (total <= ROW_BYTES || widest < 0 || isLob(types.get(widest))) {
                return;
            }
            boolean binary = types.get(widest).toLowerCase(Locale.ROOT).contains("binary");
            types.set(widest, binary ? "LONGBLOB" : "LONGTEXT");
        }
    }

    private static boolean isLob(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.contains("text") || lower.contains("blob") || lower.equals("json");
    }

    /** How many bytes of row or index a column of this type may take. */
    private static int bytes(String type) {
        if (isLob(type)) {
            return Integer.MAX_VALUE;
        }
        NativeType parsed = NativeType.parse(type);
        return switch (parsed.base()) {
            case "varchar", "char" -> parsed.argument(0, 1) * BYTES_PER_CHARACTER + 2;
            case "varbinary", "binary" -> parsed.argument(0, 1) + 2;
            default -> 32;
        };
    }
}
