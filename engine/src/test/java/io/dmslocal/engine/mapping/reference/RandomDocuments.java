package io.dmslocal.engine.mapping.reference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.mapping.reference.ReferenceMapping.Column;
import io.dmslocal.engine.mapping.reference.ReferenceMapping.Table;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Valid documents, tables and rows, drawn from so few names that rules meet, overlap and contradict each other. */
public final class RandomDocuments {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> SCHEMAS = List.of("hr", "HR", "h_r", "app", "a%p", "s-1");
    private static final List<String> TABLES = List.of(
            "emp",
            "Emp",
            "emp_old",
            "empXold",
            "emp%",
            "old_emp",
            "emp#1",
            "e",
            "order",
            "orders",
            "\ud83d\ude00t",
            "\ufffdt",
            "awsdms_status",
            "awsdms_changes12",
            "\u05d0\u05d1");
    private static final List<String> COLUMNS =
            List.of("id", "ID", "na_me", "naXme", "n", "p_n", "n_s", "day", "at", "doc", "a-b", "\u00c4rger");
    private static final List<String> TYPES =
            List.of("int4", "int8", "string(20)", "wstring(80)", "numeric(9,2)", "date", "datetime(6)", "nclob");
    private static final List<String> AFFIXES = List.of("p_", "_s", "e", "emp", "n", "X", "old", "hr");

    private final Random random;

