package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowFilter;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.TableSchema;
import java.util.Optional;

/**
 * A table's source filters on changes. Where the log does not hold what a filter asks for (a delete with the key alone), the change passes: on a row
 * that the target does not have it does nothing.
 */
final class ChangeFilter {

    private final Optional<RowFilter> filter;
    private final int[] asked;

    ChangeFilter(RowPredicate where, TableSchema source) {
        this.filter = where.isAll() ? Optional.empty() : Optional.of(new RowFilter(where, source));
        this.asked = SourceFilters.columns(where).stream()
                .mapToInt(column -> source.indexOf(column).orElseThrow())
                .toArray();
    }

    boolean takes(RowChange change) {
        if (filter.isEmpty()) {
            return true;
        }
        Row row = change.operation() == Operation.DELETE ? change.before() : completed(change);
        return row.isNone() || lacks(row) || filter.get().takes(row);
    }

    /** An unchanged value that the log leaves out of the new row may stand in the old one. */
    private Row completed(RowChange change) {
        Row after = change.after();
        if (change.before().isNone() || !lacks(after)) {
            return after;
        }
        Object[] values = new Object[after.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = after.isAbsent(i) ? change.before().value(i) : after.value(i);
        }
        return new Row(values);
    }

    private boolean lacks(Row row) {
        for (int column : asked) {
            if (row.isAbsent(column)) {
                return true;
            }
        }
        return false;
    }
}
