package io.dmslocal.engine.record;

import io.dmslocal.engine.record.RowPredicate.And;
import io.dmslocal.engine.record.RowPredicate.Between;
import io.dmslocal.engine.record.RowPredicate.Compare;
import io.dmslocal.engine.record.RowPredicate.IsNull;
import io.dmslocal.engine.record.RowPredicate.Not;
import io.dmslocal.engine.record.RowPredicate.Operator;
import io.dmslocal.engine.record.RowPredicate.Or;
import java.util.List;

/**
 * A {@link RowPredicate} evaluated in memory, made once per table definition: literals are read and columns are found once. Texts are compared by their
 * characters' numbers, as databases do in a binary collation.
 */
public final class RowFilter {

    /** SQL's truth: null is unknown. */
    private interface Node {
        Boolean of(Row row);
    }

    private final Node root;

    /** @param predicate without {@link RowPredicate#problems} for this table */
    public RowFilter(RowPredicate predicate, TableSchema table) {
        this.root = node(predicate, table);
    }

    /** Whether the predicate is true of the row; a value that the row does not have counts as NULL. */
    public boolean takes(Row row) {
        return Boolean.TRUE.equals(root.of(row));
    }

    private static Node node(RowPredicate predicate, TableSchema table) {
        if (predicate instanceof And and) {
            return joined(and.all(), table, false);
        } else if (predicate instanceof Or or) {
            return joined(or.any(), table, true);
        } else if (predicate instanceof Not not) {
            Node of = node(not.of(), table);
            return row -> {
                Boolean truth = of.of(row);
                return truth == null ? null : Boolean.valueOf(!truth);
            };
        } else if (predicate instanceof Compare c) {
            return compared(table, c.column(), c.operator(), c.literal());
        } else if (predicate instanceof Between b) {
            return node(
                    new And(List.of(
                            new Compare(b.column(), Operator.GE, b.from()),
                            new Compare(b.column(), Operator.LE, b.to()))),
                    table);
        } else if (predicate instanceof IsNull n) {
            int column = table.indexOf(n.column()).orElseThrow();
            return row -> row.value(column) == null || row.isAbsent(column);
        }
        return row -> true;
    }

    /** @param decisive the truth that decides whatever the others are */
    private static Node joined(List<RowPredicate> members, TableSchema table, boolean decisive) {
        List<Node> nodes = members.stream().map(member -> node(member, table)).toList();
        return row -> {
            Boolean truth = !decisive;
            for (Node node : nodes) {
                Boolean one = node.of(row);
                if (one == null) {
                    truth = null;
                } else if (one == decisive) {
                    return decisive;
                }
            }
            return truth;
        };
    }

    @SuppressWarnings("unchecked") // both sides are made for the same type
    private static Node compared(TableSchema table, String name, Operator operator, String literal) {
        int column = table.indexOf(name).orElseThrow();
        DmsType type = table.columns().get(column).type();
        Comparable<Object> wanted = (Comparable<Object>) Literal.of(type, literal);
        return row -> {
            Object value = Literal.comparable(type, row.value(column));
            return value == null ? null : Boolean.valueOf(operator.holds(-wanted.compareTo(value)));
        };
    }
}
