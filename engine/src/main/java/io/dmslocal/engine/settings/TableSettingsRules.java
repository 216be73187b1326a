package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.settings.TableMappings.Locator;
import io.dmslocal.engine.settings.TableMappings.TableSettings;
import io.dmslocal.engine.settings.TableMappingsParser.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** rule-type table-settings. Source: "Table and collection settings rules and operations", AWS DMS user guide. */
final class TableSettingsRules {

    static final Set<String> LOADS =
            Set.of("none", "partitions-auto", "subpartitions-auto", "partitions-list", "ranges");
    static final Set<String> LOB_MODES = Set.of("limited", "unlimited", "none");
    private static final int MOST_COLUMNS = 10;

    private TableSettingsRules() {}

    static TableSettings read(Rule rule) {
        Locator locator = rule.locator();
        rule.needsInLocator("table-name");
        if (!locator.schema().isExact() || !locator.table().isExact()) {
            throw rule.fails("Exact schema and table name required when using table settings rule.");
        }
        JsonNode lobs = rule.json().path("lob-settings");
        String mode = lobs.isObject() ? lobs.path("mode").asText("limited") : "";
        if (lobs.isObject() && !LOB_MODES.contains(mode)) {
            throw rule.fails("The lob-settings mode '" + mode + "' is not known; known are limited, none, unlimited.");
        }
        int size = rule.number(lobs, "bulk-max-size");
        if (mode.equals("limited") && size == 0) {
            throw rule.fails("The lob-settings mode limited needs a bulk-max-size above 0.");
        }
        JsonNode parallelLoad = rule.json().path("parallel-load");
        return new TableSettings(
                rule.name(),
                locator,
                parallelLoad.isObject() ? load(rule, parallelLoad) : ParallelLoad.NONE,
                mode,
                size);
    }

    private static ParallelLoad load(Rule rule, JsonNode json) {
        String type = json.path("type").asText("");
        if (!LOADS.contains(type)) {
            throw rule.fails("The parallel-load type '" + type + "' is not known; known are "
                    + String.join(", ", LOADS.stream().sorted().toList()) + ".");
        }
        List<String> columns = texts(rule, json, "columns");
        List<List<String>> boundaries = new ArrayList<>();
        for (JsonNode boundary : list(rule, json, "boundaries")) {
            boundaries.add(texts(rule, boundary, "boundaries"));
        }
        List<String> names = texts(rule, json, "segment-names");
        List<String> partitions = texts(rule, json, "partitions");
        if (type.equals("ranges")) {
            checkRanges(rule, columns, boundaries, names);
        } else if (type.equals("partitions-list") && partitions.isEmpty()) {
            throw rule.fails("The parallel-load type partitions-list needs partitions.");
        }
        refuseTwice(rule, "partitions", partitions);
        return new ParallelLoad(type, columns, boundaries, names, partitions, texts(rule, json, "subpartitions"));
    }

    private static void checkRanges(
            Rule rule, List<String> columns, List<List<String>> boundaries, List<String> names) {
        if (columns.isEmpty() || boundaries.isEmpty()) {
            throw rule.fails("The parallel-load type ranges needs columns and boundaries.");
        }
        if (columns.size() > MOST_COLUMNS) {
            throw rule.fails("The parallel-load type ranges takes " + MOST_COLUMNS + " columns at most; there are "
                    + columns.size() + ".");
        }
        refuseTwice(rule, "columns", columns);
        for (List<String> boundary : boundaries) {
            if (boundary.size() != columns.size()) {
                throw rule.fails("The boundary " + boundary + " has " + boundary.size() + " values for "
                        + columns.size() + " columns.");
            }
        }
        if (!names.isEmpty() && names.size() != boundaries.size() + 1) {
            throw rule.fails("There are " + names.size() + " segment-names for " + (boundaries.size() + 1)
                    + " segments: one more than boundaries is needed.");
        }
        refuseTwice(rule, "segment-names", names);
    }

    private static void refuseTwice(Rule rule, String member, List<String> texts) {
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            if (!seen.add(text)) {
                throw rule.fails("The " + member + " of parallel-load name '" + text + "' twice.");
            }
        }
    }

    private static JsonNode list(Rule rule, JsonNode parent, String member) {
        JsonNode list = parent.path(member);
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw rule.fails("The member " + member + " of parallel-load must be a list.");
        }
        return list;
    }

    /** @param parent the list itself, or what has it as a member */
    private static List<String> texts(Rule rule, JsonNode parent, String member) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : parent.isArray() ? parent : list(rule, parent, member)) {
            if (!value.isValueNode() || value.isNull()) {
                throw rule.fails("The member " + member + " of parallel-load holds " + value
                        + "; texts and numbers are needed.");
            }
            texts.add(value.asText());
        }
        return texts;
    }
}
