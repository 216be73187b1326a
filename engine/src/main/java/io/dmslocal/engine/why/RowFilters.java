package io.dmslocal.engine.why;

import io.dmslocal.engine.mapping.Selection;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.TableMappings;
import java.util.Optional;

/** Which selection rule filters a table's rows. */
record RowFilters(Optional<Selection> selection) {

    static RowFilters in(String mappings, String migrationType) {
        return new RowFilters(
                TableMappings.parse(mappings).value().map(parsed -> new Selection(parsed, migrationType)));
    }

    /** Id of the rule. */
    Optional<String> of(String schema, String table) {
        return selection
                .map(rules -> rules.decide(new TableId(schema, table), false))
                .filter(decision -> !decision.filters().isEmpty())
                .map(Selection.Decision::ruleId);
    }
}
