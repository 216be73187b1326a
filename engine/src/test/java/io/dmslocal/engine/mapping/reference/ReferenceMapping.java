package io.dmslocal.engine.mapping.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a document makes of tables, by the documentation's sentences one by one. */
public final class ReferenceMapping {

    /** @param type as the documentation writes it: {@code string(20)}, {@code numeric(9,2)} */
    public record Column(String name, String type) {}

    public record Table(String schema, String name, boolean isView, List<Column> columns, List<String> key) {

        public String id() {
            return schema + "." + name;
        }
    }

    /**
     * @param made how each column comes about: {@code =name} the source's, with {@code !} behind it what is done to its values
     * @param isRefused whether the rules cannot be applied to this table
     */
    public record Result(
            String schema, String name, List<Column> columns, List<String> made, List<String> key, boolean isRefused) {}

    private static final Set<String> NAMING = Set.of(
            "rename",
            "convert-lowercase",
            "convert-uppercase",
            "add-prefix",
            "add-suffix",
            "remove-prefix",
            "remove-suffix",
            "replace-prefix",
            "replace-suffix");

    private static final List<String> SERVICE = List.of(
            "awsdms_changes.*",
            "awsdms_apply.*",
            "awsdms_truncation.*",
            "awsdms_audit_table",
            "awsdms_status",
            "awsdms_suspended_tables",
            "awsdms_history",
            "awsdms_validation_failure.*",
            "awsdms_cdc_.*",
            "awsdms_full_load_exceptions",
            "awsdms_txn_state",
            "awsdms_ddl_audit",
            "awsdms_heartbeat",
            "awsdms_loopback_prevention");

    private final List<JsonNode> rules = new ArrayList<>();
    private final boolean takesViews;
    private final String targetSchema;
    private final boolean inAnyCase;

    /** @param inAnyCase whether the source tells schemas and tables apart by more than case */
    public ReferenceMapping(JsonNode document, String migrationType, String targetSchema, boolean inAnyCase) {
        this.inAnyCase = inAnyCase;
        document.path("rules").forEach(rules::add);
        rules.sort(Comparator.comparing(
                (JsonNode rule) -> new BigInteger(rule.path("rule-id").asText())));
        this.takesViews = migrationType.equals("full-load");
        this.targetSchema = targetSchema;
    }

    // ---- selection

    /** In the order in which they load: a greater load-order first, then by code point of schema and table. */
    public List<Table> selected(List<Table> tables) {
        Map<Table, Integer> taken = new LinkedHashMap<>();
        for (Table table : tables) {
            List<JsonNode> taking = taking(table);
            if (!taking.isEmpty()) {
                // of several rules the greatest counts: nowhere said
                taken.put(
                        table,
                        taking.stream()
                                .mapToInt(rule -> rule.path("load-order").asInt(0))
                                .max()
                                .getAsInt());
            }
        }
        return taken.keySet().stream()
                .sorted(Comparator.comparing((Table table) -> -taken.get(table))
                        .thenComparing(Table::schema, ReferenceMapping::byCodePoint)
                        .thenComparing(Table::name, ReferenceMapping::byCodePoint))
                .toList();
    }

