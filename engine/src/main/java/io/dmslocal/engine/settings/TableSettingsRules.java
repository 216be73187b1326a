package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.settings.TableMappings.Locator;
import io.dmslocal.engine.settings.TableMappings.TableSettings;
import io.dmslocal.engine.settings.TableMappingsParser.Rule;
import java.util.Map;
import java.util.Set;

/** rule-type table-settings. Source: "Table and collection settings rules and operations", AWS DMS user guide. */
final class TableSettingsRules {

    private static final Set<String> LOADS =
            Set.of("none", "partitions-auto", "subpartitions-auto", "partitions-list", "ranges");
    private static final Set<String> LOB_MODES = Set.of("limited", "unlimited", "none");

    private TableSettingsRules() {}

    static TableSettings read(Rule rule) {
        Locator locator = rule.locator();
        rule.needsInLocator("table-name");
        if (!locator.schema().isExact() || !locator.table().isExact()) {
            throw rule.fails("Exact schema and table name required when using table settings rule.");
        }
        JsonNode parallelLoad = rule.json().path("parallel-load");
        String load = parallelLoad.path("type").asText("");
        if (parallelLoad.isObject() && !LOADS.contains(load)) {
            throw rule.fails("The parallel-load type '" + load + "' is not known; known are "
                    + String.join(", ", LOADS.stream().sorted().toList()) + ".");
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
        return new TableSettings(
                rule.name(), locator, load, mode, size, parallelLoad.isObject() ? Rule.plain(parallelLoad) : Map.of());
    }
}
