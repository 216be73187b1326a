package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.record.TableId;
import java.util.stream.Collectors;

/** Control tables in MySQL's DDL. Its types are assumed, but for those of the validation's failures. */
final class ControlDdl {

    private ControlDdl() {}

    static String table(TableId name, ControlTable table) {
        String index = table.key().isEmpty()
                ? ""
                : ", UNIQUE KEY " + Sql.name(table.index()) + " (" + Sql.names(table.key()) + ")";
        return "CREATE TABLE IF NOT EXISTS " + Sql.name(name)
                + table.columns().stream()
                        .map(c -> Sql.name(c.name()) + " " + words(c))
                        .collect(Collectors.joining(", ", " (", index + ")"))
                + " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";
    }

    private static String words(ControlTable.Column column) {
        String type = switch (column.type()) {
            // AWS: DETAILS VARCHAR(8000) where PostgreSQL has 7800
            case VARCHAR -> "VARCHAR(" + (column.length() == 7800 ? 8000 : column.length()) + ")";
            case KEY_TEXT -> "TEXT";
            case TEXT -> "LONGTEXT";
            case TIMESTAMP -> "DATETIME(" + (column.name().equals("FAILURE_TIME") ? 3 : 6) + ")";
            case BIGINT -> "BIGINT";
            case COUNTER -> "BIGINT AUTO_INCREMENT PRIMARY KEY";
        };
        return type + (column.required() ? " NOT NULL" : "");
    }
}
