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

    /** Bytes of UTF-8 that the server keeps of a name in a UTF-8 database; it cuts the rest with a notice. Source: "Identifiers and Key Words", PostgreSQL. */
    private static final int NAME_BYTES = 63;

    /** As the server keeps a name: cut between characters. */
    static String kept(String name) {
        int bytes = 0;
        for (int i = 0; i < name.length(); i = name.offsetByCodePoints(i, 1)) {
            int point = name.codePointAt(i);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > NAME_BYTES) {
                return name.substring(0, i);
            }
        }
        return name;
    }

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
