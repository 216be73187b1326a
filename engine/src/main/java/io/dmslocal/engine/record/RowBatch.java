package io.dmslocal.engine.record;

import java.util.BitSet;
import java.util.List;

/** Rows of one table on their way from a source's reader to a target's writer. Filled by one thread, then given away. */
public sealed interface RowBatch {

    /** Rows in this batch. */
    int size();

    /** Bytes that this batch holds in memory, for bounds and for throughput; about right is good enough. */
    long bytes();

    /** Rows column by column. */
    final class Columns implements RowBatch {

        private final List<Column> columns;
        private final ColumnVector[] vectors;

        public Columns(List<Column> columns, int rows) {
            this.columns = columns;
            this.vectors = columns.stream().map(c -> new ColumnVector(c, rows)).toArray(ColumnVector[]::new);
        }

        /** Of vectors that are filled, one per column. */
        public Columns(List<Column> columns, ColumnVector[] vectors) {
            this.columns = columns;
            this.vectors = vectors;
        }

        public List<Column> columns() {
            return columns;
        }

        public ColumnVector vector(int column) {
            return vectors[column];
        }

        @Override
        public int size() {
            return vectors.length == 0 ? 0 : vectors[vectors.length - 1].size();
        }

        @Override
        public long bytes() {
            long bytes = 0;
            for (ColumnVector vector : vectors) {
                bytes += vector.heapSize() + 8L * vector.size();
            }
            return bytes;
        }

        /** The same rows but for some. */
        public Columns without(BitSet rows) {
            if (rows.isEmpty()) {
                return this;
            }
            ColumnVector[] kept = new ColumnVector[vectors.length];
            for (int c = 0; c < kept.length; c++) {
                kept[c] = vectors[c].without(rows);
            }
            return new Columns(columns, kept);
        }

        /** Row {@code i} as objects: for writers that send rows one by one, and for what is said about a rejected row. */
        public Row row(int i) {
            Object[] values = new Object[vectors.length];
            for (int c = 0; c < vectors.length; c++) {
                values[c] = vectors[c].value(i);
            }
            return new Row(values);
        }
    }

    /**
     * Rows in the untouched bytes of the source, for a target that takes the same form.
     *
     * @param format the form's name, agreed between source and target
     * @param heap rows end to end
     * @param ends where each row ends in the heap; its length is the number of rows
     */
    record Chunk(String format, byte[] heap, int[] ends) implements RowBatch {

        @Override
        public int size() {
            return ends.length;
        }

        @Override
        public long bytes() {
            return ends.length == 0 ? 0 : ends[ends.length - 1];
        }
    }
}
