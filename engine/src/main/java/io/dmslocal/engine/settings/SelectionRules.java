package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.settings.TableMappings.Condition;
import io.dmslocal.engine.settings.TableMappings.Filter;
import io.dmslocal.engine.settings.TableMappings.Locator;
import io.dmslocal.engine.settings.TableMappingsParser.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** rule-type selection. Source: "Selection rules and actions", "Using source filters", AWS DMS user guide. */
final class SelectionRules {

    static final Set<String> ACTIONS = Set.of("include", "exclude", "explicit");
    static final Set<String> TABLE_TYPES = Set.of("table", "view", "all");
    static final Set<String> ONE_OPERAND = Set.of("eq", "noteq", "lte", "gte");
    static final Set<String> TWO_OPERANDS = Set.of("between", "notbetween");
    static final Set<String> NO_OPERAND = Set.of("null", "notnull");
    static final Set<String> NEGATIVE = Set.of("noteq", "notbetween", "notnull");

    private SelectionRules() {}

    static TableMappings.Selection read(Rule rule) {
        String action = rule.oneOf("rule-action", ACTIONS);
        Locator locator = rule.locator();
        rule.needsInLocator("table-name");
        if (action.equals("explicit")
                && !(locator.schema().isExact() && locator.table().isExact())) {
            throw rule.fails("Exact schema and table name required when using rule-action explicit.");
        }
        String tableType = rule.json().path("object-locator").path("table-type").asText("table");
        if (!TABLE_TYPES.contains(tableType)) {
            throw rule.fails("The table-type '" + tableType + "' is not known; known are table, view and all.");
        }
        if (!rule.text("load-order").isEmpty() && rule.number(rule.json(), "load-order") == 0) {
            throw rule.fails("The load-order must be a positive number.");
        }
        List<Filter> filters = filters(rule);
        if (action.equals("exclude") && !filters.isEmpty()) {
            throw rule.fails("Filters are possible only with rule-action include.");
        }
        return new TableMappings.Selection(
                rule.name(), action, locator, tableType, rule.number(rule.json(), "load-order"), filters);
    }

    private static List<Filter> filters(Rule rule) {
        List<Filter> filters = new ArrayList<>();
        for (JsonNode json : rule.list(rule.json(), "filters")) {
            String type = json.path("filter-type").asText("source");
            if (!type.equals("source")) {
                throw rule.fails("The filter-type '" + type + "' is not known; known is source.");
            }
            String column = json.path("column-name").asText("");
            if (column.isEmpty()) {
                throw rule.fails("A filter needs a column-name.");
            }
            filters.add(new Filter(column, conditions(rule, column, rule.list(json, "filter-conditions"))));
        }
        return List.copyOf(filters);
    }

    private static List<Condition> conditions(Rule rule, String column, JsonNode list) {
        List<Condition> conditions = new ArrayList<>();
        for (JsonNode json : list) {
            conditions.add(condition(rule, column, json));
        }
        if (conditions.isEmpty()) {
            throw rule.fails("The filter on column " + column + " has no filter-conditions.");
        }
        if (conditions.size() > 1 && conditions.stream().anyMatch(c -> NEGATIVE.contains(c.operator()))) {
            throw rule.fails("The filter on column " + column
                    + " has a negative filter-operator; such a condition must be the only one of its filter.");
        }
        return List.copyOf(conditions);
    }

    private static Condition condition(Rule rule, String column, JsonNode json) {
        String written = json.path("filter-operator").asText("");
        String operator = written.equals("ste") ? "lte" : written; // ste: the older name
        if (NO_OPERAND.contains(operator)) {
            return new Condition(operator, "", "");
        }
        if (ONE_OPERAND.contains(operator)) {
            return new Condition(operator, operand(rule, column, json, "value"), "");
        }
        if (TWO_OPERANDS.contains(operator)) {
            return new Condition(
                    operator, operand(rule, column, json, "start-value"), operand(rule, column, json, "end-value"));
        }
        throw rule.fails("The filter-operator '" + written + "' on column " + column
                + " is not known; known are eq, noteq, lte, ste, gte, between, notbetween, null and notnull.");
    }

    private static String operand(Rule rule, String column, JsonNode json, String member) {
        JsonNode value = json.path(member);
        if (!value.isValueNode() || value.isNull() || value.isMissingNode()) {
            throw rule.fails("The filter on column " + column + " needs a " + member + ".");
        }
        return value.asText();
    }
}
