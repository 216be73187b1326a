package io.dmslocal.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.settings.ObjectMapping.Attribute;
import io.dmslocal.engine.settings.ObjectMapping.Form;
import io.dmslocal.engine.settings.ObjectMapping.KeyType;
import io.dmslocal.engine.settings.ObjectMapping.Value;
import io.dmslocal.engine.settings.TableMappings.ObjectMappingRule;
import io.dmslocal.engine.settings.TableMappingsParser.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** rule-type object-mapping. Source: "Using object mapping to migrate data to a Kinesis data stream", AWS DMS user guide. */
final class ObjectMappingRules {

    static final Set<String> ACTIONS = Set.of("map-record-to-record", "map-record-to-document");

    private ObjectMappingRules() {}

    static ObjectMappingRule read(Rule rule) {
        String action = rule.oneOf("rule-action", ACTIONS);
        JsonNode parameters = rule.json().path("mapping-parameters");
        Optional<KeyType> keyType =
                keyType(rule, parameters.path("partition-key-type").asText(""));
        String keyName = parameters.path("partition-key-name").asText("");
        if (keyType.equals(Optional.of(KeyType.ATTRIBUTE_NAME)) && keyName.isEmpty()) {
            throw rule.fails("The partition-key-type attribute-name needs a partition-key-name.");
        }
        List<String> excluded = new ArrayList<>();
        parameters.path("exclude-columns").forEach(column -> excluded.add(column.asText()));
        List<Attribute> attributes = new ArrayList<>();
        parameters.path("attribute-mappings").forEach(json -> attributes.add(attribute(rule, json)));
        ObjectMapping mapping = new ObjectMapping(
                action.equals("map-record-to-document") ? Form.DOCUMENT : Form.RECORD,
                given(rule.text("target-table-name")),
                given(rule.text("kafka-target-topic")),
                keyType,
                keyName,
                parameters.path("partition-key").path("value").asText(""),
                excluded,
                attributes);
        return new ObjectMappingRule(rule.name(), rule.locator(), mapping);
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    private static Optional<KeyType> keyType(Rule rule, String text) {
        Optional<KeyType> type = KeyType.of(text);
        if (type.isEmpty() && !text.isEmpty()) {
            throw rule.fails("The partition-key-type '" + text + "' is not known; known are "
                    + Arrays.stream(KeyType.values()).map(KeyType::text).collect(Collectors.joining(", ")) + ".");
        }
        return type;
    }

    private static Attribute attribute(Rule rule, JsonNode json) {
        String older = json.path("attribute-name").asText("");
        String name = json.path("target-attribute-name").asText(older);
        if (name.isEmpty()) {
            throw rule.fails("An attribute mapping needs a target-attribute-name.");
        }
        return new Attribute(name, value(rule, name, json.path("value")));
    }

    private static Value value(Rule rule, String name, JsonNode json) {
        if (json instanceof ObjectNode object) {
            List<Attribute> members = new ArrayList<>();
            object.properties()
                    .forEach(member ->
                            members.add(new Attribute(member.getKey(), value(rule, name, member.getValue()))));
            return new Value.Document(members);
        }
        if (!json.isValueNode() || json.isNull()) {
            throw rule.fails("The attribute mapping of " + name + " needs a value: a text, or an object of texts.");
        }
        return new Value.Text(json.asText());
    }
}
