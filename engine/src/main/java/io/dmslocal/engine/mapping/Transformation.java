package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.Filling.Origin.Before;
import io.dmslocal.engine.mapping.Filling.Origin.Computed;
import io.dmslocal.engine.mapping.Filling.Origin.Copied;
import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.mapping.expression.Expression;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.KeyForm;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.LobHandling;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What transformation rules make of a table: names, columns, types, key and rows.
 *
 * <p>The order inside one row is fixed: columns kept, columns added by expressions over the source's values, change-data-type, masks, names, before
 * images. Which rule acts where: {@link Rulings}. Source: "Transformation rules and actions", AWS DMS user guide.
 */
public final class Transformation {

    private final Rulings rulings;
    /** Rules for files. */
    private final List<TableMappings.RuleName> tags;

    private final String targetSchema;
    private final Optional<CharacterSubstitution> substitution;
    private final UnaryOperator<TableId> kept;

    /** @param targetSchema TargetMetadata's TargetSchema: for tables whose schema no rule renames; empty for the source's */
    public Transformation(TableMappings mappings, String targetSchema) {
        this(mappings, targetSchema, Optional.empty(), UnaryOperator.identity());
    }

    /**
     * @param substitution of characters in every text
     * @param kept the name under which the target keeps a table that it is asked to make under another: it is the table's name in all that follows
     */
    public Transformation(
            TableMappings mappings,
            String targetSchema,
            Optional<CharacterSubstitution> substitution,
            UnaryOperator<TableId> kept) {
        this.rulings = new Rulings(mappings.transformations());
        this.tags = mappings.others().stream()
                .filter(TableMappings.Other::isOfFiles)
                .map(TableMappings.Other::rule)
                .toList();
        this.targetSchema = targetSchema;
        this.substitution = substitution;
        this.kept = kept;
    }

    /** Why these rules cannot be applied to this table, one sentence each; empty when they can. */
    public List<String> problems(TableSchema source) {
        return new MappingProblems(rulings, source).of(this);
    }

    /** Rules that do nothing with any table, one sentence each. */
    public List<String> withoutEffect() {
        return Stream.concat(
                        rulings.tablespaces().stream()
                                .map(rule -> without(
                                        rule.rule(), "rule-target " + rule.target() + " is for Oracle targets.")),
                        tags.stream()
                                .map(
                                        rule -> without(
                                                rule,
                                                "rule-type post-processing puts tags on the files of an S3 target, and this target has none.")))
                .toList();
    }

    private static String without(TableMappings.RuleName rule, String why) {
        return "Rule with ruleId = " + rule.id() + " has no effect: " + why;
    }

    /** What of these rules may surprise with this table, one sentence each: a mask that does not mask. */
    public List<String> warnings(TableSchema source) {
        return source.columns().stream()
                .flatMap(column -> rulings.column(source.table(), column.name(), column.type()).idle().stream()
                        .filter(idle -> Mask.is(idle.rule()))
                        .map(idle -> "column " + column.name() + " is NOT masked by rule "
                                + idle.rule().rule().id() + ". " + idle.reason()))
                .toList();
    }

    /** What each rule that names the table, or a column of it, does there. */
    public List<RuleUse> uses(TableSchema source) {
        return rulings.uses(source);
    }

    // ---- names

    /** The table's name on the target. */
    public TableId target(TableId source) {
        Function<String, Optional<String>> facts = fact -> Metadata.ofTable(source, fact);
        String table = rulings.table(source)
                .acting()
                .map(rule -> renamed(source.name(), rule, facts))
                .orElse(source.name());
        String otherwise = targetSchema.isEmpty() ? source.schema() : targetSchema;
        String schema = rulings.schema(source)
                .acting()
                .map(rule -> renamed(source.schema(), rule, facts))
                .orElse(otherwise);
        return kept.apply(new TableId(schema, table));
    }

