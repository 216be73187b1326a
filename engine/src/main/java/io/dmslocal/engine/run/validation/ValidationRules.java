package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TableMappings.Other;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a task's mapping says of its validation: columns that are compared by functions, columns that are masked. Source: "Validation rules" of "Using table
 * mapping to specify task settings", AWS DMS user guide.
 */
final class ValidationRules {

    private static final String OVERRIDE = "override-validation-function";
    private static final String MASKING = "data-masking";

    private final TableMappings mappings;
    private final List<Other> overrides;

    ValidationRules(TableMappings mappings) {
        this.mappings = mappings;
        this.overrides = mappings.others().stream()
                .filter(rule ->
                        rule.type().equals("validation") && rule.action().equals(OVERRIDE))
                .toList();
    }

    /** SQL of the source by names of its columns. */
    Map<String, String> sourceFunctions(TableMapping mapping) {
        Map<String, String> functions = new HashMap<>();
        mapping.source()
                .columns()
                .forEach(
                        column -> functions.putAll(function(mapping, column.name(), column.name(), "source-function")));
        return functions;
    }

    /** SQL of the target by names of its columns; rules name the source's. */
    Map<String, String> targetFunctions(TableMapping mapping) {
        Map<String, String> functions = new HashMap<>();
        for (int i = 0; i < mapping.columns().length; i++) {
            if (mapping.columns()[i] >= 0) {
                String source =
                        mapping.source().columns().get(mapping.columns()[i]).name();
                functions.putAll(function(
                        mapping, source, mapping.target().columns().get(i).name(), "target-function"));
            }
        }
        return functions;
    }

    private Map<String, String> function(TableMapping mapping, String column, String named, String member) {
        TableId table = mapping.source().table();
        for (Other rule : overrides) {
            if (rule.locator().matches(table.schema(), table.name())
                    && rule.locator().column().matches(column)) {
                Object function = rule.members().get(member);
                // both sides' values are text then, also of the side that is taken as it is
                return Map.of(named, function == null ? "${column-name}" : function.toString());
            }
        }
        return Map.of();
    }

    boolean isMasked(TableMapping mapping, int targetColumn) {
        int from = mapping.columns()[targetColumn];
        if (from < 0) {
            return false;
        }
        TableId table = mapping.source().table();
        String column = mapping.source().columns().get(from).name();
        return mappings.transformations().stream()
                .anyMatch(rule -> rule.action().startsWith(MASKING)
                        && rule.locator().matches(table.schema(), table.name())
                        && rule.locator().column().matches(column));
    }

    /** By their names on the target. */
    Set<String> masked(TableMapping mapping) {
        Set<String> masked = new LinkedHashSet<>();
        for (int i = 0; i < mapping.target().columns().size(); i++) {
            if (isMasked(mapping, i)) {
                masked.add(mapping.target().columns().get(i).name());
            }
        }
        return masked;
    }
}
