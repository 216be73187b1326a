package io.dmslocal.engine.explain;

import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Rule;
import io.dmslocal.engine.explain.Explanation.Table;
import io.dmslocal.engine.explain.RuleBook.Entry;
import io.dmslocal.engine.mapping.NearMisses;
import io.dmslocal.engine.mapping.RuleUse;
import io.dmslocal.engine.mapping.RuleUse.Effect;
import io.dmslocal.engine.mapping.RuleUse.Place;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What became of every rule, over all tables. */
final class RuleReport {

    /** Objects that are listed of a rule. */
    private static final int LISTED = 20;

    /** What counts most when a rule's uses differ. */
    private static final List<Effect> BY_WEIGHT = List.of(
            Effect.ACTS,
            Effect.SHADOWED,
            Effect.OVERRULED,
            Effect.CONDITION,
            Effect.VIEW_WITH_CHANGES,
            Effect.OTHER_TYPE,
            Effect.PARTITIONS,
            Effect.SERVICE_TABLE);

    private final RuleBook rules;
    private final List<Table> tables;
    private final NearMisses misses;
    private final Map<String, List<RuleUse>> uses = new HashMap<>();

    RuleReport(TableMappings mappings, List<Table> tables, NearMisses misses) {
        this.rules = new RuleBook(mappings);
        this.tables = tables;
        this.misses = misses;
        for (Table table : tables) {
            table.uses()
                    .forEach(use -> uses.computeIfAbsent(use.ruleId(), id -> new ArrayList<>())
                            .add(use));
        }
    }

    List<Rule> rules() {
        return rules.entries().stream().map(this::rule).toList();
    }

    private Rule rule(Entry entry) {
        Set<String> objects = new TreeSet<>();
        for (RuleUse use : uses.getOrDefault(entry.id(), List.of())) {
            if (use.effect() == Effect.ACTS) {
                objects.add(use.object().toString());
            }
        }
        Note verdict = verdict(entry, objects);
        List<Note> hints = new ArrayList<>(verdict.code().equals("matches-nothing") ? ofNothing(entry) : List.of());
        misses.byUnderscore(entry.named()).map(RuleReport::note).ifPresent(hints::add);
        return new Rule(
                entry.id(),
                entry.rule().name(),
                entry.type(),
                entry.what(),
                verdict,
                objects.stream().limit(LISTED).toList(),
                objects.size(),
                hints);
    }

    private List<Note> ofNothing(Entry entry) {
        return misses.ofNothing(entry.named()).stream().map(RuleReport::note).toList();
    }

    private static Note note(NearMisses.Hint hint) {
        return new Note(hint.code(), hint.sentence());
    }

    private List<Table> selected(Entry entry) {
        return tables.stream()
                .filter(table -> table.decision().isTaken())
                .filter(table -> entry.matches(table.id().schema(), table.id().name()))
                .toList();
    }

    private Note verdict(Entry entry, Set<String> objects) {
        if (entry.isIdle()) {
            return new Note("without-effect", "It does nothing: it puts tags on the files of an S3 target.");
        }
        if (!objects.isEmpty()) {
            return new Note(code(entry), acts(entry, objects));
        }
        List<RuleUse> found = uses.getOrDefault(entry.id(), List.of());
        for (Effect effect : BY_WEIGHT) {
            Optional<RuleUse> first =
                    found.stream().filter(use -> use.effect() == effect).findFirst();
            if (first.isPresent()) {
                return new Note(code(effect), passive(effect, found));
            }
        }
        List<String> unselected = tables.stream()
                .filter(table -> !table.decision().isTaken())
                .filter(table -> entry.matches(table.id().schema(), table.id().name()))
                .map(table -> table.id().toString())
                .toList();
        return unselected.isEmpty() || entry.type().equals("selection") || selectedMatch(entry)
                ? new Note("matches-nothing", "It matches nothing.")
                : new Note(
                        "not-selected",
                        "It names only tables that no selection rule takes: " + NearMisses.listed(unselected) + ".");
    }

    /** A column rule may name a selected table and none of its columns. */
    private boolean selectedMatch(Entry entry) {
        return !selected(entry).isEmpty();
    }

    private static String code(Entry entry) {
        if (!entry.type().equals("selection")) {
            return "acts";
        }
        return entry.action().equals("exclude") ? "excludes" : "takes";
    }

    private String acts(Entry entry, Set<String> objects) {
        String list = NearMisses.listed(objects);
        String shadowed = shadowed(entry);
        return switch (code(entry)) {
            case "takes" -> "It takes " + list + "." + shadowed;
            case "excludes" -> "It leaves out " + list + "." + shadowed;
            default -> "It acts on " + list + "." + shadowed;
        };
    }

    /** Where it stands aside, though it acts elsewhere. */
    private String shadowed(Entry entry) {
        List<RuleUse> aside = uses.getOrDefault(entry.id(), List.of()).stream()
                .filter(use -> use.effect() == Effect.SHADOWED || use.effect() == Effect.OVERRULED)
                .toList();
        return aside.isEmpty() ? "" : " It stands aside for " + others(aside) + " on " + listed(aside) + ".";
    }

    private static String passive(Effect effect, List<RuleUse> found) {
        List<RuleUse> these =
                found.stream().filter(use -> use.effect() == effect).toList();
        String objects = listed(these);
        return switch (effect) {
            case ACTS -> "It acts on " + objects + ".";
            case SHADOWED ->
                "It does nothing: " + others(these) + ", whose rule-id is lower, acts on " + objects
                        + "; of several rules on one object only the one with the lowest rule-id acts.";
            case OVERRULED ->
                "It takes nothing: " + others(these) + " leaves out " + objects
                        + "; an exclude rule wins wherever it stands.";
            case CONDITION -> "It changes nothing: its condition does not hold for " + objects + ".";
            case VIEW_WITH_CHANGES ->
                "It takes nothing: " + objects + " is a view, which has no changes; only full-load tasks take views.";
            case OTHER_TYPE ->
                "It takes nothing: its table-type asks for another kind than " + objects
                        + " is; table, which is the default, takes no views.";
            case SERVICE_TABLE ->
                "It does nothing: " + objects + " is one of the service's own tables, which are never taken.";
            case PARTITIONS ->
                "It takes nothing: the rows of " + objects
                        + " go another way; a partitioned table is taken as one, or partition by partition.";
        };
    }

    private static String code(Effect effect) {
        return switch (effect) {
            case ACTS -> "acts";
            case SHADOWED -> "shadowed";
            case OVERRULED -> "overruled";
            case CONDITION -> "condition";
            case VIEW_WITH_CHANGES -> "view-with-changes";
            case OTHER_TYPE -> "other-type";
            case SERVICE_TABLE -> "service-table";
            case PARTITIONS -> "partitions";
        };
    }

    private static String others(List<RuleUse> uses) {
        List<String> ids = uses.stream().map(RuleUse::by).distinct().toList();
        return (ids.size() == 1 ? "rule " : "rules ") + NearMisses.listed(ids);
    }

    private static String listed(List<RuleUse> uses) {
        return NearMisses.listed(uses.stream()
                .map(RuleUse::object)
                .map(Place::toString)
                .distinct()
                .toList());
    }
}
