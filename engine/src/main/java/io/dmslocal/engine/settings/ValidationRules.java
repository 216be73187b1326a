package io.dmslocal.engine.settings;

import io.dmslocal.engine.settings.TableMappingsParser.Rule;
import java.util.Set;

/**
 * rule-type validation: SQL that stands for a column when rows are compared. Source: "Validation rules" of "Using table mapping to specify task
 * settings", AWS DMS user guide.
 */
final class ValidationRules {

    private ValidationRules() {}

    static void check(Rule rule) {
        rule.oneOf("rule-action", Set.of("override-validation-function"));
        rule.oneOf("rule-target", Set.of("column"));
        rule.locator();
        rule.needsInLocator("table-name");
        rule.needsInLocator("column-name");
        rule.needed("source-function");
        rule.needed("target-function");
    }
}
