package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.Ruling.Idle;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings.Transformation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which transformation rule acts on a schema, a table or a column.
 *
 * <p>Rules are matched against the names on the source, in ascending rule-id: of several, the first whose condition holds acts and the others do
 * nothing. Besides: a mask lies on top of a change-data-type with a lower rule-id, and of a column that a rule adds; include-column, add-column,
 * add-before-image-columns and define-primary-key stand beside the rule that acts (assumed for the first and the last), but a column that a rule includes is
 * not removed by a later one.
 */
final class Rulings {

    private final List<Transformation> rules;

    /** @param rules in ascending rule-id */
    Rulings(List<Transformation> rules) {
        this.rules = List.copyOf(rules);
    }

    /** What each rule that names the table or something of it does there. */
    List<RuleUse> uses(TableSchema source) {
        TableId table = source.table();
        List<RuleUse> uses = new ArrayList<>();
        schema(table).collect(new RuleUse.Place(table, RuleUse.Level.SCHEMA, ""), uses);
        table(table).collect(RuleUse.Place.of(table), uses);
        key(table).ifPresent(rule -> uses.add(acts(rule, RuleUse.Place.of(table))));
        List<Transformation> includes = matching(table, "include-column");
        for (Column column : source.columns()) {
            RuleUse.Place place = new RuleUse.Place(table, RuleUse.Level.COLUMN, column.name());
            column(table, column.name(), column.type()).collect(place, uses);
            includes.stream()
                    .filter(rule -> rule.locator().column().matches(column.name()))
                    .forEach(rule -> uses.add(acts(rule, place)));
            beforeImages(table, column.name()).forEach(rule -> uses.add(acts(rule, place)));
        }
        for (Ruling ruling : added(table)) {
            String name = ruling.acting().orElseThrow().value();
            ruling.collect(new RuleUse.Place(table, RuleUse.Level.COLUMN, name), uses);
        }
        return uses;
    }

    private static RuleUse acts(Transformation rule, RuleUse.Place place) {
        return new RuleUse(rule.rule().id(), place, RuleUse.Effect.ACTS, "");
    }

    Ruling schema(TableId table) {
        return first(
                rule -> rule.target().equals("schema")
                        && NewName.isMadeBy(rule)
                        && rule.locator().schema().matches(table.schema()),
                rule -> NewName.obstacle(rule, table.schema()));
    }

    Ruling table(TableId table) {
        return first(
                rule -> rule.target().equals("table")
                        && NewName.isMadeBy(rule)
                        && rule.locator().matches(table.schema(), table.name()),
                rule -> NewName.obstacle(rule, table.name()));
    }

    List<Transformation> tablespaces() {
        return rules.stream()
                .filter(rule -> rule.target().endsWith("-tablespace"))
                .toList();
    }

    /** The one among the rules that change a column of the source, or remove it. */
    Ruling column(TableId table, String name, DmsType type) {
        Optional<Transformation> including = matching(table, "include-column").stream()
                .filter(rule -> rule.locator().column().matches(name))
                .findFirst();
        Ruling ruling = first(
                rule -> isOfColumn(rule, table, name)
                        && (NewName.isMadeBy(rule)
                                || Mask.is(rule)
                                || rule.action().equals("remove-column")
                                || rule.action().equals("change-data-type")),
                rule -> obstacle(rule, name, type)
                        .or(() -> including
                                .filter(other -> rule.action().equals("remove-column") && comesBefore(other, rule))
                                .map(other -> "Rule " + other.rule().id()
                                        + ", whose rule-id is lower, includes the column.")));
        if (!ruling.acts("change-data-type")) {
            return ruling;
        }
        Optional<Transformation> mask = ruling.idle().stream()
                .filter(idle -> idle.by().isPresent())
                .map(Idle::rule)
                .filter(Mask::is)
                .findFirst();
        List<Idle> idle = ruling.idle().stream()
                .filter(i -> !mask.equals(Optional.of(i.rule())))
                .toList();
        return new Ruling(ruling.acting(), mask, idle);
    }

    private boolean comesBefore(Transformation one, Transformation other) {
        return rules.indexOf(one) < rules.indexOf(other);
    }

