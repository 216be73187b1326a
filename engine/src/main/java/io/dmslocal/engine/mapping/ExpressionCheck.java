package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.mapping.expression.Expression;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.TableMappings;
import java.util.List;
import java.util.Optional;

/** Whether a document's expressions are ones, asked when it arrives: before any table is known, so a column's name may still be wrong. */
public final class ExpressionCheck {

    private ExpressionCheck() {}

    /** What is wrong with the first wrong one. */
    public static Optional<Fault> fault(TableMappings mappings) {
        List<TableMappings.Transformation> rules = mappings.transformations().stream()
                .filter(rule -> !rule.expression().isEmpty())
                .filter(rule ->
                        rule.action().equals("add-column") || rule.action().equals("rename"))
                .toList();
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        try (Calculator calculator = new Calculator(Calculator.USUAL_DEADLINE)) {
            for (TableMappings.Transformation rule : rules) {
                Optional<String> problem = problem(rule, calculator);
                if (problem.isPresent()) {
                    return problem.map(detail -> Fault.invalidValue("Error in mapping rules. Rule with ruleId = "
                            + rule.rule().id() + " failed validation. The member expression: " + detail));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(TableMappings.Transformation rule, Calculator calculator) {
        try {
            Expression expression = Expression.parse(rule.expression());
            if (rule.action().equals("rename")) {
                Optional<String> column = expression.names().stream()
                        .filter(name -> !Metadata.has(name))
                        .findFirst();
                if (column.isPresent()) {
                    return Optional.of("A name is made before any row is read: $" + column.get() + " is none of "
                            + Metadata.NAMES);
                }
            }
            calculator.prepare(expression).close();
            return Optional.empty();
        } catch (Expression.Malformed | Calculator.Failed e) {
            return Optional.of(e.getMessage());
        }
    }
}
