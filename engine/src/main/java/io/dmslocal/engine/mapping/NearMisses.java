package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.RuleUse.Level;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.NamePattern;
import io.dmslocal.engine.settings.Spelling;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TableMappings.Locator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a rule matches nothing, or more than was probably meant: compares its locator with the names that there are. Guesses only; what a rule does is decided
 * elsewhere. Pure.
 */
public final class NearMisses {

    /** Names that are listed in a sentence. */
    private static final int LISTED = 5;

    /** Letters in which a name may differ from the one that was meant. */
    private static final int TYPING_ERRORS = 2;

    /** @param code the same for whatever is of one kind */
    public record Hint(String code, String sentence) {}

    /**
     * What a rule speaks of.
     *
     * @param isExact whether its locator means exact names
     */
    public record Named(Locator locator, Level level, boolean isExact) {

        public boolean matches(String schema, String table) {
            if (level == Level.SCHEMA) {
                return locator.schema().matches(schema);
            }
            return isExact ? locator.is(schema, table) : locator.matches(schema, table);
        }

        static Named of(TableMappings.Selection rule) {
            return new Named(rule.locator(), Level.TABLE, rule.action().equals("explicit"));
        }
    }

    /** Whether a pattern fits a name in some sense. */
    private interface Fit {
        boolean of(NamePattern pattern, String name);
    }

    private final List<TableId> objects;
    private final Map<TableId, TableSchema> schemas;
    private final Map<TableId, TableSchema> targets;

    /**
     * @param objects tables and views, in the order of their names
     * @param schemas definitions of the selected ones
     * @param targets what becomes of them, by their names on the source
     */
    public NearMisses(
            Collection<TableId> objects, Map<TableId, TableSchema> schemas, Map<TableId, TableSchema> targets) {
        this.objects = objects.stream().sorted().toList();
        this.schemas = schemas;
        this.targets = targets;
    }

    /** A sentence per include or explicit rule that takes nothing. */
    public static List<String> of(List<TableMappings.Selection> rules, Collection<TableId> tables) {
        NearMisses misses = new NearMisses(tables, Map.of(), Map.of());
        return rules.stream()
                .filter(rule -> !rule.action().equals("exclude"))
                .filter(rule ->
                        tables.stream().noneMatch(table -> Named.of(rule).matches(table.schema(), table.name())))
                .map(rule -> "Selection rule " + rule.rule().id() + " ("
                        + rule.locator().schema() + "." + rule.locator().table()
                        + ") matches no table of the source. "
                        + misses.ofNothing(Named.of(rule)).stream()
                                .map(Hint::sentence)
                                .collect(Collectors.joining(" ")))
                .toList();
    }

    /** Why nothing has such a name: the likeliest reasons. */
    public List<Hint> ofNothing(Named rule) {
        List<Hint> hints = new ArrayList<>();
        String text = rule.locator().schema() + "." + rule.locator().table() + "."
                + rule.locator().column();
        if (text.contains("*")) {
            hint(
                    hints,
                    rule,
                    "asterisk",
                    "'*' is no wildcard in a locator; use % for any characters.",
                    name -> name.replace('*', '%'));
        }
        if (text.contains("\\")) {
            hint(
                    hints,
                    rule,
                    "backslash",
                    "A backslash escapes nothing in a locator; write [_] for an underscore.",
                    name -> name.replace("\\", ""));
        }
        if (text.matches(".*[\"`].*")) {
            hint(
                    hints,
                    rule,
                    "quotes",
                    "Names stand in a locator without quotes.",
                    name -> name.replaceAll("[\"`]", ""));
        }
        if (rule.locator().table().toString().startsWith(rule.locator().schema() + ".")) {
            hint(
                    hints,
                    rule,
                    "dotted",
                    "The schema stands in schema-name alone, not in table-name too.",
                    name -> name.substring(name.lastIndexOf('.') + 1));
        }
        if (!text.equals(text.strip()) || text.contains(" .") || text.contains(". ")) {
            hint(
                    hints,
                    rule,
                    "space",
                    "A name in the locator begins or ends with a space, which counts.",
                    String::strip);
        }
        if (hints.isEmpty()) {
            where(rule).map(hint -> withExample(hint, rule)).ifPresent(hints::add);
        }
        return hints;
    }

    /** @param undone the name as it would be without the mistake */
    private void hint(List<Hint> hints, Named rule, String code, String sentence, Function<String, String> undone) {
        NamePattern schema =
                new NamePattern(undone.apply(rule.locator().schema().toString()));
        NamePattern table = new NamePattern(undone.apply(rule.locator().table().toString()));
        hints.add(new Hint(
                code, sentence + wouldMatch(name -> schema.matches(name.schema()) && table.matches(name.name()))));
    }

    private Hint withExample(Hint hint, Named rule) {
        NamePattern schema = rule.locator().schema().inAnyCase();
        NamePattern table = rule.locator().table().inAnyCase();
        return hint.code().equals("case") && rule.level() == Level.TABLE
                ? new Hint(
                        hint.code(),
                        hint.sentence()
                                + wouldMatch(name -> schema.matches(name.schema()) && table.matches(name.name())))
                : hint;
    }