    public RandomDocuments(long seed) {
        random = new Random(seed);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    // ---- tables and rows

    public List<Table> tables() {
        Set<String> seen = new HashSet<>();
        List<Table> tables = new ArrayList<>();
        for (int i = 2 + random.nextInt(6); i > 0; i--) {
            Table table = table(one(SCHEMAS), one(TABLES));
            if (seen.add(table.id())) {
                tables.add(table);
            }
        }
        return tables;
    }

    private Table table(String schema, String name) {
        List<String> names = new ArrayList<>(COLUMNS);
        Collections.shuffle(names, random);
        List<Column> columns = new ArrayList<>();
        for (String column : names.subList(0, 1 + random.nextInt(6))) {
            columns.add(new Column(column, one(TYPES)));
        }
        List<String> key = new ArrayList<>();
        columns.stream()
                .filter(column -> !column.type().endsWith("lob") && chance(3))
                .forEach(column -> key.add(column.name()));
        return new Table(schema, name, chance(5), columns, key);
    }

    public Map<String, Object> row(Table table) {
        Map<String, Object> row = new HashMap<>();
        for (Column column : table.columns()) {
            boolean isNull = !table.key().contains(column.name()) && chance(4);
            row.put(column.name(), isNull ? null : value(column.type()));
        }
        return row;
    }

    private Object value(String type) {
        int n = random.nextInt(5);
        return switch (type.split("\\(")[0]) {
            case "int4", "int8" -> (long) n - 1;
            case "numeric" -> new BigDecimal(n - 1).add(new BigDecimal(chance(2) ? "0.50" : "0"));
            case "date" -> LocalDate.of(2020, 1, 1 + n);
            case "datetime" -> LocalDateTime.of(2020, 1, 1 + n, chance(2) ? 0 : 12, 0);
            default -> one(List.of("", "1", "10", "2", "a9", "A", "\u00e4", "-1"));
        };
    }

    private String literal(String type) {
        int n = random.nextInt(5);
        return switch (type.split("\\(")[0]) {
            case "int4", "int8" -> String.valueOf(n - 1);
            case "numeric" -> one(List.of("0", "1.5", "1.50", "-1", "2.499"));
            case "date" -> "2020-01-0" + (1 + n);
            case "datetime" -> "2020-01-0" + (1 + n) + (chance(3) ? "" : " 12:00:00");
            default -> one(List.of("1", "10", "2", "a", "A", "B", "\u00e4"));
        };
    }

    // ---- documents

    public ObjectNode document(List<Table> tables) {
        List<ObjectNode> rules = new ArrayList<>();
        rules.add(selection("include", tables));
        for (int i = random.nextInt(4); i > 0; i--) {
            rules.add(selection(one(List.of("include", "include", "exclude", "explicit")), tables));
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            rules.add(transformation(tables));
        }
        Set<Integer> ids = new HashSet<>();
        for (ObjectNode rule : rules) {
            int id = 1 + random.nextInt(chance(2) ? 20 : 2000);
            while (!ids.add(id)) {
                id++;
            }
            rule.put("rule-name", "r" + id);
            if (chance(3)) {
                rule.put("rule-id", id);
            } else {
                rule.put("rule-id", String.valueOf(id));
            }
        }
        Collections.shuffle(rules, random);
        ObjectNode document = JSON.objectNode();
        document.putArray("rules").addAll(rules);
        return document;
    }

    private ObjectNode selection(String action, List<Table> tables) {
        Table table = one(tables);
        ObjectNode rule = rule("selection", action);
        boolean isExact = action.equals("explicit") || action.equals("include") && chance(3);
        ObjectNode locator = rule.putObject("object-locator");
        locator.put("schema-name", isExact ? exact(table.schema()) : pattern(table.schema()));
        locator.put("table-name", isExact ? exact(table.name()) : pattern(table.name()));
        if (chance(3)) {
            locator.put("table-type", one(List.of("table", "view", "all")));
        }
        if (chance(3)) {
            rule.put("load-order", chance(2) ? "7" : String.valueOf(1 + random.nextInt(9)));
        } else if (chance(4)) {
            rule.putNull("load-order");
        }
        if (isExact && action.equals("include")) {
            filters(rule.putArray("filters"), table);
        }
        return rule;
    }

    private void filters(ArrayNode filters, Table table) {
        for (int i = random.nextInt(3); i > 0; i--) {
            Column column = one(table.columns());
            if (column.type().endsWith("lob")) {
                continue;
            }
            ObjectNode filter = filters.addObject().put("filter-type", "source").put("column-name", column.name());
            ArrayNode conditions = filter.putArray("filter-conditions");
            if (chance(3)) {
                condition(conditions, one(List.of("noteq", "notbetween", "notnull")), column.type());
                continue;
            }
            for (int c = 1 + random.nextInt(2); c > 0; c--) {
                condition(conditions, one(List.of("eq", "lte", "ste", "gte", "between", "null")), column.type());
            }
        }
    }

    private void condition(ArrayNode conditions, String operator, String type) {
        ObjectNode condition = conditions.addObject().put("filter-operator", operator);
        if (operator.endsWith("between")) {
            condition.put("start-value", literal(type)).put("end-value", literal(type));
        } else if (!operator.endsWith("null")) {
            condition.put("value", literal(type));
        }
    }

    private ObjectNode transformation(List<Table> tables) {
        Table table = one(tables);
        String target = one(List.of("schema", "table", "column", "column", "column"));
        if (target.equals("table") && chance(5)) {
            return definedKey(table);
        }
        ObjectNode rule = rule("transformation", "").put("rule-target", target);
        ObjectNode locator = rule.putObject("object-locator").put("schema-name", pattern(table.schema()));
        if (!target.equals("schema")) {
            locator.put("table-name", pattern(table.name()));
        }
        if (target.equals("column") && chance(2)) {
            return ofColumn(rule, locator, one(table.columns()));
        }
        if (target.equals("column")) {
            locator.put("column-name", pattern(one(table.columns()).name()));
        }
        String action = one(List.of(
                "rename",
                "convert-lowercase",
                "convert-uppercase",
                "add-prefix",
                "add-suffix",
                "remove-prefix",
                "remove-suffix",
                "replace-prefix",
                "replace-suffix"));
        rule.put("rule-action", action);
        if (!action.startsWith("convert")) {
            rule.put("value", one(AFFIXES));
        }
        if (action.startsWith("replace")) {
            rule.put("old-value", one(AFFIXES));
        }
        return rule;
    }

    private ObjectNode definedKey(Table table) {
        ObjectNode rule = rule("transformation", "define-primary-key").put("rule-target", "table");
        rule.putObject("object-locator")
                .put("schema-name", exact(table.schema()))
                .put("table-name", exact(table.name()));
        rule.putObject("primary-key-def")
                .put("name", "k")
                .putArray("columns")
                .add(one(table.columns()).name());
        return rule;
    }

    private ObjectNode ofColumn(ObjectNode rule, ObjectNode locator, Column column) {
        String action = one(List.of(
                "remove-column",
                "include-column",
                "change-data-type",
                "add-column",
                "add-before-image-columns",
                "data-masking-digits-mask",
                "data-masking-hash-mask"));
        rule.put("rule-action", action);
        if (!action.equals("add-column")) {
            locator.put("column-name", pattern(column.name()));
        }
        switch (action) {
            case "add-column" -> {
                rule.put("value", one(List.of("added", "id", "n", "Added", "p_n")));
                rule.put("expression", one(List.of("'k'", "$AR_H_OPERATION", "1 + 1")));
                type(rule);
            }
            case "change-data-type" -> {
                type(rule);
                if (chance(2)) {
                    locator.put("column-name", "%")
                            .put("data-type", column.type().split("\\(")[0]);
                }
            }
            case "add-before-image-columns" ->
                rule.putObject("before-image-def")
                        .put("column-prefix", one(List.of("BI_", "p_", "")))
                        .put("column-suffix", one(List.of("_s", "_old")))
                        .put("column-filter", one(List.of("pk-only", "non-lob", "all")));
            case "data-masking-digits-mask" -> rule.put("value", "#");
            default -> {}
        }
        return rule;
    }

    private void type(ObjectNode rule) {
        ObjectNode type = rule.putObject("data-type");
        switch (random.nextInt(4)) {
            case 0 -> type.put("type", "string").put("length", chance(2) ? "50" : "100");
            case 1 -> type.put("type", "wstring").put("length", 30);
            case 2 -> type.put("type", "numeric").put("precision", "12").put("scale", "3");
            default -> type.put("type", "int8");
        }
    }

    private static ObjectNode rule(String type, String action) {
        return JSON.objectNode().put("rule-type", type).put("rule-action", action);
    }

    // ---- names in locators

    /** One name and no other. */
    private static String exact(String name) {
        return name.replace("%", "[%]");
    }

    /** What may match the name, and others. */
    private String pattern(String name) {
        int[] characters = name.codePoints().toArray();
        int at = random.nextInt(characters.length);
        String before = new String(characters, 0, at);
        String here = Character.toString(characters[at]);
        String after = new String(characters, at + 1, characters.length - at - 1);
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> "%";
            case 3 -> before + "_" + after;
            case 4 -> before + "%";
            case 5 -> "%" + here + after;
            case 6 -> before + "[" + here + "]" + after;
            case 7 -> before + "[" + here + "xX]" + after;
            case 8 -> before + "[a-p]" + after;
            default -> name;
        };
    }
}
