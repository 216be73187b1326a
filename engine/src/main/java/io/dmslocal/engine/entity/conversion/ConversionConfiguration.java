package io.dmslocal.engine.entity.conversion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.NotJson;
import io.dmslocal.engine.model.Outcome;
import java.util.Map;

/** The settings document of a project (AWS: Specifying schema conversion settings for migration projects). Nothing here reads them. Pure. */
public final class ConversionConfiguration {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ConversionConfiguration() {}

    /** Of a project that was never told anything: the section that all projects have, with AWS's example values; no conversion path's. */
    static ObjectNode usual() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putObject("Common project settings")
                .put("ShowSeverityLevelInSql", "CRITICAL")
                .put("EnableGenAiConversion", false);
        return document;
    }

    /** What a caller wants changed. */
    public static Outcome<ObjectNode> change(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json instanceof ObjectNode change) {
                return Outcome.done(change);
            }
        } catch (JsonProcessingException notJson) {
            return refused("is not JSON: " + NotJson.words(notJson));
        }
        return refused("is not a JSON object");
    }

    private static Outcome<ObjectNode> refused(String why) {
        return Outcome.refused(
                Fault.invalidValue(
                        "The parameter ConversionConfiguration " + why
                                + ". It needs sections by name, like {\"Common project settings\":{\"ShowSeverityLevelInSql\":\"CRITICAL\"}}."));
    }

    /** Sections are merged key by key; what is no section takes the place of what was there. */
    static ObjectNode merged(ObjectNode before, ObjectNode change) {
        ObjectNode merged = before.deepCopy();
        for (Map.Entry<String, JsonNode> each : change.properties()) {
            JsonNode known = merged.get(each.getKey());
            merged.set(
                    each.getKey(),
                    known instanceof ObjectNode section && each.getValue() instanceof ObjectNode wanted
                            ? merged(section, wanted)
                            : each.getValue());
        }
        return merged;
    }
}
