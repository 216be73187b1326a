package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.settings.TableMappings.Attribute;
import io.dmslocal.engine.settings.TableMappings.ObjectMapping;
import io.dmslocal.engine.settings.TableMappingsParser.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** rule-type object-mapping. Source: "Using object mapping to migrate data to a Kinesis data stream", AWS DMS user guide. */
final class ObjectMappingRules {

    private static final Set<String> ACTIONS = Set.of("map-record-to-record", "map-record-to-document");
    private static final Set<String> KEY_TYPES =
            Set.of("attribute-name", "schema-table", "transaction-id", "primary-key", "constant");

    private ObjectMappingRules() {}

    static ObjectMapping read(Rule rule) {
        JsonNode parameters = rule.json().path("mapping-parameters");
        String keyType = parameters.path("partition-key-type").asText("");
        if (!keyType.isEmpty() && !KEY_TYPES.contains(keyType)) {
            throw rule.fails("The partition-key-type '" + keyType + "' is not known; known are "
                    + String.join(", ", KEY_TYPES.stream().sorted().toList()) + ".");
        }
        String keyName = parameters.path("partition-key-name").asText("");
        if (keyType.equals("attribute-name") && keyName.isEmpty()) {
            throw rule.fails("The partition-key-type attribute-name needs a partition-key-name.");
        }
        List<String> excluded = new ArrayList<>();
        parameters.path("exclude-columns").forEach(column -> excluded.add(column.asText()));
        List<Attribute> attributes = new ArrayList<>();
        parameters.path("attribute-mappings").forEach(json -> attributes.add(attribute(rule, json)));
        return new ObjectMapping(
                rule.name(),
                rule.oneOf("rule-action", ACTIONS),
                rule.locator(),
                rule.text("target-table-name"),
                rule.text("kafka-target-topic"),
                keyType,
                keyName,
                parameters.path("partition-key").path("value").asText(""),
                List.copyOf(excluded),
                List.copyOf(attributes));
    }

    private static Attribute attribute(Rule rule, JsonNode json) {
        String older = json.path("attribute-name").asText("");
        String name = json.path("target-attribute-name").asText(older);
        if (name.isEmpty()) {
            throw rule.fails("An attribute mapping needs a target-attribute-name.");
        }
        JsonNode value = json.path("value");
        if (value.isMissingNode() || value.isNull()) {
            throw rule.fails("The attribute mapping of " + name + " needs a value.");
        }
        return new Attribute(
                name,
                json.path("attribute-type").asText("scalar"),
                json.path("attribute-sub-type").asText(""),
                Rule.value(value));
    }
}
