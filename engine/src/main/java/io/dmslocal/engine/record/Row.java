package io.dmslocal.engine.record;

/**
 * One row's values in the order of its schema's columns, in the Java forms that {@link DmsType} lists; null is SQL's NULL.
 *
 * <p>Holds its array without a copy: whoever makes a row gives the array away.
 */
public final class Row {

    /** Stands for a value that the source did not send: a column outside the replica identity, or an unchanged large object. */
    public static final Object ABSENT = new Object() {
        @Override
        public String toString() {
            return "absent";
        }
    };

    /** The image that a change does not have. */
    public static final Row NONE = new Row(new Object[0]);

    private final Object[] values;

    public Row(Object[] values) {
        this.values = values;
    }

    public Object value(int column) {
        return values[column];
    }

    public boolean isAbsent(int column) {
        return values[column] == ABSENT;
    }

    public int size() {
        return values.length;
    }

    public boolean isNone() {
        return values.length == 0;
    }

    /** The row whose value {@code i} is this row's value {@code columns[i]}. */
    public Row select(int[] columns) {
        if (isNone()) {
            return this;
        }
        Object[] selected = new Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            selected[i] = values[columns[i]];
        }
        return new Row(selected);
    }
}
