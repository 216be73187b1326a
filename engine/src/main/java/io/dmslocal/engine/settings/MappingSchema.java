package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.settings.ObjectMapping.KeyType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The mapping document as a JSON schema (draft 2020-12), for editors. Words and what goes with them are those of the parser's own tables. What one rule
 * says of another (ids used twice) is beyond a schema: the parser says it when a task is made.
 */
public final class MappingSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Without wildcards: no percent sign, no set of several characters. */
    private static final String EXACT = "^([^%\\[]|\\[.\\]|\\[[^\\]]*$)+$";

    private static final String DIGITS = "^\\s*[0-9]+\\s*$";

    private MappingSchema() {}

    /** Draft 2020-12. */
    public static ObjectNode document() {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Table mappings of an AWS DMS replication task");
        schema.put("type", "object");
        ObjectNode rules = properties(schema).putObject("rules");
        rules.put("type", "array").putObject("items").put("$ref", "#/$defs/rule");
        ArrayNode either = rules.putArray("anyOf");
        either.addObject().put("maxItems", 0);
        either.addObject().set("contains", where("rule-type", "selection"));
        schema.putArray("anyOf").add(JSON.objectNode().put("maxProperties", 0)).add(required("rules"));
        ObjectNode defs = schema.putObject("$defs");
        defs.set("rule", rule());
        defs.set("selection", selection());
        defs.set("filter", filter());
        defs.set("transformation", transformation());
        defs.set("object-mapping", objectMapping());
        defs.set("table-settings", tableSettings());
        defs.set("located", locator());
        defs.set("number", number());
        orNull(defs);
        return schema;
    }

    /** Members that may be null, as the console writes those that it does not need; where one is needed the parser says so. */
    private static final Set<String> NULLABLE = Set.of(
            "filters",
            "filter-type",
            "table-type",
            "value",
            "old-value",
            "expression",
            "data-type",
            "primary-key-def",
            "origin",
            "before-image-def",
            "column-filter",
            "mapping-parameters",
            "partition-key-type",
            "exclude-columns",
            "attribute-mappings",
            "parallel-load",
            "lob-settings",
            "mode",
            "tag-set");

    private static void orNull(JsonNode schema) {
        schema.properties().forEach(member -> {
            if (NULLABLE.contains(member.getKey()) && member.getValue() instanceof ObjectNode allowed) {
                if (allowed.path("type").isTextual()) {
                    String type = allowed.get("type").asText();
                    allowed.putArray("type").add(type).add("null");
                }
                if (allowed.path("enum") instanceof ArrayNode words) {
                    words.addNull();
                }
            }
            orNull(member.getValue());
        });
        if (schema.isArray()) {
            schema.forEach(MappingSchema::orNull);
        }
    }

    private static ObjectNode rule() {
        ObjectNode rule = required("rule-type", "rule-id", "rule-name").put("type", "object");
        ObjectNode members = properties(rule);
        members.set(
                "rule-type",
                words(List.of(
                        "selection",
                        "transformation",
                        "object-mapping",
                        "table-settings",
                        "validation",
                        "post-processing")));
        ObjectNode id = members.putObject("rule-id").put("description", "unique, numeric; rules apply in its order");
        id.putArray("anyOf")
                .add(JSON.objectNode().put("type", "integer").put("minimum", 0))
                .add(text().put("pattern", DIGITS));
        members.putObject("rule-name")
                .put("minLength", 1)
                .putArray("type")
                .add("string")
                .add("number");
        ArrayNode kinds = rule.putArray("allOf");
        for (String kind : List.of("selection", "transformation", "object-mapping", "table-settings")) {
            kinds.add(when("rule-type", kind, reference(kind)));
        }
        kinds.add(when("rule-type", "validation", validation()));
        kinds.add(when("rule-type", "post-processing", reference("located")));
        return rule;
    }

    private static ObjectNode validation() {
        ObjectNode rule = needing(needing(reference("located"), "table-name"), "column-name");
        rule.setAll(required("rule-action", "rule-target", "source-function", "target-function"));
        properties(rule).set("rule-action", words(List.of("override-validation-function")));
        properties(rule).set("rule-target", words(List.of("column")));
        for (String function : List.of("source-function", "target-function")) {
            properties(rule)
                    .set(function, text().put("minLength", 1).put("description", "SQL, ${column-name} is the column"));
        }
        return rule;
    }

    /** An object-locator, without saying which names it needs beside the schema's. */
    private static ObjectNode locator() {
        ObjectNode rule = required("object-locator");
        ObjectNode locator = properties(rule).putObject("object-locator").put("type", "object");
        locator.putArray("required").add("schema-name");
        ObjectNode names = properties(locator);
        for (String name : List.of("schema-name", "table-name", "column-name")) {
            names.set(name, text().put("minLength", 1).put("description", "% any characters, _ one, [_] itself"));
        }
        return rule;
    }

    private static ObjectNode selection() {
        ObjectNode rule = needing(reference("located"), "table-name");
        rule.putArray("required").add("rule-action");
        ObjectNode members = properties(rule);
        members.set("rule-action", words(SelectionRules.ACTIONS));
        members.withObject("/object-locator")
                .withObject("/properties")
                .set("table-type", words(SelectionRules.TABLE_TYPES));
        members.set("load-order", reference("number"));
        ObjectNode filters = members.putObject("filters").put("type", "array");
        filters.set("items", reference("filter"));
        ArrayNode more = rule.withArray("/allOf");
        more.add(when("rule-action", "explicit", exact("schema-name", "table-name")));
        ObjectNode none = JSON.objectNode();
        properties(none).putObject("filters").put("maxItems", 0);
        more.add(when("rule-action", "exclude", none));
        return rule;
    }

    private static ObjectNode filter() {
        ObjectNode filter = required("column-name", "filter-conditions").put("type", "object");
        ObjectNode members = properties(filter);
        members.set("filter-type", words(List.of("source")));
        members.set("column-name", text().put("minLength", 1));
        ObjectNode conditions =
                members.putObject("filter-conditions").put("type", "array").put("minItems", 1);
        ObjectNode condition = required("filter-operator").put("type", "object");
        TreeMap<String, String> operators = new TreeMap<>();
        SelectionRules.ONE_OPERAND.forEach(operator -> operators.put(operator, "value"));
        operators.put("ste", "value");
        SelectionRules.TWO_OPERANDS.forEach(operator -> operators.put(operator, "start-value,end-value"));
        SelectionRules.NO_OPERAND.forEach(operator -> operators.put(operator, ""));
        properties(condition).set("filter-operator", words(operators.keySet()));
        ArrayNode operands = condition.putArray("allOf");
        operators.forEach((operator, needed) -> {
            if (!needed.isEmpty()) {
                operands.add(when("filter-operator", operator, required(needed.split(","))));
            }
        });
        conditions.set("items", condition);
        // a negative condition must be the only one of its filter
        ObjectNode negative = JSON.objectNode();
        properties(negative).set("filter-operator", words(SelectionRules.NEGATIVE));
        ObjectNode several = conditions.putObject("if").put("minItems", 2);
        several.put("type", "array");
        ObjectNode no = conditions.putObject("then").putObject("not").putObject("contains");
        no.setAll(negative);
        no.setAll(required("filter-operator"));
        return filter;
    }

    private static ObjectNode transformation() {
        ObjectNode rule = JSON.objectNode();
        ArrayNode all = rule.putArray("allOf");
        all.add(reference("located"));
        rule.setAll(required("rule-action", "rule-target"));
        properties(rule).set("rule-action", words(TransformationRules.TARGETS.keySet()));
        new TreeMap<>(TransformationRules.TARGETS).forEach((action, targets) -> {
            ObjectNode then = JSON.objectNode();
            properties(then).set("rule-target", words(targets));
            if (TransformationRules.NEED_VALUE.contains(action)) {
                then.withArray("/required").add("value");
            }
            if (action.startsWith("replace-")) {
                then.withArray("/required").add("old-value");
            }
            if (action.equals("add-column")) {
                then.withArray("/required").add("expression");
            }
            if (action.equals("add-column") || action.equals("change-data-type")) {
                then.withArray("/required").add("data-type");
            }
            if (action.equals("define-primary-key")) {
                then.withArray("/required").add("primary-key-def");
            }
            if (action.equals("rename")) {
                then.putArray("anyOf").add(required("value")).add(required("expression"));
            }
            all.add(when("rule-action", action, then));
        });
        all.add(when("rule-action", "define-primary-key", exact("schema-name", "table-name")));
        all.add(when("rule-target", "table", needing(JSON.objectNode(), "table-name")));
        all.add(when("rule-target", "column", needing(JSON.objectNode(), "table-name")));
        definitions(properties(rule));
        return rule;
    }

    private static void definitions(ObjectNode members) {
        ObjectNode type = members.putObject("data-type").put("type", "object");
        type.putArray("required").add("type");
        String anyCase = TransformationRules.TYPES.stream()
                .sorted()
                .reduce((one, other) -> one + "|" + other)
                .map(words -> "^(?i:" + words + ")$")
                .orElseThrow();
        properties(type).set("type", text().put("pattern", withoutFlags(anyCase)));
        for (String size : List.of("length", "precision", "scale")) {
            properties(type).set(size, reference("number"));
        }
        ObjectNode key = members.putObject("primary-key-def").put("type", "object");
        key.putArray("required").add("columns");
        properties(key).set("origin", words(List.of("primary-key", "unique-index")));
        properties(key).putObject("columns").put("type", "array").put("minItems", 1);
        ObjectNode image = members.putObject("before-image-def").put("type", "object");
        properties(image).set("column-filter", words(List.of("pk-only", "non-lob", "all")));
    }

    /** Editors' regular expressions know no {@code (?i:)}: each letter in both cases instead. */
    private static String withoutFlags(String pattern) {
        StringBuilder both = new StringBuilder("^(");
        String words = pattern.substring("^(?i:".length(), pattern.length() - ")$".length());
        words.chars()
                .forEach(c -> both.append(
                        Character.isLetter(c)
                                ? "[" + (char) c + (char) Character.toUpperCase(c) + "]"
                                : Character.toString(c)));
        return both.append(")$").toString();
    }

    private static ObjectNode objectMapping() {
        ObjectNode rule = required("rule-action");
        rule.putArray("allOf").add(reference("located"));
        properties(rule).set("rule-action", words(ObjectMappingRules.ACTIONS));
        ObjectNode parameters = properties(rule).putObject("mapping-parameters").put("type", "object");
        ObjectNode members = properties(parameters);
        ArrayNode types = members.putObject("partition-key-type").putArray("enum");
        Arrays.stream(KeyType.values()).map(KeyType::text).sorted().forEach(types::add);
        types.add("");
        members.putObject("exclude-columns").put("type", "array");
        ObjectNode attribute =
                members.putObject("attribute-mappings").put("type", "array").putObject("items");
        attribute.put("type", "object").putArray("required").add("value");
        attribute.putArray("anyOf").add(required("target-attribute-name")).add(required("attribute-name"));
        return rule;
    }

    private static ObjectNode tableSettings() {
        ObjectNode rule = needing(reference("located"), "table-name");
        rule.withArray("/allOf").add(exact("schema-name", "table-name"));
        ObjectNode members = properties(rule);
        ObjectNode load = members.putObject("parallel-load").put("type", "object");
        load.putArray("required").add("type");
        properties(load).set("type", words(TableSettingsRules.LOADS));
        ObjectNode lobs = members.putObject("lob-settings").put("type", "object");
        properties(lobs).set("mode", words(TableSettingsRules.LOB_MODES));
        properties(lobs).set("bulk-max-size", reference("number"));
        return rule;
    }

    private static ObjectNode number() {
        ObjectNode number = JSON.objectNode();
        number.putArray("anyOf")
                .add(JSON.objectNode().put("type", "integer").put("minimum", 0).put("maximum", Integer.MAX_VALUE))
                .add(text().put("pattern", "^\\s*[0-9]*\\s*$"))
                .add(JSON.objectNode().put("type", "null"));
        return number;
    }

    // ---- words of schemas

    private static ObjectNode text() {
        return JSON.objectNode().put("type", "string");
    }

    private static ObjectNode words(Collection<String> words) {
        ObjectNode node = JSON.objectNode();
        ArrayNode list = node.putArray("enum");
        words.stream().sorted().forEach(list::add);
        return node;
    }

    private static ObjectNode reference(String definition) {
        return JSON.objectNode().put("$ref", "#/$defs/" + definition);
    }

    private static ObjectNode properties(ObjectNode node) {
        return node.withObject("/properties");
    }

    private static ObjectNode required(String... members) {
        ObjectNode node = JSON.objectNode();
        ArrayNode list = node.putArray("required");
        Set.of(members).stream().sorted().forEach(list::add);
        return node;
    }

    private static ObjectNode where(String member, String value) {
        ObjectNode condition = required(member);
        properties(condition).putObject(member).put("const", value);
        return condition;
    }

    private static ObjectNode when(String member, String value, ObjectNode then) {
        ObjectNode rule = JSON.objectNode();
        rule.set("if", where(member, value));
        rule.set("then", then);
        return rule;
    }

    /** What {@code base} asks for, and a name in the locator. */
    private static ObjectNode needing(ObjectNode base, String name) {
        ObjectNode rule = JSON.objectNode();
        rule.putArray("allOf").add(base);
        ObjectNode locator = properties(rule).putObject("object-locator");
        locator.putArray("required").add(name);
        return rule;
    }

    private static ObjectNode exact(String... names) {
        ObjectNode rule = JSON.objectNode();
        ObjectNode locator = properties(rule).withObject("/object-locator/properties");
        for (String name : names) {
            locator.set(name, text().put("pattern", EXACT));
        }
        return rule;
    }
}
