package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.NamePattern;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TableMappings.Locator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Selection rules that take no table of the source, and what whoever wrote them may have meant. Pure. */
public final class NearMisses {

    /**
     * A way in which names are often written wrong.
     *
     * @param changed of a pattern or name in which it is undone
     * @param why what the table mappings need
     */
    private record Habit(UnaryOperator<String> changed, boolean inTables, String why) {}

    private static final List<Habit> HABITS = List.of(
            new Habit(name -> name.toLowerCase(Locale.ROOT), true, "names are compared in their case"),
            new Habit(String::strip, false, "blanks around a name belong to it"),
            new Habit(name -> name.replace('*', '%'), false, "the wildcard is %, not *"),
            new Habit(name -> name.replace("\\", ""), false, "a wildcard is escaped as [_] or [%], not by a backslash"),
            new Habit(name -> name.replaceAll("[\"`]", ""), false, "names are written without quotes"),
            new Habit(name -> name.substring(name.lastIndexOf('.') + 1), false, "a name has no schema in front of it"));

    private NearMisses() {}

    /** A sentence per include or explicit rule that takes nothing. */
    public static List<String> of(List<TableMappings.Selection> rules, Collection<TableId> tables) {
        List<String> sentences = new ArrayList<>();
        for (TableMappings.Selection rule : rules) {
            if (!rule.action().equals("exclude") && tables.stream().noneMatch(table -> takes(rule, table))) {
                sentences.add("Selection rule " + rule.rule().id() + " (" + name(rule.locator())
                        + ") matches no table of the source." + guess(rule.locator(), tables));
            }
        }
        return sentences;
    }

    private static boolean takes(TableMappings.Selection rule, TableId table) {
        return rule.action().equals("explicit")
                ? rule.locator().is(table.schema(), table.name())
                : rule.locator().matches(table.schema(), table.name());
    }

    private static String guess(Locator locator, Collection<TableId> tables) {
        for (Habit habit : HABITS) {
            NamePattern schema = changed(habit, locator.schema());
            NamePattern table = changed(habit, locator.table());
            Optional<TableId> near = tables.stream()
                    .filter(each -> schema.matches(in(habit, each.schema())) && table.matches(in(habit, each.name())))
                    .sorted()
                    .findFirst();
            if (near.isPresent()) {
                return " It would match " + near.get() + ", but " + habit.why() + ".";
            }
        }
        boolean knowsSchema = tables.stream().anyMatch(each -> locator.schema().matches(each.schema()));
        return knowsSchema ? "" : " There is no table in a schema of that name.";
    }

    private static NamePattern changed(Habit habit, NamePattern pattern) {
        return new NamePattern(habit.changed().apply(pattern.toString()));
    }

    private static String in(Habit habit, String name) {
        return habit.inTables() ? habit.changed().apply(name) : name;
    }

    private static String name(Locator locator) {
        return locator.schema() + "." + locator.table();
    }
}
