package io.dmslocal.engine.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.NotJson;
import io.dmslocal.engine.settings.TableMappings.Locator;
import io.dmslocal.engine.settings.TableMappings.Other;
import io.dmslocal.engine.settings.TableMappings.RuleName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads a mapping document rule by rule, each kind by its own method.
 *
 * <p>Decision: {@code {}} and {@code {"rules":[]}} are accepted, because quick starts of other emulators create tasks with them; such a task
 * selects nothing, and says so when it starts. Rules without any selection among them are refused, as on the real service. Duplicate rule-names
 * are accepted (tools number their rules and repeat names), duplicate rule-ids are not.
 *
 * <p>Decision: members that are not known are passed over, as on the real service, but one that is nearly a member that is missing is refused: a filter that is spelt
 * wrong would let all rows through. Price: the real service takes such a document. Only as it arrives: a task that has one already goes on with it.
 */
final class TableMappingsParser {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A bound of ours: rules are sorted by these numbers. */
    private static final int MAX_ID_DIGITS = 30;

    private static final int MAX_CHARACTERS = 2 * 1024 * 1024;

    private final Consumer<Refusal> slips;
    private final List<TableMappings.Selection> selections = new ArrayList<>();
    private final List<TableMappings.Transformation> transformations = new ArrayList<>();
    private final List<TableMappings.ObjectMappingRule> objectMappings = new ArrayList<>();
    private final List<TableMappings.TableSettings> tableSettings = new ArrayList<>();
    private final List<Other> others = new ArrayList<>();

    /** @param slips is given each member that is nearly another; whoever throws it refuses the document */
    TableMappingsParser(Consumer<Refusal> slips) {
        this.slips = slips;
    }

    TableMappings parse(String text) {
        List<Rule> rules = rules(text);
        rules.sort(Comparator.comparing(rule -> new BigInteger(rule.name().id())));
        rules.forEach(this::read);
        if (!rules.isEmpty() && selections.isEmpty()) {
            throw new Refusal("Error in mapping rules. At least one selection rule is required.");
        }
        return new TableMappings(selections, transformations, objectMappings, tableSettings, others);
    }

