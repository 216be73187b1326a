package io.dmslocal.engine.entity.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.settings.EngineName;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The resources about settings speak of members that exist. */
class SettingsCatalogueTest {

    private static Set<String> members(String object) {
        return SettingsMembers.of(object).inOrder().stream()
                .map(SettingsMembers.Member::name)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"defaults", "targetDefaults", "shownInText", "targetOnly", "sourceOnly"})
    void everyRuleIsAboutAMember(String rules) {
        for (Map.Entry<String, JsonNode> object :
                SettingsMembers.read("endpoint-settings.json").path(rules).properties()) {
            Iterable<String> named = object.getValue().isObject()
                    ? object.getValue()::fieldNames
                    : () -> StreamSupport.stream(object.getValue().spliterator(), false)
                            .map(JsonNode::asText)
                            .iterator();
            named.forEach(
                    member -> assertTrue(members(object.getKey()).contains(member), object.getKey() + " " + member));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "setting-facts.json")
    void everyFactIsAboutAMember(String resource) {
        for (Map.Entry<String, JsonNode> object : SettingsMembers.read(resource).properties()) {
            object.getValue()
                    .fieldNames()
                    .forEachRemaining(member ->
                            assertTrue(members(object.getKey()).contains(member), object.getKey() + " " + member));
        }
    }

    /** A default that answers carry is the one that the catalogue tells. */
    @ParameterizedTest
    @ValueSource(strings = {"kinesis", "kafka", "mongodb", "docdb", "elasticsearch", "redis"})
    void defaultsAgree(String name) {
        EngineName engine = EngineName.of(name).orElseThrow();
        JsonNode facts = SettingsMembers.read("setting-facts.json")
                .path(engine.settings().get(0));

        SettingsMembers.of(engine.settings().get(0))
                .defaults(engine.isSource())
                .properties()
                .forEach(known -> assertEquals(
                        facts.path(known.getKey()).path("default").asText(),
                        known.getValue().asText(),
                        known.getKey()));
    }
}
