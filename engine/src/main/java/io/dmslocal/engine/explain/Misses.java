package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.RuleBook.Entry;
import io.dmslocal.engine.explain.RuleBook.Scope;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.NamePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Why a rule matches nothing, or more than was probably meant: compares its locator with the names that there are. Guesses only; what a rule does is decided
 * elsewhere.
 */
final class Misses {

    /** Names that are listed in a sentence. */
    private static final int LISTED = 5;

    /** Letters in which a name may differ from the one that was meant. */
    private static final int TYPING_ERRORS = 2;

    /** Whether a pattern fits a name in some sense. */
    private interface Fit {
        boolean of(NamePattern pattern, String name);
    }

    private final List<SourceTable> objects;
    private final Map<TableId, TableSchema> schemas;
    private final Map<TableId, TableSchema> targets;

    /**
     * @param schemas definitions of the selected tables
     * @param targets what becomes of them, by their names on the source
     */
    Misses(List<SourceTable> objects, Map<TableId, TableSchema> schemas, Map<TableId, TableSchema> targets) {
        this.objects = objects;
        this.schemas = schemas;
        this.targets = targets;
    }

    /** Why nothing has such a name: the likeliest reasons. */
    List<Note> ofNothing(Entry rule) {
        List<Note> hints = new ArrayList<>();
        String text = rule.locator().schema() + "." + rule.locator().table() + "."
                + rule.locator().column();
        if (text.contains("*")) {
            hints.add(new Note("asterisk", "'*' is no wildcard in a locator; use % for any characters."));
        }
        if (text.contains("\\")) {
            hints.add(new Note("backslash", "A backslash escapes nothing in a locator; write [_] for an underscore."));
        }
        if (text.matches(".*[\"`].*")) {
            hints.add(new Note("quotes", "Names stand in a locator without quotes."));
        }
        if (rule.locator().table().toString().startsWith(rule.locator().schema() + ".")) {
            hints.add(new Note("dotted", "The schema stands in schema-name alone, not in table-name too."));
        }
        if (!text.equals(text.strip()) || text.contains(" .") || text.contains(". ")) {
            hints.add(new Note("space", "A name in the locator begins or ends with a space, which counts."));
        }
        if (hints.isEmpty()) {
            where(rule).ifPresent(hints::add);
        }
        return hints;
    }

    private Optional<Note> where(Entry rule) {
        NamePattern schema = rule.locator().schema();
        NamePattern table = rule.locator().table();
        Set<String> schemaNames = names(object -> true, object -> object.table().schema());
        if (schemaNames.isEmpty()) {
            return Optional.of(new Note("empty-source", "The source has no tables that its user may see."));
        }
        if (schemaNames.stream().noneMatch(schema::matches)) {
            return Optional.of(noSuch("schema", schema, schemaNames, renamedSchema(schema)));
        }
        if (rule.scope() == Scope.SCHEMA) {
            return Optional.empty();
        }
        Fit fit = rule.isExact() ? NamePattern::is : NamePattern::matches;
        Set<String> tableNames = names(
                object -> schema.matches(object.table().schema()),
                object -> object.table().name());
        if (tableNames.stream().noneMatch(name -> fit.of(table, name))) {
            return Optional.of(noSuch("table", table, tableNames, renamedTable(schema, table)));
        }
        return rule.scope() == Scope.COLUMN ? column(rule) : Optional.empty();
    }

    private Optional<Note> column(Entry rule) {
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
    private static Note noSuch(String what, NamePattern pattern, Collection<String> names, boolean isNewName) {
        Optional<String> inAnotherCase =
                names.stream().filter(pattern::matchesInAnotherCase).findFirst();
        if (inAnotherCase.isPresent()) {
            return new Note(
                    "case",
                    "There is a " + what + " " + inAnotherCase.get() + ", which differs from " + pattern
                            + " only in case; names are compared in their case.");
        }
        if (isNewName) {
            return new Note(
                    "new-name",
                    pattern + " is a name on the target, made by another rule; locators speak of names on the source.");
        }
        Optional<String> spelt = names.stream()
                .filter(name -> distance(name, pattern.toString()) <= TYPING_ERRORS && name.length() > TYPING_ERRORS)
                .findFirst();
        if (spelt.isPresent()) {
            return new Note("spelling", "There is no " + what + " " + pattern + "; did you mean " + spelt.get() + "?");
        }
        return new Note(
                "no-such-" + what,
                "No " + what + " is called " + pattern + "; there " + (names.size() == 1 ? "is " : "are ")
                        + listed(names) + ".");
    }

    /** Names that a rule matches only because its underscores stand for any character. */
    Optional<Note> byUnderscore(Entry rule) {
        if (rule.isExact()) {
            return Optional.empty();
        }
        Set<String> caught = new TreeSet<>();
        for (SourceTable object : objects) {
            TableId table = object.table();
            if (!rule.matches(table.schema(), table.name())) {
                continue;
            }
            if (rule.locator().schema().matchesByUnderscore(table.schema())) {
                caught.add("schema " + table.schema());
            }
            if (rule.scope() != Scope.SCHEMA && rule.locator().table().matchesByUnderscore(table.name())) {
                caught.add(table.toString());
            }
            if (rule.scope() == Scope.COLUMN && schemas.containsKey(table)) {
                schemas.get(table).columns().stream()
                        .map(Column::name)
                        .filter(rule.locator().column()::matchesByUnderscore)
                        .forEach(name -> caught.add(table + "." + name));
            }
        }
        return caught.isEmpty()
                ? Optional.empty()
                : Optional.of(new Note(
                        "underscore",
                        "An underscore stands for any one character, so the rule also matches " + listed(caught)
                                + "; write [_] where an underscore is meant."));
    }

    private Set<String> names(Predicate<SourceTable> which, java.util.function.Function<SourceTable, String> name) {
        Set<String> names = new TreeSet<>();
        objects.stream().filter(which).map(name).forEach(names::add);
        return names;
    }

    /** The first of them, and how many more. */
    static String listed(Collection<String> names) {
        Stream<String> first = names.stream().limit(LISTED);
        String list = String.join(", ", first.toList());
        return names.size() > LISTED ? list + " and " + (names.size() - LISTED) + " more" : list;
    }

    /** Levenshtein's, given up when it is clear that it is great. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > TYPING_ERRORS) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
