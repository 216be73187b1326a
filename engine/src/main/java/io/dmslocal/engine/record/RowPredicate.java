package io.dmslocal.engine.record;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.StringJoiner;

/**
 * Which rows of a table: what a filter, or one part of a table that is loaded in parts, becomes. A source renders it to its SQL ({@link #sql}); {@link
 * RowFilter} evaluates it in memory. Both follow SQL's three-valued logic: a comparison with NULL is neither true nor false, and only what is true is
 * taken, so {@code NOT (a < 5)} does not take rows whose {@code a} is NULL.
 *
 * <p>Values are texts as a user wrote them. Whoever makes a predicate asks {@link #problems} first and says whose rule is wrong.
 */
public sealed interface RowPredicate {

    /** Every row. */
    RowPredicate ALL = new All();

    record All() implements RowPredicate {}

    /** Without members: every row. */
    record And(List<RowPredicate> all) implements RowPredicate {

        public And {
            all = List.copyOf(all);
        }
    }

    /** Without members: no row. */
    record Or(List<RowPredicate> any) implements RowPredicate {

        public Or {
            any = List.copyOf(any);
        }
    }

    record Not(RowPredicate of) implements RowPredicate {}

    /** @param literal {@link Literal} reads it by the column's type */
    record Compare(String column, Operator operator, String literal) implements RowPredicate {}

    /** Both ends included. */
    record Between(String column, String from, String to) implements RowPredicate {}

    record IsNull(String column) implements RowPredicate {}

    /** How a column is compared. */
    enum Operator {
        EQ("="),
        NE("<>"),
        LT("<"),
        LE("<="),
        GT(">"),
        GE(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        /** @param order of the column's value against the literal, as {@link Comparable} has it */
        boolean holds(int order) {
            return switch (this) {
                case EQ -> order == 0;
                case NE -> order != 0;
                case LT -> order < 0;
                case LE -> order <= 0;
                case GT -> order > 0;
                case GE -> order >= 0;
            };
        }
    }

    /** How a database writes a column's name and a value of that column. */
    interface Words {

        String name(String column);

        String literal(String column, String text);
    }

    /** Rows for which both hold. */
    default RowPredicate and(RowPredicate other) {
        if (isAll() || other.isAll()) {
            return isAll() ? other : this;
        }
        return new And(List.of(this, other));
    }

    /** Whether nothing is left out. */
    default boolean isAll() {
        return this instanceof All || this instanceof And and && and.all().isEmpty();
    }

    /** The condition of a WHERE clause. */
    default String sql(Words words) {
        if (this instanceof And and && !and.all().isEmpty()) {
            return joined(" AND ", and.all(), words);
        }
        return term(words);
    }

    /** As part of another condition. */
    private String term(Words words) {
        if (this instanceof And and && !and.all().isEmpty()) {
            return "(" + joined(" AND ", and.all(), words) + ")";
        } else if (this instanceof Or or && !or.any().isEmpty()) {
            return "(" + joined(" OR ", or.any(), words) + ")";
        } else if (this instanceof Not not) {
            return "NOT " + not.of().term(words);
        } else if (this instanceof Compare c) {
            return "(" + words.name(c.column()) + " " + c.operator().sign() + " "
                    + words.literal(c.column(), c.literal()) + ")";
        } else if (this instanceof Between b) {
            return "(" + words.name(b.column()) + " BETWEEN " + words.literal(b.column(), b.from()) + " AND "
                    + words.literal(b.column(), b.to()) + ")";
        } else if (this instanceof IsNull n) {
            return "(" + words.name(n.column()) + " IS NULL)";
        }
        return this instanceof Or ? "(1 = 0)" : "(1 = 1)";
    }

    private static String joined(String word, List<RowPredicate> members, Words words) {
        StringJoiner joined = new StringJoiner(word);
        members.forEach(member -> joined.add(member.term(words)));
        return joined.toString();
    }

    /** What is wrong with it for this table: columns that are not there or are LOBs, values that are none of their column's type; a sentence each. */
    default List<String> problems(TableSchema table) {
        List<String> problems = new ArrayList<>();
        collectProblems(table, problems);
        return problems;
    }

    private void collectProblems(TableSchema table, List<String> problems) {
        if (this instanceof And and) {
            and.all().forEach(member -> member.collectProblems(table, problems));
        } else if (this instanceof Or or) {
            or.any().forEach(member -> member.collectProblems(table, problems));
        } else if (this instanceof Not not) {
            not.of().collectProblems(table, problems);
        } else if (this instanceof Compare c) {
            check(table, c.column(), List.of(c.literal()), problems);
        } else if (this instanceof Between b) {
            check(table, b.column(), List.of(b.from(), b.to()), problems);
        } else if (this instanceof IsNull n) {
            check(table, n.column(), List.of(), problems);
        }
    }

    private static void check(TableSchema table, String column, List<String> literals, List<String> problems) {
        OptionalInt index = table.indexOf(column);
        if (index.isEmpty()) {
            problems.add("Table " + table.table() + " has no column " + column + ".");
            return;
        }
        DmsType type = table.columns().get(index.getAsInt()).type();
        if (type.kind().isLob()) {
            problems.add("Column " + column + " of table " + table.table() + " is a LOB (" + type.kind()
                    + "), whose values cannot be compared.");
            return;
        }
        for (String literal : literals) {
            try {
                Literal.of(type, literal);
            } catch (IllegalArgumentException e) {
                problems.add("Column " + column + " of table " + table.table() + " is " + type.kind() + ": "
                        + e.getMessage() + ".");
            }
        }
    }
}
