package io.dmslocal.engine.entity.conversion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.NotJson;
import java.util.Optional;

/** {@code SelectionRules} of schema conversion (AWS: Selection rules in DMS Schema Conversion): JSON with an array of rules. Pure. */
public final class SelectionDocument {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SelectionDocument() {}

    public static Optional<Fault> fault(String text) {
        try {
            return JSON.readTree(text).path("rules").isArray() ? Optional.empty() : refused("has no array \"rules\"");
        } catch (JsonProcessingException notJson) {
            return refused("is not JSON: " + NotJson.words(notJson));
        }
    }

    /** Whether there is a rule at all; a text with a {@link #fault} has none. */
    public static boolean selectsSomething(String text) {
        try {
            JsonNode rules = JSON.readTree(text).path("rules");
            return rules.isArray() && !rules.isEmpty();
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    private static Optional<Fault> refused(String why) {
        return Optional.of(
                Fault.invalidValue(
                        "The parameter SelectionRules " + why
                                + ". It needs the form {\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\","
                                + "\"object-locator\":{\"server-name\":\"...\",\"schema-name\":\"...\"},\"rule-action\":\"explicit\"}]}."));
    }
}
