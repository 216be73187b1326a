package io.dmslocal.engine.explain;

import io.dmslocal.engine.mapping.NearMisses.Named;
import io.dmslocal.engine.mapping.RuleUse.Level;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TableMappings.Locator;
import io.dmslocal.engine.settings.TableMappings.RuleName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All rules of a document in one list, whatever their type, with the words that an explanation needs of them. */
final class RuleBook {

    /**
     * @param type rule-type
     * @param action rule-action, or what the type has instead of one; empty when it has neither
     * @param isExact whether its locator means exact names
     */
    record Entry(RuleName rule, String type, String action, Level level, Locator locator, boolean isExact) {

        String id() {
            return rule.id();
        }

        /** Whether it neither chooses nor transforms: it concerns tables that others have selected. */
        boolean isBeside() {
            return !type.equals("selection") && !type.equals("transformation");
        }

        /** Whether it does nothing with any table: it speaks of files, of which no target here has any. */
        boolean isIdle() {
            return type.equals("post-processing");
        }

        /** In short. */
        String what() {
            String place = switch (level) {
                case SCHEMA -> "schema " + locator.schema();
                case TABLE -> locator.schema() + "." + locator.table();
                case COLUMN -> locator.schema() + "." + locator.table() + "." + locator.column();
            };
            return (type + " " + action).strip() + " " + place;
        }

        /** What it speaks of. */
        Named named() {
            return new Named(locator, level, isExact);
        }

        boolean matches(String schema, String table) {
            return named().matches(schema, table);
        }
    }

    private final List<Entry> entries;
    private final Map<String, Entry> byId;

    RuleBook(TableMappings mappings) {
        List<Entry> all = new ArrayList<>();
        mappings.selections()
                .forEach(rule -> all.add(entry(
                        rule.rule(),
                        "selection",
                        rule.action(),
                        Level.TABLE,
                        rule.locator(),
                        rule.action().equals("explicit"))));
        mappings.transformations()
                .forEach(rule -> all.add(entry(
                        rule.rule(),
                        "transformation",
                        rule.action(),
                        level(rule.target()),
                        rule.locator(),
                        rule.action().equals("define-primary-key"))));
        mappings.objectMappings()
                .forEach(rule -> all.add(entry(rule.rule(), "object-mapping", "", Level.TABLE, rule.locator(), false)));
        mappings.tableSettings()
                .forEach(rule -> all.add(entry(rule.rule(), "table-settings", "", Level.TABLE, rule.locator(), true)));
        mappings.others()
                .forEach(rule ->
                        all.add(entry(rule.rule(), rule.type(), rule.action(), Level.TABLE, rule.locator(), false)));
        all.sort(Comparator.comparing(entry -> new BigInteger(entry.id())));
        this.entries = List.copyOf(all);
        this.byId = all.stream().collect(Collectors.toMap(Entry::id, Function.identity()));
    }

    private static Entry entry(
            RuleName rule, String type, String action, Level level, Locator locator, boolean isExact) {
        return new Entry(rule, type, action, level, locator, isExact);
    }

    private static Level level(String target) {
        return switch (target) {
            case "schema" -> Level.SCHEMA;
            case "column" -> Level.COLUMN;
            default -> Level.TABLE;
        };
    }

    List<Entry> entries() {
        return entries;
    }

    Entry of(String id) {
        return byId.get(id);
    }
}
