package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.RuleUse.Effect;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.NamePattern;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TableMappings.Filter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which tables a task takes. A table is taken when an include or explicit rule matches it and no exclude rule does, wherever that one stands.
 * Source: "Selection rules and actions", AWS DMS user guide.
 */
public final class Selection {

    /** The service's own tables, which no rule can take. Source: the service's catalogue query, and its control tables. */
    private static final List<NamePattern> SERVICE_TABLES = List.of(
                    "awsdms[_]changes%",
                    "awsdms[_]apply%",
                    "awsdms[_]truncation%",
                    "awsdms[_]audit[_]table",
                    "awsdms[_]status",
                    "awsdms[_]suspended[_]tables",
                    "awsdms[_]history",
                    "awsdms[_]validation[_]failure%",
                    "awsdms[_]cdc[_]%",
                    "awsdms[_]full[_]load[_]exceptions",
                    "awsdms[_]txn[_]state",
                    "awsdms[_]ddl[_]audit",
                    "awsdms[_]heartbeat",
                    "awsdms[_]loopback[_]prevention")
            .stream()
            .map(NamePattern::new)
            .toList();

    /** Greater load-order first, then by name. */
    private static final Comparator<Decision> LOAD_ORDER =
            Comparator.comparing(Decision::loadOrder).reversed().thenComparing(Decision::table);

    private final List<TableMappings.Selection> rules;
    private final boolean takesViews;

    /** @param migrationType views can be loaded, but have no changes: only full-load takes them */
    public Selection(TableMappings mappings, String migrationType) {
        this.rules = mappings.selections();
        this.takesViews = migrationType.equals("full-load");
    }

    /** Why a table is taken or not. */
    public enum Verdict {
        TAKEN,
        /** An exclude rule matches. */
        EXCLUDED,
        /** No include or explicit rule matches. */
        NOT_NAMED,
        /** A rule matches by name, but its table-type asks for the other kind. */
        OTHER_TYPE,
        /** A rule asks for this view, but the task is not full-load. */
        VIEW_WITH_CHANGES,
        /** One of the service's own tables. */
        SERVICE_TABLE,
        /** A partition of a table that is taken as one. */
        IN_WHOLE,
        /** A partitioned table whose partitions are taken one by one. */
        IN_PARTITIONS,
        /** A partitioned table that has none yet, of a rule with wildcards: those that come may be taken one by one. */
        WITHOUT_PARTITIONS,
        /** A partition that no rule names, of a table whose other partitions a task that goes on has taken one by one. */
        BESIDE_PARTITIONS
    }

    /**
     * @param verdict taken or why not
     * @param ruleId the rule that decided; empty for {@link Verdict#NOT_NAMED} and {@link Verdict#SERVICE_TABLE}
     * @param loadOrder greater loads first; 0 without one
     * @param filters of the deciding include rule; all must hold for a row
     */
    public record Decision(TableId table, Verdict verdict, String ruleId, int loadOrder, List<Filter> filters) {

        public boolean isTaken() {
            return verdict == Verdict.TAKEN;
        }

        /** For people. */
        public String sentence() {
            return table
                    + switch (verdict) {
                        case TAKEN -> " is taken by selection rule " + ruleId + ".";
                        case EXCLUDED -> " is left out by exclude rule " + ruleId + ".";
                        case NOT_NAMED -> " is left out: no include rule names it.";
                        case OTHER_TYPE -> " is left out: rule " + ruleId + " names it, but its table-type does not.";
                        case VIEW_WITH_CHANGES ->
                            " is left out: rule " + ruleId
                                    + " names it, but a view has no changes; only full-load tasks take views.";
                        case SERVICE_TABLE -> " is left out: it is one of the service's own tables.";
                        case IN_WHOLE -> " is not taken by itself: it is a partition of a table that is taken as one.";
                        case IN_PARTITIONS ->
                            " is not taken by itself: its partitions are, one by one. A rule that names it without"
                                    + " wildcards takes it as one table.";
                        case WITHOUT_PARTITIONS ->
                            " is left out: it is partitioned and has no partition yet. A rule that names it without"
                                    + " wildcards takes it as one table.";
                        case BESIDE_PARTITIONS ->
                            " is left out: no include rule names it, and the other partitions of its table are taken one"
                                    + " by one.";
                    };
        }

        Decision but(Verdict other) {
            return new Decision(table, other, ruleId, 0, List.of());
        }
    }