    private static Optional<String> obstacle(Transformation rule, String name, DmsType type) {
        if (rule.action().equals("change-data-type")) {
            String present = type.kind().name().toLowerCase(Locale.ROOT);
            return rule.presentType().isEmpty() || rule.presentType().equals(present)
                    ? Optional.empty()
                    : Optional.of("Column " + name + " is of type " + present + ", not " + rule.presentType() + ".");
        }
        return NewName.isMadeBy(rule) ? NewName.obstacle(rule, name) : Optional.empty();
    }

    /** Columns that rules add to a table, by name; of several rules for one name, the first. */
    List<Ruling> added(TableId table) {
        Map<String, Transformation> first = new LinkedHashMap<>();
        Map<String, List<Idle>> others = new LinkedHashMap<>();
        for (Transformation rule : matching(table, "add-column")) {
            Transformation other = first.putIfAbsent(rule.value(), rule);
            if (other != null) {
                others.computeIfAbsent(rule.value(), name -> new ArrayList<>()).add(Idle.shadowed(rule, other));
            }
        }
        return first.values().stream()
                .map(rule -> new Ruling(
                        Optional.of(rule),
                        rules.stream()
                                .filter(Mask::is)
                                .filter(mask -> isOfColumn(mask, table, rule.value()))
                                .findFirst(),
                        others.getOrDefault(rule.value(), List.of())))
                .toList();
    }

    /** Rules that add the old value of a column of the source. */
    List<Transformation> beforeImages(TableId table, String column) {
        return matching(table, "add-before-image-columns").stream()
                .filter(rule -> rule.locator().column().matches(column))
                .toList();
    }

    Optional<Transformation> key(TableId table) {
        return rules.stream()
                .filter(rule -> rule.action().equals("define-primary-key"))
                .filter(rule -> rule.locator().is(table.schema(), table.name()))
                .findFirst();
    }

    /** Whether no include-column rule speaks of the table, or one names the column. */
    boolean includes(TableId table, String column) {
        List<Transformation> includes = matching(table, "include-column");
        return includes.isEmpty()
                || includes.stream().anyMatch(rule -> rule.locator().column().matches(column));
    }

    private List<Transformation> matching(TableId table, String action) {
        return rules.stream()
                .filter(rule -> rule.action().equals(action))
                .filter(rule -> rule.locator().matches(table.schema(), table.name()))
                .toList();
    }

    private static boolean isOfColumn(Transformation rule, TableId table, String column) {
        return rule.target().equals("column")
                && rule.locator().matches(table.schema(), table.name())
                && rule.locator().column().matches(column);
    }

    /** @param obstacle why a rule that matches does nothing; empty when it does */
    private Ruling first(
            Predicate<Transformation> matches, java.util.function.Function<Transformation, Optional<String>> obstacle) {
        Optional<Transformation> acting = Optional.empty();
        List<Idle> idle = new ArrayList<>();
        for (Transformation rule : rules) {
            if (!matches.test(rule)) {
                continue;
            }
            Optional<String> why = obstacle.apply(rule);
            if (why.isPresent()) {
                idle.add(Idle.without(rule, why.get()));
            } else if (acting.isPresent()) {
                idle.add(Idle.shadowed(rule, acting.get()));
            } else {
                acting = Optional.of(rule);
            }
        }
        return new Ruling(acting, Optional.empty(), idle);
    }

    /** Whether anything but its name may become of a column of the source. */
    boolean isChanged(TableId table, Column column) {
        Ruling ruling = column(table, column.name(), column.type());
        return ruling.acting().filter(rule -> !NewName.isMadeBy(rule)).isPresent();
    }

    /** Columns of the source that a mask names, whichever rule acts on them. */
    Set<String> masked(TableSchema source) {
        return source.columns().stream()
                .map(Column::name)
                .filter(name ->
                        rules.stream().filter(Mask::is).anyMatch(rule -> isOfColumn(rule, source.table(), name)))
                .collect(Collectors.toSet());
    }

    /** Texts of all expressions that work on the table's rows. */
    List<String> expressions(TableId table) {
        return added(table).stream()
                .map(ruling -> ruling.acting().orElseThrow().expression())
                .toList();
    }
}
