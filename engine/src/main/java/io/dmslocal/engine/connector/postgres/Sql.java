package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;

/** Names and texts as PostgreSQL's SQL writes them. */
final class Sql {

    private Sql() {}

    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String name(TableId table) {
        return name(table.schema()) + "." + name(table.name());
    }

    /** One text of each, for {@code unnest}. */
    static Array array(Connection connection, Collection<TableId> tables, Function<TableId, String> text)
            throws SQLException {
        return connection.createArrayOf("text", tables.stream().map(text).toArray());
    }

    static String text(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }
}
