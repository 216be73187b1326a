package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.settings.TableMappings.BeforeImageColumns;
import io.dmslocal.engine.settings.TableMappings.DataType;
import io.dmslocal.engine.settings.TableMappings.Locator;
import io.dmslocal.engine.settings.TableMappings.PrimaryKey;
import io.dmslocal.engine.settings.TableMappings.Transformation;
import io.dmslocal.engine.settings.TableMappingsParser.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** rule-type transformation. Source: "Transformation rules and actions", AWS DMS user guide. */
final class TransformationRules {

    private static final Set<String> ALL_LEVELS = Set.of("schema", "table", "column");
    private static final Set<String> COLUMN = Set.of("column");

    /** Which rule-targets an action takes. */
    static final Map<String, Set<String>> TARGETS = Map.ofEntries(
            Map.entry("rename", Set.of("schema", "table", "column", "table-tablespace", "index-tablespace")),
            Map.entry("convert-lowercase", ALL_LEVELS),
            Map.entry("convert-uppercase", ALL_LEVELS),
            Map.entry("add-prefix", ALL_LEVELS),
            Map.entry("add-suffix", ALL_LEVELS),
            Map.entry("remove-prefix", ALL_LEVELS),
            Map.entry("remove-suffix", ALL_LEVELS),
            Map.entry("replace-prefix", ALL_LEVELS),
            Map.entry("replace-suffix", ALL_LEVELS),
            Map.entry("define-primary-key", Set.of("table")),
            Map.entry("remove-column", COLUMN),
            Map.entry("include-column", COLUMN),
            Map.entry("change-data-type", COLUMN),
            Map.entry("add-column", COLUMN),
            Map.entry("add-before-image-columns", COLUMN),
            Map.entry("data-masking-digits-mask", COLUMN),
            Map.entry("data-masking-digits-randomize", COLUMN),
            Map.entry("data-masking-hash-mask", COLUMN));

    /** Column actions whose locator names a column only when it means some: AWS's own examples leave it out. */
    private static final Set<String> WHOLE_TABLE = Set.of("add-column", "add-before-image-columns");

    static final Set<String> NEED_VALUE = Set.of(
            "add-prefix",
            "add-suffix",
            "remove-prefix",
            "remove-suffix",
            "replace-prefix",
            "replace-suffix",
            "add-column");

    /** AWS's type names; the last four are for document targets. */
    static final Set<String> TYPES = Set.of(
            "bytes",
            "date",
            "time",
            "datetime",
            "int1",
            "int2",
            "int4",
            "int8",
            "numeric",
            "real4",
            "real8",
            "string",
            "uint1",
            "uint2",
            "uint4",
            "uint8",
            "wstring",
            "blob",
            "nclob",
            "clob",
            "boolean",
            "set",
            "list",
            "map",
            "tuple");

    private TransformationRules() {}

    static Transformation read(Rule rule) {
        String action = rule.oneOf("rule-action", TARGETS.keySet());
        String target = rule.oneOf("rule-target", TARGETS.get(action));
        Locator locator = rule.locator();
        checkLocator(rule, action, target, locator);
        checkValue(rule, action);
        return new Transformation(
                rule.name(),
                target,
                action,
                locator,
                rule.text("value"),
                rule.text("old-value"),
                rule.text("expression"),
                rule.json().path("object-locator").path("data-type").asText("").toLowerCase(Locale.ROOT),
                dataType(rule, action),
                primaryKey(rule, action),
                beforeImage(rule, action));
    }

    /** Digits that databases keep at most. */
    private static final int MAX_PRECISION = 38;

