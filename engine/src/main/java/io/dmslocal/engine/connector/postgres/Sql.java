package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.TableId;

/** Names and texts as PostgreSQL's SQL writes them. */
final class Sql {

    private Sql() {}

    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String name(TableId table) {
        return name(table.schema()) + "." + name(table.name());
    }

    static String text(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }
}
