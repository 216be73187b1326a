package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.mapping.expression.Expression;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.settings.TableMappings;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a document's expressions are ones, asked when it arrives: before any table is known, so a column's name may still be wrong. What has no value for any of
 * a few samples has none for a row.
 */
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
            return withoutValue(expression, calculator);
        } catch (Expression.Malformed | Calculator.Failed e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Values of which one will do for whatever can be worked out at all. */
    private static final Object[] SAMPLES = {null, 1L, "1"};

    /** Why it has no value, whatever the row holds. */
    private static Optional<String> withoutValue(Expression expression, Calculator calculator)
            throws Calculator.Failed {
        Set<String> reasons = new LinkedHashSet<>();
        try (Calculator.Prepared prepared = calculator.prepare(expression)) {
            for (Object sample : SAMPLES) {
                try {
                    prepared.value(Collections.nCopies(expression.names().size(), sample)
                            .toArray());
                    return Optional.empty();
                } catch (Calculator.Failed failed) {
                    reasons.add(failed.getMessage());
                }
            }
        }
        return Optional.of("It has no value for any row: " + String.join("; ", reasons));
    }
}