    /** Decides about one table or view. */
    public Decision decide(TableId table, boolean isView) {
        if (SERVICE_TABLES.stream().anyMatch(name -> name.matches(table.name()))) {
            return new Decision(table, Verdict.SERVICE_TABLE, "", 0, List.of());
        }
        Optional<TableMappings.Selection> excluding =
                matching(table).filter(rule -> rule.action().equals("exclude")).findFirst();
        if (excluding.isPresent()) {
            return left(table, Verdict.EXCLUDED, excluding.get());
        }
        List<TableMappings.Selection> naming = matching(table).toList();
        if (naming.isEmpty()) {
            return new Decision(table, Verdict.NOT_NAMED, "", 0, List.of());
        }
        List<TableMappings.Selection> taking =
                naming.stream().filter(rule -> takesType(rule, isView)).toList();
        if (taking.isEmpty()) {
            return left(table, Verdict.OTHER_TYPE, naming.get(0));
        }
        TableMappings.Selection first = taking.get(0);
        if (isView && !takesViews) {
            return left(table, Verdict.VIEW_WITH_CHANGES, first);
        }
        // Several rules may name a table: filters are the first one's, the load order is the greatest (assumed).
        int loadOrder = taking.stream()
                .mapToInt(TableMappings.Selection::loadOrder)
                .max()
                .getAsInt();
        return new Decision(table, Verdict.TAKEN, first.rule().id(), loadOrder, first.filters());
    }

    /**
     * The same decisions, settled between partitioned tables and their partitions, so that each row is in one table.
     *
     * @param partitions of each partitioned table, where they are tables that decisions are about
     */
    public List<Decision> settled(List<Decision> decisions, Map<TableId, Set<TableId>> partitions) {
        return settled(decisions, partitions, Set.of());
    }

    /** @param earlier tables of a task that goes on: as it took a partitioned table, so it takes it */
    public List<Decision> settled(
            List<Decision> decisions, Map<TableId, Set<TableId>> partitions, Set<TableId> earlier) {
        return PartitionedTables.settle(this, decisions, partitions, earlier);
    }

    /** Whether a rule that takes a table means it alone. */
    boolean names(TableId table) {
        return matching(table)
                .anyMatch(rule -> !rule.action().equals("exclude")
                        && rule.locator().table().is(table.name()));
    }

    /** What every rule that names a table is to it, in ascending rule-id. */
    public List<RuleUse> uses(Decision decision, boolean isView) {
        return matching(decision.table())
                .map(rule -> use(rule, decision, isView))
                .toList();
    }

    private static RuleUse use(TableMappings.Selection rule, Decision decision, boolean isView) {
        String id = rule.rule().id();
        boolean excludes = rule.action().equals("exclude");
        Effect effect = switch (decision.verdict()) {
            case SERVICE_TABLE -> Effect.SERVICE_TABLE;
            case EXCLUDED -> excludes ? Effect.SHADOWED : Effect.OVERRULED;
            case TAKEN -> takesType(rule, isView) ? Effect.SHADOWED : Effect.OTHER_TYPE;
            case VIEW_WITH_CHANGES -> takesType(rule, isView) ? Effect.VIEW_WITH_CHANGES : Effect.OTHER_TYPE;
            case OTHER_TYPE, NOT_NAMED, BESIDE_PARTITIONS -> Effect.OTHER_TYPE;
            case IN_WHOLE, IN_PARTITIONS, WITHOUT_PARTITIONS -> Effect.PARTITIONS;
        };
        boolean decides = effect == Effect.SHADOWED && id.equals(decision.ruleId());
        boolean stands = decides
                || effect == Effect.OTHER_TYPE
                || effect == Effect.VIEW_WITH_CHANGES
                || effect == Effect.PARTITIONS;
        String by = stands ? "" : decision.ruleId();
        return new RuleUse(id, RuleUse.Place.of(decision.table()), decides ? Effect.ACTS : effect, by);
    }

    /** The taken ones among decisions, in the order in which their loads start. */
    public static List<Decision> inLoadOrder(Collection<Decision> decisions) {
        return decisions.stream().filter(Decision::isTaken).sorted(LOAD_ORDER).toList();
    }

    private Stream<TableMappings.Selection> matching(TableId table) {
        return rules.stream()
                .filter(rule -> rule.action().equals("explicit")
                        ? rule.locator().is(table.schema(), table.name())
                        : rule.locator().matches(table.schema(), table.name()));
    }

    private static boolean takesType(TableMappings.Selection rule, boolean isView) {
        return rule.tableType().equals("all") || rule.tableType().equals("view") == isView;
    }

    private static Decision left(TableId table, Verdict verdict, TableMappings.Selection rule) {
        return new Decision(table, verdict, rule.rule().id(), 0, List.of());
    }
}
