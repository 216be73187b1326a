package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.TableDefinition;
import io.dmslocal.engine.connector.spi.TableDefinition.DeclaredColumn;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.KeyForm;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table on the target, in DDL.
 *
 * @param types of the schema's columns, in their order
 */
record TableDdl(TableSchema schema, List<String> types) {

    TableDdl {
        types = List.copyOf(types);
    }

    /** On a server that has all types of the source's; on one that has not, see {@link TableMaker#declared}. */
    static TableDdl of(TableSchema schema) {
        return new TableDdl(
                schema, schema.columns().stream().map(TableDdl::type).toList());
    }

    static String type(Column column) {
        return column.isNative() ? column.nativeType() : PostgresTypes.target(column.type());
    }

    static String makeSchema(String schema) {
        return "CREATE SCHEMA IF NOT EXISTS " + Sql.name(schema);
    }

    String create(boolean withKey) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Column column = schema.columns().get(i);
            parts.add(Sql.name(column.name()) + " " + types.get(i) + (column.nullable() ? "" : " NOT NULL"));
        }
        if (schema.isKeyed() && withKey) {
            parts.add(key(schema));
        }
        return "CREATE TABLE " + Sql.name(schema.table()) + " (" + String.join(", ", parts) + ")";
    }

    static String addKey(TableSchema schema) {
        return "ALTER TABLE " + Sql.name(schema.table()) + " ADD " + key(schema);
    }

    private static String key(TableSchema schema) {
        KeyForm form = schema.keyForm();
        String named = form.name().isEmpty() ? "" : "CONSTRAINT " + Sql.name(form.name()) + " ";
        return named + (form.isIndex() ? "UNIQUE (" : "PRIMARY KEY (")
                + schema.key().stream().map(Sql::name).collect(Collectors.joining(", ")) + ")";
    }

    TableDefinition definition(boolean keyAfterLoad) {
        List<String> statements = new ArrayList<>();
        statements.add(makeSchema(schema.table().schema()));
        statements.add(create(!keyAfterLoad));
        if (keyAfterLoad && schema.isKeyed()) {
            statements.add(addKey(schema));
        }
        List<DeclaredColumn> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add(new DeclaredColumn(
                    types.get(i), TypeLosses.onTarget(schema.columns().get(i))));
        }
        return new TableDefinition(schema.table(), columns, statements);
    }
}