    private static void checkLocator(Rule rule, String action, String target, Locator locator) {
        if (target.equals("table") || target.equals("column")) {
            rule.needsInLocator("table-name");
        }
        if (target.equals("column") && !WHOLE_TABLE.contains(action)) {
            rule.needsInLocator("column-name");
        }
        String present = rule.json().path("object-locator").path("data-type").asText("");
        if (action.equals("change-data-type")
                && !present.isEmpty()
                && !TYPES.contains(present.toLowerCase(Locale.ROOT))) {
            throw rule.fails("The object-locator's data-type '" + present + "' is not known; known are "
                    + String.join(", ", TYPES.stream().sorted().toList()) + ".");
        }
        if (action.equals("define-primary-key")
                && !(locator.schema().isExact() && locator.table().isExact())) {
            throw rule.fails("Exact schema and table name required when using rule-action define-primary-key.");
        }
    }

    private static void checkValue(Rule rule, String action) {
        if (NEED_VALUE.contains(action)) {
            rule.needed("value");
        }
        if (action.startsWith("replace-")) {
            rule.needed("old-value");
        }
        if (action.equals("rename") && rule.text("expression").isEmpty()) {
            rule.needed("value");
        }
        if (action.equals("add-column")) {
            rule.needed("expression");
        }
        if (action.equals("data-masking-digits-mask") && !rule.text("value").matches("[ -~]")) {
            throw rule.fails("The member value must be exactly one printable ASCII character.");
        }
    }

    private static Optional<DataType> dataType(Rule rule, String action) {
        JsonNode json = rule.json().path("data-type");
        String type = json.path("type").asText("").toLowerCase(Locale.ROOT);
        boolean needed = action.equals("change-data-type") || action.equals("add-column");
        if (!needed) {
            return Optional.empty();
        }
        if (!TYPES.contains(type)) {
            throw rule.fails("The data-type's type '" + type + "' is not known; known are "
                    + String.join(", ", TYPES.stream().sorted().toList()) + ".");
        }
        int precision = rule.number(json, "precision");
        int scale = rule.number(json, "scale");
        if (type.equals("numeric") && (precision > MAX_PRECISION || precision > 0 && scale > precision)) {
            throw rule.fails("The data-type numeric has precision " + precision + " and scale " + scale
                    + "; a precision up to " + MAX_PRECISION + " and a scale up to the precision are possible.");
        }
        return Optional.of(new DataType(type, rule.number(json, "length"), precision, scale));
    }

    private static Optional<PrimaryKey> primaryKey(Rule rule, String action) {
        if (!action.equals("define-primary-key")) {
            return Optional.empty();
        }
        JsonNode json = rule.json().path("primary-key-def");
        List<String> columns = new ArrayList<>();
        rule.list(json, "columns").forEach(column -> columns.add(column.asText("")));
        if (columns.isEmpty() || columns.contains("")) {
            throw rule.fails("The primary-key-def needs at least one name in columns.");
        }
        if (Set.copyOf(columns).size() < columns.size()) {
            throw rule.fails("The primary-key-def names a column twice: " + String.join(", ", columns) + ".");
        }
        String origin = json.path("origin").asText("primary-key");
        if (!Set.of("primary-key", "unique-index").contains(origin)) {
            throw rule.fails("The primary-key-def's origin '" + origin
                    + "' is not known; known are primary-key and unique-index.");
        }
        return Optional.of(new PrimaryKey(json.path("name").asText(""), origin, List.copyOf(columns)));
    }

    private static Optional<BeforeImageColumns> beforeImage(Rule rule, String action) {
        if (!action.equals("add-before-image-columns")) {
            return Optional.empty();
        }
        JsonNode json = rule.json().path("before-image-def");
        String prefix = json.path("column-prefix").asText("BI_");
        String suffix = json.path("column-suffix").asText("");
        String filter = json.path("column-filter").asText("pk-only");
        if (prefix.isEmpty() && suffix.isEmpty()) {
            throw rule.fails("The before-image-def needs a column-prefix or a column-suffix.");
        }
        if (!Set.of("pk-only", "non-lob", "all").contains(filter)) {
            throw rule.fails("The column-filter '" + filter + "' is not known; known are pk-only, non-lob and all.");
        }
        return Optional.of(new BeforeImageColumns(prefix, suffix, filter));
    }
}
