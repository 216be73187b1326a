package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.LogTable.LogColumn;
import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.connector.spi.Source.NativeColumns;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableSchema;
import java.io.IOException;
import java.util.List;

/** Reads rows of one table from row events, as one table map event announces them. */
final class LogRows {

    private final TableSchema schema;
    private final LogCell[] cells;
    private final int[] targets;

    /**
     * @param table which the log's types fit, see {@link LogMisfit}
     * @param types the log's types of the columns
     * @param metas the log's details of the types
     * @param nativeColumns whose values stay in the family: zero dates of the others are NULL
     */
    LogRows(LogTable table, int[] types, int[] metas, NativeColumns nativeColumns) {
        List<LogColumn> columns = table.columns();
        schema = schema(table, nativeColumns);
        cells = new LogCell[types.length];
        targets = new int[types.length];
        int visible = 0;
        for (int i = 0; i < types.length; i++) {
            LogColumn column = columns.get(i);
            targets[i] = column.hidden() ? -1 : visible++;
            boolean isNative =
                    !column.hidden() && schema.columns().get(targets[i]).isNative();
            cells[i] = new LogCell(column, types[i], metas[i], isNative);
        }
    }

    /** The table as its rows have it. */
    static TableSchema schema(LogTable table, NativeColumns nativeColumns) {
        TableSchema schema = table.toSchema();
        List<Column> columns = schema.columns().stream()
                .map(column -> nativeColumns.marked(schema.table(), column))
                .toList();
        return new TableSchema(schema.table(), columns, schema.key(), schema.collation());
    }

    TableSchema schema() {
        return schema;
    }

    int columns() {
        return cells.length;
    }

    /** The next row: a bit per column that is NULL, then the values. */
    Row next(Packet in) throws IOException {
        int nulls = in.at();
        in.skip((cells.length + 7) / 8);
        byte[] bytes = in.bytes();
        Object[] values = new Object[schema.columns().size()];
        for (int i = 0; i < cells.length; i++) {
            boolean isNull = (bytes[nulls + (i >> 3)] >> (i & 7) & 1) != 0;
            Object value = isNull ? null : cells[i].read(in);
            if (targets[i] >= 0) {
                values[targets[i]] = value;
            }
        }
        return new Row(values);
    }
}
