package io.dmslocal.engine.connector.messages;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import java.math.BigDecimal;
import java.util.List;

/** One row's values, wherever they lie: in a load's batch or in a change. */
sealed interface Cells {

    /** Neither NULL nor a value: the source did not send it. */
    boolean isAbsent(int column);

    /** NULL or absent. */
    boolean isMissing(int column);

    /** An empty string, or no bytes. */
    boolean isEmpty(int column);

    void print(JsonBuffer out, Values values, int column);

    /** The value as part of a key: like the message shows it, but numbers keep all their digits (assumed). Empty for NULL. */
    String text(Values values, int column);

    /** A row of a batch; moved from row to row. */
    final class InBatch implements Cells {

        private final RowBatch.Columns batch;
        private int row;

        InBatch(RowBatch.Columns batch) {
            this.batch = batch;
        }

        InBatch at(int newRow) {
            row = newRow;
            return this;
        }

        @Override
        public boolean isAbsent(int column) {
            return false;
        }

        @Override
        public boolean isMissing(int column) {
            return batch.vector(column).isNull(row);
        }

        @Override
        public boolean isEmpty(int column) {
            return !batch.columns().get(column).isInLongs()
                    && batch.vector(column).length(row) == 0;
        }

        @Override
        public void print(JsonBuffer out, Values values, int column) {
            values.print(out, batch.columns().get(column), batch.vector(column), row);
        }

        @Override
        public String text(Values values, int column) {
            ColumnVector vector = batch.vector(column);
            return vector.isNull(row) ? "" : keyText(values, batch.columns().get(column), vector.value(row));
        }
    }

    /** A row of a change. */
    record InRow(List<Column> columns, Row row) implements Cells {

        @Override
        public boolean isAbsent(int column) {
            return row.isNone() || row.isAbsent(column);
        }

        @Override
        public boolean isMissing(int column) {
            return isAbsent(column) || row.value(column) == null;
        }

        @Override
        public boolean isEmpty(int column) {
            Object value = row.value(column);
            return value instanceof String text ? text.isEmpty() : value instanceof byte[] bytes && bytes.length == 0;
        }

        @Override
        public void print(JsonBuffer out, Values values, int column) {
            values.print(out, columns.get(column), row.value(column));
        }

        @Override
        public String text(Values values, int column) {
            return isMissing(column) ? "" : keyText(values, columns.get(column), row.value(column));
        }
    }

    private static String keyText(Values values, Column column, Object value) {
        return switch (column.type().kind()) {
            case STRING, WSTRING, CLOB, NCLOB -> (String) value;
            case NUMERIC -> ((BigDecimal) value).toPlainString();
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4, UINT8 -> value.toString();
            default -> {
                JsonBuffer buffer = new JsonBuffer(false);
                values.print(buffer, column, value);
                String json = buffer.textFrom(0);
                yield json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
            }
        };
    }
}
