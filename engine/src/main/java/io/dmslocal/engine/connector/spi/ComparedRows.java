package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows of one side that are read to be compared with the other side's.
 *
 * @param table as this side defines it: {@link Source#schema}, {@link Target#schema}
 * @param columns in the order in which they are wanted. Those that are {@link Column#isNative} come as the database's own text, in the form of an NCLOB
 * @param functions SQL of this side that stands for a column, by its name; {@code ${column-name}} in it is the column. Comes as text, too
 * @param where of a source: which rows the task takes
 * @param keys only rows with these keys: texts of the columns of {@link TableSchema#key}, in its order; what is no value
 *     of a column finds no row. Empty for all rows
 * @param batchBytes about how large a batch may be, bytes
 */
public record ComparedRows(
        TableSchema table,
        List<Column> columns,
        Map<String, String> functions,
        RowPredicate where,
        Optional<List<List<String>>> keys,
        int batchBytes) {

    private static final DmsType TEXT = DmsType.of(DmsType.Kind.NCLOB);
    private static final String PLACE = "${column-name}";

    public ComparedRows {
        columns = List.copyOf(columns);
        functions = Map.copyOf(functions);
    }

    /** As they come: what stands in batches. */
    public List<Column> columnsAsRead() {
        return columns.stream()
                .map(column -> isText(column) ? new Column(column.name(), TEXT, column.nativeType(), true) : column)
                .toList();
    }

    /** Whether the database itself writes the column's values as text. */
    public boolean isText(Column column) {
        return column.isNative() || functions.containsKey(column.name());
    }

    /** What is selected for a column. */
    public String expression(Column column, String quotedName) {
        String function = functions.get(column.name());
        return function == null ? quotedName : "(" + function.replace(PLACE, quotedName) + ")";
    }
}