    /** A name that cannot be made stays as it is, and is among the {@link #problems}. */
    private static String renamed(
            String name, TableMappings.Transformation rule, Function<String, Optional<String>> facts) {
        try {
            return NewName.of(name, rule, facts);
        } catch (Calculator.Failed e) {
            return name;
        }
    }

    // ---- columns

    /** What the rules make of a table. */
    public TableMapping of(TableSchema source) {
        return of(source, RowPredicate.ALL);
    }

    /** @param where which of its rows are taken */
    public TableMapping of(TableSchema source, RowPredicate where) {
        Making making = new Making(source);
        making.keep();
        making.add();
        Optional<TableMappings.PrimaryKey> defined =
                rulings.key(source.table()).flatMap(TableMappings.Transformation::primaryKey);
        List<String> key =
                defined.map(TableMappings.PrimaryKey::columns).orElseGet(() -> keptKey(source.key(), making.names));
        KeyForm form = defined.map(
                        made -> new KeyForm(made.name(), made.origin().equals("unique-index")))
                .orElse(KeyForm.PRIMARY);
        making.addBeforeImages();
        List<Column> columns = form.isIndex() ? making.columns : required(making.columns, key);
        TableSchema target = new TableSchema(target(source.table()), columns, key, source.collation(), form);
        Set<String> touched = new HashSet<>(SourceFilters.columns(where));
        source.columns().stream()
                .filter(column -> touches(source.table(), column))
                .forEach(column -> touched.add(column.name()));
        boolean flagsDeletes = rulings.expressions(source.table()).stream().anyMatch(Transformation::flagsDeletes);
        RowRules rules = new RowRules(substitution, touched, where, flagsDeletes, rulings.masked(source));
        return new TableMapping(source, target, making.fillings, rules);
    }

    /**
     * What a task makes of a table.
     *
     * @param lobs what becomes of its LOB columns
     */
    public TableMapping of(TableSchema source, SourceFilters rows, LobHandling lobs) {
        TableMapping whole = of(source, rows.predicate());
        return lobs.areKept()
                ? whole
                : whole.without(column -> column.type().kind().isLob());
    }

    private static boolean flagsDeletes(String expression) {
        return expression.toLowerCase(java.util.Locale.ROOT).contains("operation_indicator");
    }

    /** Whether nothing is made of a column of the source, of whatever type it is: the rules do not keep it, and no expression looks at it. */
    public boolean leavesOut(TableId table, String column) {
        boolean isKept = rulings.includes(table, column)
                && Arrays.stream(DmsType.Kind.values())
                        .anyMatch(kind ->
                                !rulings.column(table, column, DmsType.of(kind)).acts("remove-column"));
        return !isKept && !isInExpression(table, column);
    }

    private boolean isInExpression(TableId table, String column) {
        return rulings.expressions(table).stream()
                .anyMatch(text -> parsed(text).names().contains(column));
    }

    /** Whether a column's values are looked at or changed by these rules; the filters' columns are not known here. */
    public boolean touches(TableId table, Column column) {
        return rulings.isChanged(table, column)
                || substitution.isPresent() && CharacterSubstitution.concerns(column.type())
                || isInExpression(table, column.name());
    }

    /** An expression that is none is among the {@link #problems}. */
    static Expression parsed(String text) {
        try {
            return Expression.parse(text);
        } catch (Expression.Malformed e) {
            return new Expression(text, "NULL", List.of());
        }
    }

    /** A target's columns as they come together. */
    private final class Making {

        private final TableSchema source;
        private final List<Column> columns = new ArrayList<>();
        private final List<Filling> fillings = new ArrayList<>();
        /** Of those that are kept: from the source's name to the target's. */
        private final Map<String, String> names = new HashMap<>();

        private Making(TableSchema source) {
            this.source = source;
        }

