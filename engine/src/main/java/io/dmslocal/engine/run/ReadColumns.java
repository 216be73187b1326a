package io.dmslocal.engine.run;

import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiPredicate;

/**
 * Which columns of the source the task has to do with: all but those that are left out, by rules or as LOBs.
 *
 * @param mappings of tables as they are when a session opens
 * @param choice is asked for tables and columns that come later: of these it knows the names
 */
record ReadColumns(Map<TableId, TableMapping> mappings, TableChoice choice) implements BiPredicate<TableId, String> {

    ReadColumns {
        mappings = Map.copyOf(mappings);
    }

    @Override
    public boolean test(TableId table, String column) {
        TableMapping mapping = mappings.get(table);
        OptionalInt place =
                mapping == null ? OptionalInt.empty() : mapping.source().indexOf(column);
        if (place.isEmpty()) {
            return !choice.leavesOut(table, column);
        }
        Column asked = mapping.source().columns().get(place.getAsInt());
        return mapping.columnsToRead().contains(asked) || isFiltered(mapping, asked);
    }

    private static boolean isFiltered(TableMapping mapping, Column column) {
        List<Column> others = mapping.source().columns().stream()
                .filter(other -> !other.equals(column))
                .toList();
        return !mapping.where()
                .problems(new TableSchema(mapping.source().table(), others, List.of()))
                .isEmpty();
    }
}
