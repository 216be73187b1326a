package io.dmslocal.engine.connector.debezium;

import io.dmslocal.engine.record.TableId;
import java.util.Collection;
import java.util.stream.Collectors;

/** Debezium's lists of tables: patterns between commas. */
public final class TableLists {

    private TableLists() {}

    /** Exactly these tables, as far as Debezium tells names apart. */
    public static String of(Collection<TableId> tables) {
        return tables.stream()
                .map(table -> literally(table.schema()) + "\\." + literally(table.name()))
                .collect(Collectors.joining(","));
    }

    /** A name as a pattern, without a comma or blank of its own. */
    public static String literally(String name) {
        return name.codePoints()
                .mapToObj(c -> Character.isLetterOrDigit(c) || c == '_'
                        ? Character.toString(c)
                        : "\\x{" + Integer.toHexString(c) + "}")
                .collect(Collectors.joining());
    }
}
