package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;

/**
 * What transformation rules make of one table, worked out once when the table is first met: nothing is looked up per row.
 *
 * @param source as the source defines it
 * @param target names, columns and key on the target
 * @param columns {@code target.columns[i]} takes its value from {@code source.columns[columns[i]]}
 */
public record TableMapping(TableSchema source, TableSchema target, int[] columns) {

    /** The source's columns that are read, in the target's order. */
    public List<Column> columnsToRead() {
        return java.util.Arrays.stream(columns).mapToObj(source.columns()::get).toList();
    }

    /** Whether a source row is a target row as it stands. */
    public boolean isIdentity() {
        if (columns.length != source.columns().size()) {
            return false;
        }
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** A source row (image of a change) as the target's row. */
    public Row apply(Row row) {
        return isIdentity() ? row : row.select(columns);
    }
}