        private void keep() {
            for (int i = 0; i < source.columns().size(); i++) {
                Column column = source.columns().get(i);
                Ruling ruling = rulings.column(source.table(), column.name(), column.type());
                if (ruling.acts("remove-column") || !rulings.includes(source.table(), column.name())) {
                    continue;
                }
                List<Step> steps = new ArrayList<>();
                substitution
                        .filter(s -> CharacterSubstitution.concerns(column.type()))
                        .ifPresent(steps::add);
                Column changed = ruling.acting()
                        .map(rule -> changed(column, rule, steps))
                        .orElse(column);
                put(masked(changed, ruling, steps), new Filling(new Copied(i), steps));
                names.put(column.name(), columns.get(columns.size() - 1).name());
            }
        }

        private void put(Column column, Filling filling) {
            columns.add(column);
            fillings.add(filling);
        }

        private Column changed(Column column, TableMappings.Transformation rule, List<Step> steps) {
            if (NewName.isMadeBy(rule)) {
                return column.renamed(
                        renamed(column.name(), rule, fact -> Metadata.ofColumn(source.table(), column, fact)));
            }
            Optional<DmsType> type = rule.action().equals("change-data-type")
                    ? rule.dataType().flatMap(WrittenType::of)
                    : Optional.empty();
            type.ifPresent(wanted -> steps.add(new Conversion(wanted)));
            // The target makes its own native type of the DMS type.
            return type.map(wanted -> new Column(column.name(), wanted, "", column.nullable(), false))
                    .orElse(column);
        }

        private Column masked(Column column, Ruling ruling, List<Step> steps) {
            Optional<TableMappings.Transformation> mask =
                    ruling.mask().or(() -> ruling.acting().filter(Mask::is));
            if (mask.isEmpty()) {
                return column;
            }
            steps.add(new Mask(mask.get(), column.type()));
            return new Column(column.name(), Mask.type(mask.get(), column.type()), "", column.nullable(), false);
        }

        private void add() {
            for (Ruling ruling : rulings.added(source.table())) {
                TableMappings.Transformation rule = ruling.acting().orElseThrow();
                DmsType type = rule.dataType().flatMap(WrittenType::of).orElse(DmsType.of(DmsType.Kind.WSTRING));
                List<Step> steps = new ArrayList<>(List.of(new Conversion(type)));
                Column column = masked(new Column(rule.value(), type, "", true), ruling, steps);
                put(column, new Filling(new Computed(parsed(rule.expression())), steps));
            }
        }

        private void addBeforeImages() {
            Set<String> taken = new HashSet<>();
            columns.forEach(column -> taken.add(column.name()));
            int kept = columns.size();
            for (int i = 0; i < kept; i++) {
                if (fillings.get(i).origin() instanceof Copied copied) {
                    addBeforeImages(
                            copied.source(), columns.get(i), fillings.get(i).steps(), taken);
                }
            }
        }

        private void addBeforeImages(int place, Column after, List<Step> steps, Set<String> taken) {
            Column from = source.columns().get(place);
            for (TableMappings.Transformation rule : rulings.beforeImages(source.table(), from.name())) {
                TableMappings.BeforeImageColumns wanted = rule.beforeImage().orElseThrow();
                boolean isTaken = wanted.filter().equals("pk-only")
                        ? source.key().contains(from.name())
                        : !from.type().kind().isLob();
                String name = wanted.prefix() + after.name() + wanted.suffix();
                if (isTaken && taken.add(name)) {
                    put(
                            new Column(name, after.type(), after.nativeType(), true),
                            new Filling(new Before(place), steps));
                }
            }
        }
    }

    /** A key that has lost a column is no key. */
    private static List<String> keptKey(List<String> key, Map<String, String> targetNames) {
        return targetNames.keySet().containsAll(key)
                ? key.stream().map(targetNames::get).toList()
                : List.of();
    }

    /** No database takes NULL in a primary key. */
    private static List<Column> required(List<Column> columns, List<String> key) {
        return columns.stream()
                .map(c -> c.nullable() && key.contains(c.name())
                        ? new Column(c.name(), c.type(), c.nativeType(), false, c.isNative())
                        : c)
                .toList();
    }
}
