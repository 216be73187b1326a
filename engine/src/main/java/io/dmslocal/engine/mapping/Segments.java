package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.RowPredicate.And;
import io.dmslocal.engine.record.RowPredicate.Compare;
import io.dmslocal.engine.record.RowPredicate.Not;
import io.dmslocal.engine.record.RowPredicate.Operator;
import io.dmslocal.engine.record.RowPredicate.Or;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.ParallelLoad;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The parts in which a table is loaded.
 *
 * <p>Ranges: a row is below a boundary {@code (b1, b2)} when {@code c1 < b1}, or {@code c1 = b1} and {@code c2 < b2}. The first segment is what is below the
 * first boundary, the last what is not below the last one, and each other what is below its boundary and not below the one before. A row that has
 * NULL in one of the columns that decide is in no segment and is not loaded.
 *
 * <p>Source: "Using parallel load for selected tables, views, and collections", AWS DMS user guide; its generated WHERE clause, where its words differ.
 */
public final class Segments {

    /** As AWS names them: DOUBLE, FLOAT, BLOB, CLOB, NCLOB. */
    private static final Set<Kind> NOT_ORDERED = EnumSet.of(Kind.REAL4, Kind.REAL8, Kind.BLOB, Kind.CLOB, Kind.NCLOB);

    private Segments() {}

    /** Why the table cannot be loaded in these ranges, one sentence each; empty when it can. */
    public static List<String> problems(ParallelLoad load, TableSchema table) {
        List<String> problems = new ArrayList<>();
        for (String name : load.columns()) {
            OptionalInt index = table.indexOf(name);
            if (index.isPresent()) {
                Column column = table.columns().get(index.getAsInt());
                if (NOT_ORDERED.contains(column.type().kind())) {
                    problems.add("Column " + name + " of table " + table.table() + " is "
                            + column.type().kind()
                            + ", which cannot be a column of parallel-load ranges: choose one of whole or decimal numbers,"
                            + " dates, times or short texts.");
                }
            }
        }
        if (!problems.isEmpty()) {
            return problems;
        }
        List<RowPredicate> below = load.boundaries().stream()
                .map(boundary -> below(load.columns(), boundary))
                .toList();
        return new Or(below).problems(table).stream().distinct().toList();
    }

    /** The segments of {@link ParallelLoad#boundaries}. */
    public static List<Segment> ranges(ParallelLoad load) {
        List<RowPredicate> below = load.boundaries().stream()
                .map(boundary -> below(load.columns(), boundary))
                .toList();
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i <= below.size(); i++) {
            RowPredicate where = i == 0
                    ? below.get(0)
                    : i == below.size()
                            ? new Not(below.get(i - 1))
                            : new And(List.of(new Not(below.get(i - 1)), below.get(i)));
            String name =
                    load.segmentNames().isEmpty() ? "" : load.segmentNames().get(i);
            segments.add(new Segment(i + 1, name, where, ""));
        }
        return segments;
    }

    /** A segment per partition. */
    public static List<Segment> partitions(List<String> names) {
        List<Segment> segments = new ArrayList<>();
        for (String name : names) {
            segments.add(new Segment(segments.size() + 1, name, RowPredicate.ALL, name));
        }
        return segments;
    }

    private static RowPredicate below(List<String> columns, List<String> boundary) {
        List<RowPredicate> ways = new ArrayList<>();
        List<RowPredicate> equal = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            RowPredicate less = new Compare(columns.get(i), Operator.LT, boundary.get(i));
            List<RowPredicate> way = new ArrayList<>(equal);
            way.add(less);
            ways.add(way.size() == 1 ? less : new And(way));
            equal.add(new Compare(columns.get(i), Operator.EQ, boundary.get(i)));
        }
        return new Or(ways);
    }
}
