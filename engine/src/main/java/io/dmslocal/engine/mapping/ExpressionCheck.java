package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.mapping.expression.Expression;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.settings.TableMappings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a document's expressions are ones, asked when it arrives: before any table is known, so a column's name may still be wrong. What no row can have a value of
 * is a fault: it does not compile, or looks at no row and fails. What fails for a few samples may have a value for a row all the same, and is a doubt only.
 */
public final class ExpressionCheck {

    /** What columns may hold: one of them will do for nearly whatever can be worked out at all. */
    private static final Object[] SAMPLES = {null, 1L, "1"};

    private ExpressionCheck() {}

    /** What is wrong with the first wrong one. */
    public static Optional<Fault> fault(TableMappings mappings) {
        return fault(mappings, Calculator.USUAL_DEADLINE);
    }

    /** @param patience which decides nothing: it only keeps whoever asks from waiting */
    static Optional<Fault> fault(TableMappings mappings, Duration patience) {
        List<TableMappings.Transformation> rules = rules(mappings);
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        try (Calculator calculator = new Calculator(patience)) {
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

    /**
     * A sentence for each expression that has a value for none of the samples.
     *
     * @param deadline how long one may take for one row, where it will be worked out
     */
    public static List<String> doubts(TableMappings mappings, Duration deadline) {
        List<TableMappings.Transformation> rules = rules(mappings);
        if (rules.isEmpty()) {
            return List.of();
        }
        List<String> doubts = new ArrayList<>();
        try (Calculator calculator = new Calculator(deadline)) {
            for (TableMappings.Transformation rule : rules) {
                doubt(rule, calculator)
                        .ifPresent(reason -> doubts.add("The expression of the rule with ruleId = "
                                + rule.rule().id()
                                + " may have no value for any row: it has none where its columns hold NULL, 1 or '1'. "
                                + reason));
            }
        }
        return doubts;
    }

    private static List<TableMappings.Transformation> rules(TableMappings mappings) {
        return mappings.transformations().stream()
                .filter(rule -> !rule.expression().isEmpty())
                .filter(rule ->
                        rule.action().equals("add-column") || rule.action().equals("rename"))
                .toList();
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
            try (Calculator.Prepared prepared = calculator.prepare(expression)) {
                return expression.names().isEmpty() ? withoutValue(prepared, calculator) : Optional.empty();
            }
        } catch (Expression.Malformed malformed) {
            return Optional.of(malformed.getMessage());
        } catch (Calculator.Failed failed) {
            return Optional.of(failed.getMessage()).filter(reason -> !failed.isLate());
        }
    }

    /** Of one that looks at nothing but what became of a row; how long it takes is another node's or another day's business. */
    private static Optional<String> withoutValue(Calculator.Prepared prepared, Calculator calculator) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Operation operation : Operation.values()) {
            calculator.operation(operation);
            try {
                prepared.value();
                return Optional.empty();
            } catch (Calculator.Failed failed) {
                if (failed.isLate()) {
                    return Optional.empty();
                }
                reasons.add(failed.getMessage());
            }
        }
        return Optional.of("It has no value for any row: " + String.join("; ", reasons));
    }

    private static Optional<String> doubt(TableMappings.Transformation rule, Calculator calculator) {
        Set<String> reasons = new LinkedHashSet<>();
        try {
            Expression expression = Expression.parse(rule.expression());
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
        } catch (Expression.Malformed malformed) {
            return Optional.empty(); // a fault
        } catch (Calculator.Failed failed) {
            return Optional.of(failed.getMessage()).filter(reason -> failed.isLate()); // or else a fault
        }
        return Optional.of(String.join("; ", reasons));
    }
}
