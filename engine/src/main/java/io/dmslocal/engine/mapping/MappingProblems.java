package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.Filling.Origin.Computed;
import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.mapping.expression.Expression;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Why rules cannot be applied to a table: what only the table's definition can tell. */
final class MappingProblems {

    private final Rulings rulings;
    private final TableSchema source;
    private final List<String> sentences = new ArrayList<>();

    MappingProblems(Rulings rulings, TableSchema source) {
        this.rulings = rulings;
        this.source = source;
    }

    List<String> of(Transformation transformation) {
        TableMapping mapping = transformation.of(source);
        checkNames();
        checkTypes();
        checkColumns(mapping);
        checkKey(mapping.target());
        checkExpressions();
        return List.copyOf(sentences);
    }

    private void problem(TableMappings.Transformation rule, String what) {
        sentences.add("Rule with ruleId = " + rule.rule().id() + " does not fit table " + source.table() + ": " + what);
    }

    private void checkNames() {
        TableId table = source.table();
        checkName(rulings.schema(table), table.schema(), fact -> Metadata.ofTable(table, fact));
        checkName(rulings.table(table), table.name(), fact -> Metadata.ofTable(table, fact));
        for (Column column : source.columns()) {
            Ruling ruling = rulings.column(table, column.name(), column.type());
            checkName(ruling, column.name(), fact -> Metadata.ofColumn(table, column, fact));
        }
    }

    private void checkName(Ruling ruling, String name, Function<String, Optional<String>> facts) {
        Optional<TableMappings.Transformation> rule = ruling.acting().filter(NewName::isMadeBy);
        try {
            if (rule.isPresent() && NewName.of(name, rule.get(), facts).isEmpty()) {
                problem(rule.get(), "nothing is left of the name " + name + ".");
            }
        } catch (Calculator.Failed e) {
            problem(rule.orElseThrow(), e.getMessage() + ".");
        }
    }

    private void checkTypes() {
        for (Column column : source.columns()) {
            rulings.column(source.table(), column.name(), column.type())
                    .acting()
                    .filter(rule -> rule.action().equals("change-data-type"))
                    .ifPresent(this::checkType);
        }
        rulings.added(source.table())
                .forEach(ruling -> checkType(ruling.acting().orElseThrow()));
    }

    private void checkType(TableMappings.Transformation rule) {
        rule.dataType()
                .filter(written -> WrittenType.of(written).isEmpty())
                .ifPresent(written -> problem(
                        rule, "the data-type " + written.type() + " is for document targets; no column can have it."));
    }

    private void checkColumns(TableMapping mapping) {
        if (mapping.target().columns().isEmpty()) {
            sentences.add(
                    "No column of " + source.table() + " is left: include-column and remove-column rules take all.");
        }
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < mapping.fillings().size(); i++) {
            String name = mapping.target().columns().get(i).name();
            boolean isAdded = mapping.fillings().get(i).origin() instanceof Computed;
            String other = names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (name.equals(other)) {
                sentences.add("Two columns of " + source.table() + " become " + name + " on the target.");
            } else if (other != null && isAdded) {
                sentences.add("The column " + name + " that a rule adds to " + source.table() + " differs from column "
                        + other + " only by case.");
            }
        }
    }

    private void checkKey(TableSchema target) {
        rulings.key(source.table())
                .flatMap(TableMappings.Transformation::primaryKey)
                .ifPresent(key -> key.columns().stream()
                        .filter(column -> target.indexOf(column).isEmpty())
                        .forEach(column -> sentences.add("The key " + key.name() + " of " + source.table()
                                + " needs column " + column + ", which the target table does not have.")));
    }

    private void checkExpressions() {
        List<TableMappings.Transformation> adding = rulings.added(source.table()).stream()
                .map(ruling -> ruling.acting().orElseThrow())
                .toList();
        if (adding.isEmpty()) {
            return;
        }
        try (Calculator calculator = new Calculator(Calculator.USUAL_DEADLINE)) {
            for (TableMappings.Transformation rule : adding) {
                check(rule, calculator);
            }
        }
    }

    private void check(TableMappings.Transformation rule, Calculator calculator) {
        try {
            Expression expression = Expression.parse(rule.expression());
            for (String name : expression.names()) {
                if (!Headers.has(name)
                        && Metadata.ofTable(source.table(), name).isEmpty()
                        && source.indexOf(name).isEmpty()) {
                    problem(
                            rule,
                            "Cannot find column " + name + " of its expression " + rule.expression()
                                    + "; the table has "
                                    + String.join(
                                            ", ",
                                            source.columns().stream()
                                                    .map(Column::name)
                                                    .toList())
                                    + ".");
                }
            }
            calculator.prepare(expression).close();
        } catch (Expression.Malformed | Calculator.Failed e) {
            problem(rule, e.getMessage());
        }
    }
}
