package io.dmslocal.engine.comparison;

import io.dmslocal.engine.comparison.Difference.ColumnDifference;
import io.dmslocal.engine.comparison.Difference.Type;
import io.dmslocal.engine.record.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares rows of one table. Rows of both sides have their values in the order of {@code columns}, the source's as the mapping has made them.
 *
 * @param columns those that are compared, the key's among them
 * @param key places of the key's columns among them, in key order
 */
public record RowComparison(List<Compared> columns, int[] key) {

    /** One column under its name of either side. */
    public record Compared(String source, String target, Form form) {}

    /**
     * A row of the source, as the mapping has made it.
     *
     * @param sourceKey what finds it there
     */
    public record Read(Row row, List<String> sourceKey) {}

    public RowComparison {
        columns = List.copyOf(columns);
    }

    /** The key in its canonical text, the same on both sides. */
    public List<String> name(Row row) {
        List<String> texts = new ArrayList<>(key.length);
        for (int at : key) {
            Object value = row.value(at);
            texts.add(
                    value == null
                            ? FailureText.NULL
                            : Values.text(columns.get(at).form(), value));
        }
        return texts;
    }

    /** The same of a row that has the key's columns only, in key order. */
    public List<String> nameOfKey(Row keyRow) {
        List<String> texts = new ArrayList<>(key.length);
        for (int i = 0; i < key.length; i++) {
            Object value = keyRow.value(i);
            texts.add(
                    value == null
                            ? FailureText.NULL
                            : Values.text(columns.get(key[i]).form(), value));
        }
        return texts;
    }

    /** The key as a database reads its own types. */
    public List<String> plainKey(Row row) {
        List<String> texts = new ArrayList<>(key.length);
        for (int at : key) {
            texts.add(plain(row.value(at)));
        }
        return texts;
    }

    /** A key's value as a database reads it. */
    public static String plain(Object value) {
        return value == null ? FailureText.NULL : Values.plain(value);
    }

    /** Each of the source's rows against the target's row of the same key. Rows that only the target has are not spoken of. */
    public List<Difference> compare(List<Read> source, List<Row> target) {
        return compare(source, byName(target));
    }

    /**
     * The rows of some keys, all that either side has.
     *
     * @param asked the keys: tell what would find a row that only the target has
     */
    public List<Difference> compare(Collection<KeyPair> asked, List<Read> source, List<Row> target) {
        Map<List<String>, Row> there = byName(target);
        List<Difference> differences = compare(source, there);
        for (KeyPair pair : asked) {
            if (there.containsKey(pair.name())) {
                differences.add(new Difference(pair, Type.MISSING_SOURCE, List.of(), 0));
            }
        }
        return differences;
    }

    private Map<List<String>, Row> byName(List<Row> rows) {
        Map<List<String>, Row> named = new HashMap<>(rows.size() * 2);
        rows.forEach(row -> named.put(name(row), row));
        return named;
    }

    /** @param there what is left when it returns has no row on the source */
    private List<Difference> compare(List<Read> source, Map<List<String>, Row> there) {
        List<Difference> differences = new ArrayList<>();
        for (Read read : source) {
            List<String> name = name(read.row());
            Row found = there.remove(name);
            if (found == null) {
                KeyPair pair = new KeyPair(name, read.sourceKey(), plainKey(read.row()));
                differences.add(new Difference(pair, Type.MISSING_TARGET, List.of(), mark(read.row())));
                continue;
            }
            List<ColumnDifference> differing = differing(read.row(), found);
            if (!differing.isEmpty()) {
                KeyPair pair = new KeyPair(name, read.sourceKey(), plainKey(found));
                differences.add(new Difference(pair, Type.RECORD_DIFF, differing, mark(read.row())));
            }
        }
        return differences;
    }

    private List<ColumnDifference> differing(Row source, Row target) {
        List<ColumnDifference> differing = List.of();
        for (int i = 0; i < columns.size(); i++) {
            Compared column = columns.get(i);
            Object from = source.value(i);
            Object to = target.value(i);
            if (!Values.same(column.form(), from, to)) {
                differing = differing.isEmpty() ? new ArrayList<>() : differing;
                differing.add(new ColumnDifference(
                        column.source(),
                        column.target(),
                        FailureText.shown(column.form(), from),
                        FailureText.shown(column.form(), to)));
            }
        }
        return differing;
    }

    private static long mark(Row row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.value(i);
        }
        return Arrays.deepHashCode(values) | 1L << 32;
    }
}
