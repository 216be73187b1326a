package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.RuleUse.Effect;
import io.dmslocal.engine.settings.TableMappings;
import java.util.List;
import java.util.Optional;

/**
 * What the rules that match one schema, table or column come to.
 *
 * @param acting the one that acts
 * @param mask the one that masks what the acting one makes
 * @param idle those that match and do nothing, with the reason
 */
public record Ruling(
        Optional<TableMappings.Transformation> acting, Optional<TableMappings.Transformation> mask, List<Idle> idle) {

    /**
     * A rule that matches and does nothing.
     *
     * @param by the rule that acts in its place; empty when its own condition does not hold
     * @param reason a sentence for people
     */
    public record Idle(TableMappings.Transformation rule, Optional<TableMappings.Transformation> by, String reason) {

        static Idle shadowed(TableMappings.Transformation rule, TableMappings.Transformation by) {
            return new Idle(
                    rule,
                    Optional.of(by),
                    "Rule " + by.rule().id() + " (" + by.action()
                            + ") acts there already: one action per object, the lowest rule-id first.");
        }

        static Idle without(TableMappings.Transformation rule, String reason) {
            return new Idle(rule, Optional.empty(), reason);
        }
    }

    public Ruling {
        idle = List.copyOf(idle);
    }

    /** Tells what comes of the rules at a place. */
    void collect(RuleUse.Place place, List<RuleUse> uses) {
        acting.ifPresent(rule -> uses.add(new RuleUse(rule.rule().id(), place, Effect.ACTS, "")));
        mask.ifPresent(rule -> uses.add(new RuleUse(rule.rule().id(), place, Effect.ACTS, "")));
        for (Idle one : idle) {
            String id = one.rule().rule().id();
            uses.add(
                    one.by().isPresent()
                            ? new RuleUse(
                                    id,
                                    place,
                                    Effect.SHADOWED,
                                    one.by().get().rule().id())
                            : new RuleUse(id, place, Effect.CONDITION, "", one.reason()));
        }
    }

    boolean acts(String action) {
        return acting.filter(rule -> rule.action().equals(action)).isPresent();
    }
}