    private static List<Rule> rules(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new Refusal("Invalid Table Mappings document: it is longer than 2 MB.");
        }
        JsonNode document;
        try {
            document = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refusal("Invalid Table Mappings document: " + NotJson.words(e));
        }
        if (!(document instanceof ObjectNode object)) {
            throw new Refusal("Invalid Table Mappings document: an object with a list 'rules' is needed.");
        }
        if (object.isEmpty()) {
            return new ArrayList<>();
        }
        if (!(object.get("rules") instanceof ArrayNode list)) {
            throw new Refusal("Invalid Table Mappings document: it has no list 'rules'.");
        }
        List<Rule> rules = new ArrayList<>();
        Set<BigInteger> ids = new HashSet<>();
        int place = 0;
        for (JsonNode json : list) {
            Rule rule = rule(json, ++place);
            if (!ids.add(new BigInteger(rule.name().id()))) {
                throw rule.fails("The rule-id is used by another rule.");
            }
            rules.add(rule);
        }
        return rules;
    }

    private static Rule rule(JsonNode json, int place) {
        JsonNode given = json.path("rule-id");
        String id = given.asText("").strip();
        if (given.isMissingNode() || given.isNull() || (given.isTextual() && id.isEmpty())) {
            throw new Refusal("Error in mapping rules. Rule number " + place
                    + " has no rule-id; every rule needs a unique, numeric rule-id."
                    + Misspellings.in(json)
                            .findFirst()
                            .map(sentence -> " " + sentence)
                            .orElse(""));
        }
        if (!id.matches("\\d+")) {
            throw new Refusal("Error in mapping rules. Rule number " + place + " has rule-id " + given
                    + ", which is not numeric; every rule needs a unique, numeric rule-id.");
        }
        if (id.length() > MAX_ID_DIGITS) {
            throw new Refusal("Error in mapping rules. Rule number " + place + " has a rule-id of " + id.length()
                    + " digits; at most " + MAX_ID_DIGITS + " are possible.");
        }
        return new Rule(json, new RuleName(id, json.path("rule-name").asText("")));
    }

    private void read(Rule rule) {
        Misspellings.in(rule.json()).forEach(sentence -> slips.accept(rule.fails(sentence)));
        String type = rule.text("rule-type");
        if (rule.name().name().isEmpty()) {
            throw rule.fails("A rule-name is required.");
        }
        switch (type) {
            case "selection" -> selections.add(SelectionRules.read(rule));
            case "transformation" -> transformations.add(TransformationRules.read(rule));
            case "object-mapping" -> objectMappings.add(ObjectMappingRules.read(rule));
            case "table-settings" -> tableSettings.add(TableSettingsRules.read(rule));
            case "post-processing" -> {
                PostProcessingRules.check(rule);
                others.add(new Other(rule.name(), type, rule.text("rule-action"), rule.locator(), rule.members()));
            }
            case "validation" -> {
                ValidationRules.check(rule);
                others.add(new Other(rule.name(), type, rule.text("rule-action"), rule.locator(), rule.members()));
            }
            default ->
                throw rule.fails("The rule-type '" + type
                        + "' is not known; known are selection, transformation, object-mapping, table-settings, validation"
                        + " and post-processing.");
        }
    }

    /** A rule's JSON with the words its parsers share. */
    record Rule(JsonNode json, RuleName name) {

        /** A member as text; empty when absent or null. */
        String text(String member) {
            return json.path(member).asText("");
        }

        String needed(String member) {
            String text = text(member);
            if (text.isEmpty()) {
                throw fails("The member " + member + " is required for rule-action " + text("rule-action") + ".");
            }
            return text;
        }

        String oneOf(String member, Set<String> known) {
            String text = text(member);
            if (!known.contains(text)) {
                throw fails("The " + member + " '" + text + "' is not known; known are "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            }
            return text;
        }

        int number(JsonNode parent, String member) {
            String text = parent.path(member).asText("").strip();
            if (text.isEmpty()) {
                return 0;
            }
            if (!text.matches("\\d{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
                throw fails("The member " + member + " is '" + text + "'; a number from 0 to 2147483647 is needed.");
            }
            return Integer.parseInt(text);
        }

        /** The locator with its schema, table and column as far as given. */
        Locator locator() {
            JsonNode locator = json.path("object-locator");
            if (!locator.isObject()) {
                throw fails("An object-locator is required.");
            }
            for (String member : List.of("schema-name", "table-name", "column-name")) {
                if (locator.path(member).isContainerNode()) {
                    throw fails("The object-locator's " + member + " must be a text.");
                }
            }
            if (locator.path("schema-name").asText("").isEmpty()) {
                throw fails("The object-locator needs a schema-name.");
            }
            return new Locator(
                    new NamePattern(locator.path("schema-name").asText()),
                    new NamePattern(locator.path("table-name").asText("%")),
                    new NamePattern(locator.path("column-name").asText("%")));
        }

        /** A member that must be a list where it is given. */
        JsonNode list(JsonNode parent, String member) {
            JsonNode list = parent.path(member);
            if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
                throw fails("The member " + member + " must be a list, [...].");
            }
            return list;
        }

        void needsInLocator(String member) {
            if (json.path("object-locator").path(member).asText("").isEmpty()) {
                throw fails("The object-locator needs a " + member + ".");
            }
        }

        Map<String, Object> members() {
            return plain(json);
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> plain(JsonNode object) {
            return JSON.convertValue(object, Map.class);
        }

        Refusal fails(String detail) {
            return new Refusal(
                    "Error in mapping rules. Rule with ruleId = " + name.id() + " failed validation. " + detail);
        }
    }
}