    private static int byCodePoint(String a, String b) {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            if (left[i] != right[i]) {
                return Integer.compare(left[i], right[i]);
            }
        }
        return Integer.compare(left.length, right.length);
    }

    private List<JsonNode> taking(Table table) {
        List<JsonNode> taking = new ArrayList<>();
        if (SERVICE.stream().anyMatch(table.name()::matches)) {
            return taking;
        }
        for (JsonNode rule : rules) {
            if (!rule.path("rule-type").asText().equals("selection")) {
                continue;
            }
            String action = rule.path("rule-action").asText();
            String type = rule.path("object-locator").path("table-type").asText("table");
            boolean isOfType = type.equals("all") || type.equals(table.isView() ? "view" : "table");
            if (action.equals("exclude")) {
                if (locates(rule, table)) {
                    return List.of();
                }
            } else if (isOfType && (!table.isView() || takesViews)) {
                boolean isNamed = action.equals("explicit") ? names(rule, table) : locates(rule, table);
                if (isNamed) {
                    taking.add(rule);
                }
            }
        }
        return taking;
    }

    /** The filters of the first rule that takes the table. */
    public List<JsonNode> filters(Table table) {
        List<JsonNode> filters = new ArrayList<>();
        taking(table).stream()
                .findFirst()
                .ifPresent(rule -> rule.path("filters").forEach(filters::add));
        return filters;
    }

    // ---- what becomes of a table

    public Result of(Table table) {
        Optional<JsonNode> schemaRule = transformations("schema").stream()
                .filter(rule -> isNaming(rule) && matches(rule, "schema-name", table.schema()))
                .filter(rule -> ReferenceNames.renames(rule, table.schema()))
                .findFirst();
        String schema = schemaRule
                .map(rule -> ReferenceNames.renamed(rule, table.schema()))
                .orElse(targetSchema.isEmpty() ? table.schema() : targetSchema);
        String name = transformations("table").stream()
                .filter(rule -> isNaming(rule) && locates(rule, table))
                .filter(rule -> ReferenceNames.renames(rule, table.name()))
                .findFirst()
                .map(rule -> ReferenceNames.renamed(rule, table.name()))
                .orElse(table.name());
        List<Column> columns = new ArrayList<>();
        List<String> made = new ArrayList<>();
        Map<String, String> kept = new HashMap<>();
        for (Column column : table.columns()) {
            keep(table, column).ifPresent(result -> {
                columns.add(result);
                made.add("=" + column.name() + steps(table, column));
                kept.put(column.name(), result.name());
            });
        }
        boolean isRefused = schema.isEmpty() || name.isEmpty();
        Set<String> added = new TreeSet<>();
        for (JsonNode rule : of(table, "add-column")) {
            String value = rule.path("value").asText();
            if (added.add(value)) {
                columns.add(new Column(value, masked(type(rule), mask(table, value))));
                made.add(rule.path("expression").asText());
            }
        }
        addBeforeImages(table, columns, made, kept.size());
        isRefused |= hasTwins(columns.subList(0, kept.size() + added.size()), added) || columns.isEmpty();
        List<String> key = table.key().stream().allMatch(kept::containsKey)
                ? table.key().stream().map(kept::get).toList()
                : List.of();
        Optional<JsonNode> defined = of(table, "define-primary-key").stream()
                .filter(rule -> names(rule, table))
                .findFirst();
        if (defined.isPresent()) {
            List<String> wanted = new ArrayList<>();
            defined.get().path("primary-key-def").path("columns").forEach(column -> wanted.add(column.asText()));
            key = wanted;
            isRefused |= !columns.stream().map(Column::name).toList().containsAll(wanted);
        }
        return new Result(schema, name, columns, made, key, isRefused);
    }

    /** Old values: of the key, or of all but LOBs; under the column's new name with prefix and suffix, where that name is free. */
    private void addBeforeImages(Table table, List<Column> columns, List<String> made, int kept) {
        for (int i = 0; i < kept; i++) {
            String source = made.get(i).substring(1).split("!")[0];
            Column after = columns.get(i);
            for (JsonNode rule : of(table, "add-before-image-columns")) {
                JsonNode wanted = rule.path("before-image-def");
                String name = wanted.path("column-prefix").asText("BI_")
                        + after.name()
                        + wanted.path("column-suffix").asText("");
                boolean isWanted =
                        wanted.path("column-filter").asText("pk-only").equals("pk-only")
                                ? table.key().contains(source)
                                : !table.columns().stream()
                                        .filter(c -> c.name().equals(source))
                                        .allMatch(c -> c.type().endsWith("lob"));
                boolean isFree = columns.stream().noneMatch(c -> c.name().equals(name));
                if (matches(rule, "column-name", source) && isWanted && isFree) {
                    columns.add(new Column(name, after.type()));
                    made.add("<" + source);
                }
            }
        }
    }

    /** Two columns of one name, or an added one that differs from another only by case. */
    private static boolean hasTwins(List<Column> columns, Set<String> added) {
        for (int i = 0; i < columns.size(); i++) {
            for (int j = 0; j < i; j++) {
                String one = columns.get(i).name();
                String other = columns.get(j).name();
                boolean isAdded = i >= columns.size() - added.size();
                if (one.equals(other)
                        || isAdded && one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT))) {
                    return true;
                }
            }
        }
        return columns.stream().anyMatch(column -> column.name().isEmpty());
    }

    private Optional<Column> keep(Table table, Column column) {
        List<JsonNode> includes = of(table, "include-column");
        if (!includes.isEmpty() && includes.stream().noneMatch(rule -> matches(rule, "column-name", column.name()))) {
            return Optional.empty();
        }
        Optional<JsonNode> acting = acting(table, column);
        String action = acting.map(rule -> rule.path("rule-action").asText()).orElse("");
        if (action.equals("remove-column")) {
            return Optional.empty();
        }
        String name = NAMING.contains(action) ? ReferenceNames.renamed(acting.get(), column.name()) : column.name();
        if (action.equals("change-data-type")) {
            return Optional.of(new Column(name, masked(type(acting.get()), mask(table, column.name()))));
        }
        return Optional.of(
                new Column(name, action.startsWith("data-masking") ? masked(column.type(), acting) : column.type()));
    }

    /** Only one action per column: that of the lowest rule-id. Whatever includes a column does so beside the others, but for those that remove it. */
    private Optional<JsonNode> acting(Table table, Column column) {
        boolean isIncluded = false;
        for (JsonNode rule : transformations("column")) {
            if (!locates(rule, table) || !matches(rule, "column-name", column.name())) {
                continue;
            }
            String action = rule.path("rule-action").asText();
            String wanted = rule.path("object-locator").path("data-type").asText("");
            isIncluded |= action.equals("include-column");
            boolean acts = action.startsWith("data-masking")
                    || NAMING.contains(action) && ReferenceNames.renames(rule, column.name())
                    || action.equals("remove-column") && !isIncluded
                    || action.equals("change-data-type")
                            && (wanted.isEmpty()
                                    || column.type().split("\\(")[0].equals(wanted));
            if (acts) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private String steps(Table table, Column column) {
        Optional<JsonNode> acting = acting(table, column);
        String action = acting.map(rule -> rule.path("rule-action").asText()).orElse("");
        if (action.equals("change-data-type")) {
            return "!" + action
                    + mask(table, column.name())
                            .map(rule -> "!" + rule.path("rule-action").asText())
                            .orElse("");
        }
        return action.startsWith("data-masking") ? "!" + action : "";
    }

    /** The first mask of a column, which lies on top of an added one or of a changed type. */
    private Optional<JsonNode> mask(Table table, String column) {
        return transformations("column").stream()
                .filter(rule -> rule.path("rule-action").asText().startsWith("data-masking"))
                .filter(rule -> locates(rule, table) && matches(rule, "column-name", column))
                .findFirst();
    }

    /** A hash has 64 characters. */
    private static String masked(String type, Optional<JsonNode> mask) {
        boolean isHash = mask.map(rule -> rule.path("rule-action").asText())
                .filter("data-masking-hash-mask"::equals)
                .isPresent();
        if (!isHash || !type.matches("w?string\\(\\d+\\)")) {
            return type;
        }
        String kind = type.substring(0, type.indexOf('('));
        int length = Integer.parseInt(type.replaceAll("\\D", ""));
        return kind + "(" + Math.max(length, 64) + ")";
    }

    private static String type(JsonNode rule) {
        JsonNode type = rule.path("data-type");
        String name = type.path("type").asText();
        return switch (name) {
            case "string", "wstring", "bytes" ->
                name + "(" + type.path("length").asInt() + ")";
            case "numeric" ->
                name + "(" + type.path("precision").asInt() + ","
                        + type.path("scale").asInt() + ")";
            case "datetime", "time" -> name + "(" + type.path("precision").asInt() + ")";
            default -> name;
        };
    }

    // ---- which rules

    private List<JsonNode> transformations(String target) {
        return rules.stream()
                .filter(rule -> rule.path("rule-type").asText().equals("transformation"))
                .filter(rule -> rule.path("rule-target").asText().equals(target))
                .toList();
    }

    private List<JsonNode> of(Table table, String action) {
        return rules.stream()
                .filter(rule -> rule.path("rule-action").asText().equals(action))
                .filter(rule -> locates(rule, table))
                .toList();
    }

    private static boolean isNaming(JsonNode rule) {
        return NAMING.contains(rule.path("rule-action").asText());
    }

    private boolean locates(JsonNode rule, Table table) {
        return matches(rule, "schema-name", table.schema()) && matches(rule, "table-name", table.name());
    }

    private boolean matches(JsonNode rule, String member, String name) {
        String pattern = rule.path("object-locator").path(member).asText("%");
        return member.equals("column-name")
                ? ReferenceNames.matches(pattern, name)
                : ReferenceNames.matches(cased(pattern), cased(name));
    }

    private boolean names(JsonNode rule, Table table) {
        JsonNode locator = rule.path("object-locator");
        return ReferenceNames.is(cased(locator.path("schema-name").asText()), cased(table.schema()))
                && ReferenceNames.is(cased(locator.path("table-name").asText()), cased(table.name()));
    }

    private String cased(String name) {
        return inAnyCase ? name.toLowerCase(Locale.ROOT) : name;
    }
}
