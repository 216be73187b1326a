package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.TableId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;

/** Names and texts as PostgreSQL's SQL writes them. */
final class Sql {

    /**
     * Bytes that the server keeps of a name; it cuts the rest with a notice. They are counted as UTF-8: in a database of another encoding it may keep more.
     * Source: "Identifiers and Key Words", PostgreSQL.
     */
    static final int NAME_BYTES = 63;

    private Sql() {}

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
