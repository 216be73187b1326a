package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.TableId;
import java.util.stream.Collectors;

/** Control tables in PostgreSQL's DDL, as AWS DMS writes it. */
final class ControlDdl {

    private ControlDdl() {}

    static String table(TableId name, ControlTable table) {
        return "CREATE TABLE IF NOT EXISTS " + Sql.name(name)
                + table.columns().stream()
                        .map(c -> Sql.name(c.name()) + " " + words(c))
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    static String index(TableId name, ControlTable table) {
        return "CREATE UNIQUE INDEX IF NOT EXISTS " + Sql.name(table.index()) + " ON " + Sql.name(name)
                + table.key().stream().map(Sql::name).collect(Collectors.joining(", ", " (", ")"));
    }

    /** The column's type, and whether it takes NULL. */
    static String words(ControlTable.Column column) {
        String type = switch (column.type()) {
            case VARCHAR, KEY_TEXT -> "varchar(" + column.length() + ")";
            case TEXT -> "text";
            case TIMESTAMP -> "timestamp";
            case BIGINT -> "int8";
            case COUNTER -> "bigserial PRIMARY KEY";
        };
        return type + (column.required() ? " not null" : "");
    }
}
