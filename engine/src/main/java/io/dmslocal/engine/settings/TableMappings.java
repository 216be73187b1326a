package io.dmslocal.engine.settings;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A TableMappings document, parsed and validated: its rules in ascending rule-id. Source: "Using table mapping to specify task settings", AWS DMS
 * user guide.
 *
 * @param selections which tables
 * @param transformations what becomes of names, columns and types
 * @param objectMappings what a record is on a stream
 * @param tableSettings how single tables are loaded
 * @param others rules that are understood but have no record of their own: validation, post-processing
 */
public record TableMappings(
        List<Selection> selections,
        List<Transformation> transformations,
        List<ObjectMappingRule> objectMappings,
        List<TableSettings> tableSettings,
        List<Other> others) {

    public TableMappings {
        selections = List.copyOf(selections);
        transformations = List.copyOf(transformations);
        objectMappings = List.copyOf(objectMappings);
        tableSettings = List.copyOf(tableSettings);
        others = List.copyOf(others);
    }

    /**
     * What every rule has.
     *
     * @param id numeric; kept as written, compared as a number
     */
    public record RuleName(String id, String name) {}

    /**
     * Which objects a rule speaks of, by their names on the source.
     *
     * @param table {@code %} where the rule names none
     * @param column {@code %} where the rule names none
     */
    public record Locator(NamePattern schema, NamePattern table, NamePattern column) {

        public boolean matches(String schemaName, String tableName) {
            return schema.matches(schemaName) && table.matches(tableName);
        }

        /** For rules that need exact names. */
        public boolean is(String schemaName, String tableName) {
            return schema.is(schemaName) && table.is(tableName);
        }
    }

    /**
     * @param action include, exclude or explicit
     * @param tableType table, view or all
     * @param loadOrder 0 when not given; greater loads first
     * @param filters all must hold
     */
    public record Selection(
            RuleName rule, String action, Locator locator, String tableType, int loadOrder, List<Filter> filters) {}

    /** A condition on one column: any of {@code conditions} must hold. */
    public record Filter(String column, List<Condition> conditions) {}

    /**
     * @param operator eq, noteq, lte, gte, between, notbetween, null, notnull
     * @param value the operand, or between's lower end; empty where the operator has none
     * @param end between's upper end
     */
    public record Condition(String operator, String value, String end) {}

    /**
     * @param target schema, table, column, table-tablespace or index-tablespace
     * @param value new name, prefix, suffix or mask; empty where the action has none
     * @param oldValue what replace-prefix and replace-suffix look for
     * @param expression empty without one
     * @param presentType of change-data-type: only columns of this DMS type, in lower case; empty for all
     */
    public record Transformation(
            RuleName rule,
            String target,
            String action,
            Locator locator,
            String value,
            String oldValue,
            String expression,
            String presentType,
            Optional<DataType> dataType,
            Optional<PrimaryKey> primaryKey,
            Optional<BeforeImageColumns> beforeImage) {}

    /**
     * @param type AWS's name in lower case: {@code int4}, {@code string}
     * @param length 0 when not given
     * @param precision 0 when not given
     * @param scale 0 when not given
     */
    public record DataType(String type, int length, int precision, int scale) {}

    /** @param columns by their names on the target */
    public record PrimaryKey(String name, String origin, List<String> columns) {}

    /** @param filter pk-only, non-lob or all */
    public record BeforeImageColumns(String prefix, String suffix, String filter) {}

    /** How the messages of some tables look on a stream. */
    public record ObjectMappingRule(RuleName rule, Locator locator, ObjectMapping mapping) {}

    /**
     * @param parallelLoad {@link ParallelLoad#NONE} when not given
     * @param lobMode limited, unlimited or none; empty when not given
     * @param lobBulkMaxSizeKilobytes limit of limited mode; of unlimited mode what goes in one piece
     */
    public record TableSettings(
            RuleName rule, Locator locator, ParallelLoad parallelLoad, String lobMode, int lobBulkMaxSizeKilobytes) {}

    /** @param type validation or post-processing */
    public record Other(RuleName rule, String type, String action, Locator locator, Map<String, Object> members) {

        /** Whether it speaks of the files of an S3 target. */
        public boolean isOfFiles() {
            return type.equals("post-processing");
        }
    }

    /** The rule that shapes a table's messages, by its name on the source: of several, the one with the lowest rule-id (assumed). */
    public Optional<ObjectMapping> objectMapping(String schema, String table) {
        return objectMappingRule(schema, table).map(ObjectMappingRule::mapping);
    }

    public Optional<ObjectMappingRule> objectMappingRule(String schema, String table) {
        return objectMappings.stream()
                .filter(rule -> rule.locator().matches(schema, table))
                .findFirst();
    }

    /** How a table is loaded, by its name on the source: of several rules, the one with the lowest rule-id (assumed). */
    public Optional<TableSettings> tableSettings(String schema, String table) {
        return tableSettings.stream()
                .filter(rule -> rule.locator().is(schema, table))
                .findFirst();
    }

    /** The same for a source whose catalogue tells schemas and tables apart by more than case. */
    public TableMappings inAnyCase() {
        return located(locator ->
                new Locator(locator.schema().inAnyCase(), locator.table().inAnyCase(), locator.column()));
    }

    /** The same as a source endpoint reads names: its {@code escapeCharacter} makes the wildcard behind it stand for itself. */
    public TableMappings readBy(EndpointSettings source) {
        Optional<String> escape = source.attribute("escapeCharacter").filter(text -> !text.isEmpty());
        return escape.map(text -> text.codePointAt(0))
                .map(c -> located(locator -> new Locator(
                        locator.schema().escapedBy(c),
                        locator.table().escapedBy(c),
                        locator.column().escapedBy(c))))
                .orElse(this);
    }

    private TableMappings located(UnaryOperator<Locator> read) {
        return new TableMappings(
                selections.stream()
                        .map(r -> new Selection(
                                r.rule(),
                                r.action(),
                                read.apply(r.locator()),
                                r.tableType(),
                                r.loadOrder(),
                                r.filters()))
                        .toList(),
                transformations.stream()
                        .map(r -> new Transformation(
                                r.rule(),
                                r.target(),
                                r.action(),
                                read.apply(r.locator()),
                                r.value(),
                                r.oldValue(),
                                r.expression(),
                                r.presentType(),
                                r.dataType(),
                                r.primaryKey(),
                                r.beforeImage()))
                        .toList(),
                objectMappings.stream()
                        .map(r -> new ObjectMappingRule(r.rule(), read.apply(r.locator()), r.mapping()))
                        .toList(),
                tableSettings.stream()
                        .map(r -> new TableSettings(
                                r.rule(),
                                read.apply(r.locator()),
                                r.parallelLoad(),
                                r.lobMode(),
                                r.lobBulkMaxSizeKilobytes()))
                        .toList(),
                others.stream()
                        .map(r -> new Other(r.rule(), r.type(), r.action(), read.apply(r.locator()), r.members()))
                        .toList());
    }

    /** The same without rules that mask data. */
    public TableMappings withoutMasks() {
        List<Transformation> others = transformations.stream()
                .filter(rule -> !rule.action().startsWith("data-masking-"))
                .toList();
        return new TableMappings(selections, others, objectMappings, tableSettings, this.others);
    }

    /** A task that takes no table: what an empty document means. */
    public static final TableMappings NONE = new TableMappings(List.of(), List.of(), List.of(), List.of(), List.of());

    /** @param text TableMappings as somebody wrote it, and as they were accepted by this version or an earlier one */
    public static Outcome<TableMappings> parse(String text) {
        return parse(text, slip -> {});
    }

    /** @param slips is given each member that is passed over, and would be refused in a document that arrives */
    public static Outcome<TableMappings> parse(String text, Consumer<Fault> slips) {
        return Refusal.outcome(() -> new TableMappingsParser(slip -> slips.accept(slip.fault())).parse(text));
    }

    /** @param text TableMappings that arrive: what looks like a slip of the pen is refused, too */
    public static Outcome<TableMappings> parseNew(String text) {
        return Refusal.outcome(() -> new TableMappingsParser(slip -> {
                    throw slip;
                })
                .parse(text));
    }
}
