package io.dmslocal.engine.mapping;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.TableMappings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What transformation rules make of a table's names, columns, types and key.
 *
 * <p>Rules are matched against the names on the source. Of several rules on one schema, table or column, the one with the lowest rule-id acts and
 * the others do nothing; a rule whose condition does not hold (the prefix to remove is not there) does not act. include-column chooses columns
 * and define-primary-key makes a key: they stand beside the rule that acts on the column or the table (assumed).
 *
 * <p>Source: "Transformation rules and actions", AWS DMS user guide.
 */
public final class Transformation {

    private static final Set<String> NAME_ACTIONS = Set.of(
            "rename",
            "convert-lowercase",
            "convert-uppercase",
            "add-prefix",
            "add-suffix",
            "remove-prefix",
            "remove-suffix",
            "replace-prefix",
            "replace-suffix");

    private final List<TableMappings.Transformation> rules;
    private final String targetSchema;

    /** @param targetSchema TargetMetadata's TargetSchema: for tables whose schema no rule renames; empty for the source's */
    public Transformation(TableMappings mappings, String targetSchema) {
        this.rules = mappings.transformations();
        this.targetSchema = targetSchema;
    }

    /** Why this version cannot run a task with these rules, one sentence per rule; empty when it can. */
    public static List<String> unsupported(TableMappings mappings) {
        List<String> sentences = new ArrayList<>();
        for (TableMappings.Selection rule : mappings.selections()) {
            if (!rule.filters().isEmpty()) {
                sentences.add(sentence(rule.rule(), "source filters"));
            }
        }
        for (TableMappings.Transformation rule : mappings.transformations()) {
            if (!rule.expression().isEmpty() && rule.action().equals("rename")) {
                sentences.add(sentence(rule.rule(), "expressions in rename"));
            } else if (rule.target().endsWith("-tablespace")) {
                sentences.add(sentence(rule.rule(), "tablespaces"));
            } else if (!isDone(rule.action())) {
                sentences.add(sentence(rule.rule(), rule.action()));
            }
        }
        for (TableMappings.TableSettings rule : mappings.tableSettings()) {
            if (!Set.of("", "none").contains(rule.lobMode())) {
                sentences.add(sentence(rule.rule(), "lob-settings of single tables"));
            }
        }
        for (TableMappings.Other rule : mappings.others()) {
            sentences.add(sentence(rule.rule(), "rule-type " + rule.type()));
        }
        return sentences;
    }

    private static boolean isDone(String action) {
        return NAME_ACTIONS.contains(action)
                || Set.of("remove-column", "include-column", "define-primary-key", "change-data-type")
                        .contains(action);
    }

    private static String sentence(TableMappings.RuleName rule, String what) {
        return "Rule with ruleId = " + rule.id() + " needs " + what + ", which this version does not have.";
    }

    /** Why these rules cannot be applied to this table, one sentence each; empty when they can. */
    public List<String> problems(TableSchema source) {
        List<String> sentences = new ArrayList<>();
        TableMapping mapping = of(source);
        for (int i = 0; i < mapping.columns().length; i++) {
            Column from = source.columns().get(mapping.columns()[i]);
            Column to = mapping.target().columns().get(i);
            if (form(from.type().kind()) != form(to.type().kind())) {
                sentences.add("Column " + from.name() + " of " + source.table() + " is to become "
                        + to.type().kind() + " instead of " + from.type().kind()
                        + " by a rule change-data-type, a conversion that this version does not have.");
            }
        }
        Set<String> names = new HashSet<>();
        for (Column column : mapping.target().columns()) {
            if (!names.add(column.name())) {
                sentences.add("Two columns of " + source.table() + " become " + column.name() + " on the target.");
            }
        }
        definedKey(source.table())
                .ifPresent(key -> key.columns().stream()
                        .filter(column -> !names.contains(column))
                        .forEach(column -> sentences.add("The key " + key.name() + " of " + source.table()
                                + " needs column " + column + ", which the target table does not have.")));
        return sentences;
    }

    /** Types whose values travel in the same form, see {@link DmsType}: between them a column changes its type and its values stay as they are. */
    private static int form(DmsType.Kind kind) {
        return switch (kind) {
            case BOOLEAN -> 1;
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> 2;
            case UINT8 -> 3;
            case REAL4 -> 4;
            case REAL8 -> 5;
            case NUMERIC -> 6;
            case DATE -> 7;
            case TIME -> 8;
            case DATETIME -> 9;
            case STRING, WSTRING, CLOB, NCLOB -> 10;
            case BYTES, BLOB -> 11;
        };
    }

    /** The table's name on the target. */
    public TableId target(TableId source) {
        String table = acting("table", source, "", DmsType.of(DmsType.Kind.STRING))
                .map(rule -> renamed(source.name(), rule))
                .orElse(source.name());
        String otherwise = targetSchema.isEmpty() ? source.schema() : targetSchema;
        String schema = acting("schema", source, "", DmsType.of(DmsType.Kind.STRING))
                .map(rule -> renamed(source.schema(), rule))
                .orElse(otherwise);
        return new TableId(schema, table);
    }

