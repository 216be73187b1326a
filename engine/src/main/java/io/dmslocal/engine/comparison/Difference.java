package io.dmslocal.engine.comparison;

import java.util.List;

/**
 * A row that is not the same on both sides.
 *
 * @param key by which either side finds it
 * @param type what is wrong
 * @param columns those that differ, in table order; none when one side has no row
 * @param sourceMark of the source's row as it was read: another mark says that the row has changed; 0 without a row
 */
public record Difference(KeyPair key, Type type, List<ColumnDifference> columns, long sourceMark) {

    /** AWS's FAILURE_TYPE; these are its words. */
    public enum Type {
        RECORD_DIFF,
        MISSING_SOURCE,
        MISSING_TARGET
    }

    /**
     * One column of it, under its name of either side.
     *
     * @param sourceValue as text, bounded; empty Optional-like NULL is {@link FailureText#NULL}
     */
    public record ColumnDifference(String source, String target, String sourceValue, String targetValue) {}

    public Difference {
        columns = List.copyOf(columns);
    }
}
