package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.mapping.expression.Expression;
import io.dmslocal.engine.settings.TableMappings;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What the naming actions make of a name. Source: "Transformation rules and actions", AWS DMS user guide. */
final class NewName {

    private static final Set<String> ACTIONS = Set.of(
            "rename",
            "convert-lowercase",
            "convert-uppercase",
            "add-prefix",
            "add-suffix",
            "remove-prefix",
            "remove-suffix",
            "replace-prefix",
            "replace-suffix");

    /** One for all names of this process, used by one thread at a time: to open one takes longer than to make a name. */
    private static final class Shared {
        static final Calculator CALCULATOR = new Calculator(Calculator.USUAL_DEADLINE);
    }

    private NewName() {}

    static boolean isMadeBy(TableMappings.Transformation rule) {
        return ACTIONS.contains(rule.action());
    }

    /** Why an action does nothing to a name that its rule matches; empty when it does. */
    static Optional<String> obstacle(TableMappings.Transformation rule, String name) {
        String missing = switch (rule.action()) {
            case "remove-prefix" -> name.startsWith(rule.value()) ? "" : "does not begin with " + rule.value();
            case "remove-suffix" -> name.endsWith(rule.value()) ? "" : "does not end with " + rule.value();
            case "replace-prefix" -> name.startsWith(rule.oldValue()) ? "" : "does not begin with " + rule.oldValue();
            case "replace-suffix" -> name.endsWith(rule.oldValue()) ? "" : "does not end with " + rule.oldValue();
            default -> "";
        };
        return missing.isEmpty() ? special(name) : Optional.of("The name " + name + " " + missing + ".");
    }

    /** Names that no rule can change: "Limitations", assumed to hold for schemas, tables and columns alike. */
    private static Optional<String> special(String name) {
        boolean isSpecial =
                isRightToLeft(name) || name.codePoints().anyMatch(c -> c == '#' || c == '\\' || c == '/' || c == '-');
        return isSpecial
                ? Optional.of(
                        "The name " + name
                                + " has one of the characters # \\ / - or is written from right to left; rules do not change such names.")
                : Optional.empty();
    }

    /** Whether a name has a letter of a script that is written from right to left. */
    static boolean isRightToLeft(String name) {
        return name.codePoints().anyMatch(NewName::isRightToLeft);
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    /**
     * @param facts what {@code $AR_M_...} says; empty for a name that is none
     * @throws Calculator.Failed when the rule's expression makes no name
     */
    static String of(String name, TableMappings.Transformation rule, Function<String, Optional<String>> facts)
            throws Calculator.Failed {
        String value = rule.value();
        return switch (rule.action()) {
            case "rename" -> rule.expression().isEmpty() ? value : worked(rule.expression(), facts);
            case "convert-lowercase" -> name.toLowerCase(Locale.ROOT);
            case "convert-uppercase" -> name.toUpperCase(Locale.ROOT);
            case "add-prefix" -> value + name;
            case "add-suffix" -> name + value;
            case "remove-prefix" -> name.substring(value.length());
            case "remove-suffix" -> name.substring(0, name.length() - value.length());
            case "replace-prefix" -> value + name.substring(rule.oldValue().length());
            case "replace-suffix" ->
                name.substring(0, name.length() - rule.oldValue().length()) + value;
            default -> name;
        };
    }

    private static String worked(String text, Function<String, Optional<String>> facts) throws Calculator.Failed {
        Expression expression;
        try {
            expression = Expression.parse(text);
        } catch (Expression.Malformed e) {
            throw new Calculator.Failed(e.getMessage());
        }
        Object[] values = new Object[expression.names().size()];
        for (int i = 0; i < values.length; i++) {
            String name = expression.names().get(i);
            values[i] = facts.apply(name)
                    .orElseThrow(() -> new Calculator.Failed(
                            "A name is made before any row is read: $" + name + " is none of " + Metadata.NAMES));
        }
        synchronized (Shared.CALCULATOR) {
            try (Calculator.Prepared prepared = Shared.CALCULATOR.prepare(expression)) {
                Object made = prepared.value(values);
                if (made == null || ValueText.of(made).isEmpty()) {
                    throw new Calculator.Failed("It makes no name: " + text);
                }
                return ValueText.of(made);
            }
        }
    }
}
