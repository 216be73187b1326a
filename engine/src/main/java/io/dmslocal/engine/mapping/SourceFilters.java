package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.RowPredicate.And;
import io.dmslocal.engine.record.RowPredicate.Between;
import io.dmslocal.engine.record.RowPredicate.Compare;
import io.dmslocal.engine.record.RowPredicate.IsNull;
import io.dmslocal.engine.record.RowPredicate.Not;
import io.dmslocal.engine.record.RowPredicate.Operator;
import io.dmslocal.engine.record.RowPredicate.Or;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings.Condition;
import io.dmslocal.engine.settings.TableMappings.Filter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A selection rule's filters as one predicate: all filters must hold, and of each any of its conditions. NULL satisfies no comparison. Source: "Using
 * source filters", AWS DMS user guide.
 *
 * @param predicate of the filters whose columns the table has
 * @param missing columns that it has not: a rule with wildcards may name one that only some of its tables have
 * @param problems why the predicate does not fit the table, a sentence each: LOBs, names written from right to left, and values that are none of
 *     their column's type
 */
public record SourceFilters(RowPredicate predicate, List<String> missing, List<String> problems) {

    public static SourceFilters of(List<Filter> filters, TableSchema table) {
        RowPredicate all = RowPredicate.ALL;
        List<String> missing = new ArrayList<>();
        for (Filter filter : filters) {
            if (table.indexOf(filter.column()).isPresent()) {
                all = all.and(predicate(filter));
            } else {
                missing.add(filter.column());
            }
        }
        List<String> problems = new ArrayList<>(all.problems(table));
        filters.stream()
                .map(Filter::column)
                .filter(column -> table.indexOf(column).isPresent() && NewName.isRightToLeft(column))
                .forEach(column -> problems.add("Column " + column + " of table " + table.table()
                        + " is written from right to left: such columns cannot be filtered."));
        return new SourceFilters(all, List.copyOf(missing), List.copyOf(problems));
    }

    private static RowPredicate predicate(Filter filter) {
        List<RowPredicate> conditions = filter.conditions().stream()
                .map(condition -> predicate(filter.column(), condition))
                .toList();
        return conditions.size() == 1 ? conditions.get(0) : new Or(conditions);
    }

    private static RowPredicate predicate(String column, Condition condition) {
        String value = condition.value();
        return switch (condition.operator()) {
            case "eq" -> new Compare(column, Operator.EQ, value);
            case "noteq" -> new Compare(column, Operator.NE, value);
            case "lte" -> new Compare(column, Operator.LE, value);
            case "gte" -> new Compare(column, Operator.GE, value);
            case "between" -> new Between(column, value, condition.end());
            case "notbetween" ->
                new Or(List.of(
                        new Compare(column, Operator.LT, value), new Compare(column, Operator.GT, condition.end())));
            case "null" -> new IsNull(column);
            case "notnull" -> new Not(new IsNull(column));
            default -> throw new IllegalArgumentException("No filter-operator: " + condition.operator());
        };
    }

    /** The columns that a predicate asks for. */
    static Set<String> columns(RowPredicate predicate) {
        Set<String> columns = new LinkedHashSet<>();
        collect(predicate, columns);
        return columns;
    }

    private static void collect(RowPredicate predicate, Set<String> columns) {
        if (predicate instanceof And and) {
            and.all().forEach(member -> collect(member, columns));
        } else if (predicate instanceof Or or) {
            or.any().forEach(member -> collect(member, columns));
        } else if (predicate instanceof Not not) {
            collect(not.of(), columns);
        } else if (predicate instanceof Compare compare) {
            columns.add(compare.column());
        } else if (predicate instanceof Between between) {
            columns.add(between.column());
        } else if (predicate instanceof IsNull isNull) {
            columns.add(isNull.column());
        }
    }
}