    /** What the rules make of a table. */
    public TableMapping of(TableSchema source) {
        List<Column> columns = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        Map<String, String> targetNames = new HashMap<>();
        for (int i = 0; i < source.columns().size(); i++) {
            Column column = source.columns().get(i);
            Optional<TableMappings.Transformation> rule =
                    acting("column", source.table(), column.name(), column.type());
            boolean removed =
                    rule.filter(r -> r.action().equals("remove-column")).isPresent();
            if (removed || !isIncluded(source.table(), column.name())) {
                continue;
            }
            Column target = rule.map(r -> changed(column, r)).orElse(column);
            columns.add(target);
            indexes.add(i);
            targetNames.put(column.name(), target.name());
        }
        List<String> key = definedKey(source.table())
                .map(TableMappings.PrimaryKey::columns)
                .orElseGet(() -> keptKey(source.key(), targetNames));
        TableSchema target = new TableSchema(target(source.table()), required(columns, key), key, source.collation());
        return new TableMapping(
                source, target, indexes.stream().mapToInt(Integer::intValue).toArray());
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

    private Optional<TableMappings.PrimaryKey> definedKey(TableId table) {
        return rules.stream()
                .filter(rule -> rule.action().equals("define-primary-key"))
                .filter(rule -> rule.locator().is(table.schema(), table.name()))
                .findFirst()
                .flatMap(TableMappings.Transformation::primaryKey);
    }

    /** Whether no include-column rule speaks of the table, or one names the column. */
    private boolean isIncluded(TableId table, String column) {
        List<TableMappings.Transformation> includes = rules.stream()
                .filter(rule -> rule.action().equals("include-column"))
                .filter(rule -> rule.locator().matches(table.schema(), table.name()))
                .toList();
        return includes.isEmpty()
                || includes.stream().anyMatch(rule -> rule.locator().column().matches(column));
    }

    /** The rule that acts on a schema, a table or a column: rules stand in ascending rule-id. */
    private Optional<TableMappings.Transformation> acting(String level, TableId table, String column, DmsType type) {
        String name = switch (level) {
            case "schema" -> table.schema();
            case "table" -> table.name();
            default -> column;
        };
        return rules.stream()
                .filter(rule -> rule.target().equals(level))
                .filter(rule -> level.equals("schema")
                        ? rule.locator().schema().matches(table.schema())
                        : rule.locator().matches(table.schema(), table.name()))
                .filter(rule ->
                        !level.equals("column") || rule.locator().column().matches(column))
                .filter(rule -> acts(rule, name, type))
                .findFirst();
    }

    private static boolean acts(TableMappings.Transformation rule, String name, DmsType type) {
        return switch (rule.action()) {
            case "remove-prefix" -> name.startsWith(rule.value());
            case "remove-suffix" -> name.endsWith(rule.value());
            case "replace-prefix" -> name.startsWith(rule.oldValue());
            case "replace-suffix" -> name.endsWith(rule.oldValue());
            case "change-data-type" ->
                rule.presentType().isEmpty()
                        || rule.presentType().equals(type.kind().name().toLowerCase(Locale.ROOT));
            case "remove-column" -> true;
            default -> NAME_ACTIONS.contains(rule.action());
        };
    }

    /** Whether a rule gives the column another data type. */
    public boolean retypes(TableId table, Column column) {
        return acting("column", table, column.name(), column.type())
                .filter(rule -> rule.action().equals("change-data-type"))
                .flatMap(TableMappings.Transformation::dataType)
                .flatMap(Transformation::type)
                .isPresent();
    }

    private static Column changed(Column column, TableMappings.Transformation rule) {
        if (!rule.action().equals("change-data-type")) {
            return column.renamed(renamed(column.name(), rule));
        }
        return rule.dataType()
                .flatMap(Transformation::type)
                // The target makes its own native type of the DMS type.
                .map(type -> new Column(column.name(), type, "", column.nullable(), false))
                .orElse(column);
    }

    /** Empty for the types of document targets. */
    private static Optional<DmsType> type(TableMappings.DataType written) {
        String name = written.type().toUpperCase(Locale.ROOT);
        for (DmsType.Kind kind : DmsType.Kind.values()) {
            if (kind.name().equals(name)) {
                // AWS calls the fraction digits of times precision.
                boolean timed = kind == DmsType.Kind.TIME || kind == DmsType.Kind.DATETIME;
                return Optional.of(new DmsType(
                        kind,
                        written.length(),
                        timed ? 0 : written.precision(),
                        timed ? written.precision() : written.scale()));
            }
        }
        return Optional.empty();
    }

    private static String renamed(String name, TableMappings.Transformation rule) {
        String value = rule.value();
        return switch (rule.action()) {
            case "rename" -> value;
            case "convert-lowercase" -> name.toLowerCase(Locale.ROOT);
            case "convert-uppercase" -> name.toUpperCase(Locale.ROOT);
            case "add-prefix" -> value + name;
            case "add-suffix" -> name + value;
            case "remove-prefix" -> name.substring(value.length());
            case "remove-suffix" -> name.substring(0, name.length() - value.length());
            case "replace-prefix" -> value + name.substring(rule.oldValue().length());
            case "replace-suffix" ->
                name.substring(0, name.length() - rule.oldValue().length()) + value;
            default -> name;
        };
    }
}
