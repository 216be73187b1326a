package io.dmslocal.engine.explain;

import io.dmslocal.engine.explain.RuleBook.Entry;
import io.dmslocal.engine.mapping.RuleUse;
import io.dmslocal.engine.mapping.RuleUse.Effect;
import io.dmslocal.engine.mapping.RuleUse.Place;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What rules that neither choose nor transform are to a selected table: one of a type acts, the others stand aside. */
final class TableRules {

    private final TableMappings mappings;
    private final RuleBook rules;

    TableRules(TableMappings mappings) {
        this.mappings = mappings;
        this.rules = new RuleBook(mappings);
    }

    List<RuleUse> uses(TableId table) {
        List<RuleUse> uses = new ArrayList<>();
        for (Entry rule : rules.entries()) {
            if (rule.isBeside() && !rule.isIdle() && rule.matches(table.schema(), table.name())) {
                String acting = acting(rule, table).orElse(rule.id());
                boolean acts = acting.equals(rule.id());
                uses.add(new RuleUse(
                        rule.id(), Place.of(table), acts ? Effect.ACTS : Effect.SHADOWED, acts ? "" : acting, ""));
            }
        }
        return uses;
    }

    /** The run's own answer; empty for rules of which several may act. */
    private Optional<String> acting(Entry rule, TableId table) {
        return switch (rule.type()) {
            case "table-settings" ->
                mappings.tableSettings(table.schema(), table.name())
                        .map(settings -> settings.rule().id());
            case "object-mapping" ->
                mappings.objectMappingRule(table.schema(), table.name())
                        .map(shape -> shape.rule().id());
            default -> Optional.empty();
        };
    }
}