    private String wouldMatch(Predicate<TableId> meant) {
        return objects.stream()
                .filter(meant)
                .findFirst()
                .map(table -> " It would match " + table + " then.")
                .orElse("");
    }

    private Optional<Hint> where(Named rule) {
        NamePattern schema = rule.locator().schema();
        NamePattern table = rule.locator().table();
        Set<String> schemaNames = names(object -> true, TableId::schema);
        if (schemaNames.isEmpty()) {
            return Optional.of(new Hint("empty-source", "The source has no tables that its user may see."));
        }
        if (schemaNames.stream().noneMatch(schema::matches)) {
            return Optional.of(noSuch("schema", schema, schemaNames, renamedSchema(schema)));
        }
        if (rule.level() == Level.SCHEMA) {
            return Optional.empty();
        }
        Fit fit = rule.isExact() ? NamePattern::is : NamePattern::matches;
        Set<String> tableNames = names(object -> schema.matches(object.schema()), TableId::name);
        if (tableNames.stream().noneMatch(name -> fit.of(table, name))) {
            return Optional.of(noSuch("table", table, tableNames, renamedTable(schema, table)));
        }
        return rule.level() == Level.COLUMN ? column(rule) : Optional.empty();
    }

    private Optional<Hint> column(Named rule) {
        List<TableSchema> named = schemas.values().stream()
                .filter(each -> rule.matches(each.table().schema(), each.table().name()))
                .toList();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Set<String> columns = new TreeSet<>();
        named.forEach(each -> each.columns().stream().map(Column::name).forEach(columns::add));
        boolean isNewName = named.stream()
                .map(each -> targets.get(each.table()))
                .filter(each -> each != null)
                .flatMap(each -> each.columns().stream())
                .anyMatch(each -> rule.locator().column().matches(each.name()));
        return columns.stream().anyMatch(rule.locator().column()::matches)
                ? Optional.empty()
                : Optional.of(noSuch("column", rule.locator().column(), columns, isNewName));
    }

    private boolean renamedSchema(NamePattern schema) {
        return targets.values().stream()
                .anyMatch(each -> schema.matches(each.table().schema()));
    }

    private boolean renamedTable(NamePattern schema, NamePattern table) {
        return targets.entrySet().stream()
                .anyMatch(each -> table.matches(each.getValue().table().name())
                        && (schema.matches(each.getKey().schema())
                                || schema.matches(each.getValue().table().schema())));
    }

    /** The one reason that fits best, why none of the names is matched. */
    private static Hint noSuch(String what, NamePattern pattern, Collection<String> names, boolean isNewName) {
        Optional<String> inAnotherCase =
                names.stream().filter(pattern::matchesInAnotherCase).findFirst();
        if (inAnotherCase.isPresent()) {
            return new Hint(
                    "case",
                    "There is a " + what + " " + inAnotherCase.get() + ", which differs from " + pattern
                            + " only in case; names are compared in their case.");
        }
        if (isNewName) {
            return new Hint(
                    "new-name",
                    pattern + " is a name on the target, made by another rule; locators speak of names on the source.");
        }
        Optional<String> spelt = names.stream()
                .filter(name ->
                        Spelling.errors(pattern.toString(), name) <= TYPING_ERRORS && name.length() > TYPING_ERRORS)
                .findFirst();
        if (spelt.isPresent()) {
            return new Hint("spelling", "There is no " + what + " " + pattern + "; did you mean " + spelt.get() + "?");
        }
        return new Hint(
                "no-such-" + what,
                "No " + what + " is called " + pattern + "; there " + (names.size() == 1 ? "is " : "are ")
                        + listed(names) + ".");
    }

    /** Names that a rule matches only because its underscores stand for any character. */
    public Optional<Hint> byUnderscore(Named rule) {
        if (rule.isExact()) {
            return Optional.empty();
        }
        Set<String> caught = new TreeSet<>();
        for (TableId table : objects) {
            if (!rule.matches(table.schema(), table.name())) {
                continue;
            }
            if (rule.locator().schema().matchesByUnderscore(table.schema())) {
                caught.add("schema " + table.schema());
            }
            if (rule.level() != Level.SCHEMA && rule.locator().table().matchesByUnderscore(table.name())) {
                caught.add(table.toString());
            }
            if (rule.level() == Level.COLUMN && schemas.containsKey(table)) {
                schemas.get(table).columns().stream()
                        .map(Column::name)
                        .filter(rule.locator().column()::matchesByUnderscore)
                        .forEach(name -> caught.add(table + "." + name));
            }
        }
        return caught.isEmpty()
                ? Optional.empty()
                : Optional.of(new Hint(
                        "underscore",
                        "An underscore stands for any one character, so the rule also matches " + listed(caught)
                                + "; write [_] where an underscore is meant."));
    }

    private Set<String> names(Predicate<TableId> which, Function<TableId, String> name) {
        Set<String> names = new TreeSet<>();
        objects.stream().filter(which).map(name).forEach(names::add);
        return names;
    }

    /** The first of them, and how many more. */
    public static String listed(Collection<String> names) {
        Stream<String> first = names.stream().limit(LISTED);
        String list = String.join(", ", first.toList());
        return names.size() > LISTED ? list + " and " + (names.size() - LISTED) + " more" : list;
    }
}
