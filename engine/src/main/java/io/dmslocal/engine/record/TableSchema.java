package io.dmslocal.engine.record;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiPredicate;

/**
 * A table's definition: columns in table order and the key by which its rows are found.
 *
 * @param table the name
 * @param columns in table order
 * @param key names of the primary key's columns (or of a unique, not-null index where there is no primary key), in key order; empty without one
 * @param collation the table's collation where its database reports one, else empty
 * @param keyForm how the key is declared on a target; means nothing on a source
 */
public record TableSchema(TableId table, List<Column> columns, List<String> key, String collation, KeyForm keyForm) {

    public TableSchema {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    public TableSchema(TableId table, List<Column> columns, List<String> key, String collation) {
        this(table, columns, key, collation, KeyForm.PRIMARY);
    }

    public TableSchema(TableId table, List<Column> columns, List<String> key) {
        this(table, columns, key, "");
    }

    public boolean isKeyed() {
        return !key.isEmpty();
    }

    public OptionalInt indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** Positions of the key's columns among {@link #columns}, in key order. */
    public int[] keyIndexes() {
        Map<String, Integer> indexes = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            indexes.put(columns.get(i).name(), i);
        }
        return key.stream().mapToInt(indexes::get).toArray();
    }

    /**
     * Columns that look renamed in a later definition, where no log says it: in a definition of as many columns, an unknown name of the same type stands in the
     * place of a name that is gone. To drop a table's last column and add one of the same type looks the same.
     *
     * @param ofOneType whether a column before and one after have the same type, as a target sees types
     * @return old names by new ones
     */
    public Map<String, String> seemingRenames(TableSchema after, BiPredicate<Column, Column> ofOneType) {
        Map<String, String> names = new HashMap<>();
        if (columns.size() != after.columns.size()) {
            return names;
        }
        for (int i = 0; i < columns.size(); i++) {
            Column old = columns.get(i);
            Column now = after.columns.get(i);
            boolean isMoved =
                    after.indexOf(old.name()).isEmpty() && indexOf(now.name()).isEmpty();
            if (isMoved && ofOneType.test(old, now)) {
                names.put(now.name(), old.name());
            }
        }
        return names;
    }
}
