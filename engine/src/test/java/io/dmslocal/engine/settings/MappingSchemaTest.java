package io.dmslocal.engine.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.dmslocal.engine.vectors.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema and the parser speak of one document. */
class MappingSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(MappingSchema.document());
    private static final String SELECTION =
            "{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                    + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"}}";

    @Test
    void documentsOfTheVectorsThatTheParserTakesAreValid() throws JsonProcessingException {
        int taken = 0;
        for (String area : List.of("mapping_selection", "mapping_transform", "mapping_filters", "mapping_errors")) {
            for (String document : documents(area)) {
                if (TableMappings.parse(document).value().isPresent()) {
                    assertEquals(Set.of(), problems(document), area + ": " + document);
                    taken++;
                }
            }
        }
        assertTrue(taken > 0, "documents taken: " + taken);
    }

    @Test
    void documentsThatAreRefusedAreInvalid() throws JsonProcessingException {
        for (Vectors.Case c : Vectors.bundled("mapping_errors")) {
            String text = c.given().path("tableMappings").asText();
            if (!c.expect().path("accepted").asBoolean() && !c.name().equals("not-json")) {
                assertFalse(problems(text).isEmpty(), c.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"rules\":[]}",
                "{\"rules\":[SELECTION]}",
                "{\"rules\":[SELECTION,{\"rule-type\":\"transformation\",\"rule-id\":2,\"rule-name\":\"2\",\"rule-action\":\"rename\","
                        + "\"rule-target\":\"schema\",\"object-locator\":{\"schema-name\":\"s\"},\"value\":\"x\"}]}",
                "{\"rules\":[SELECTION,{\"rule-type\":\"transformation\",\"rule-id\":2,\"rule-name\":\"2\",\"rule-action\":\"change-data-type\","
                        + "\"rule-target\":\"column\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\",\"column-name\":\"c\"},"
                        + "\"data-type\":{\"type\":\"String\",\"length\":\"30\"}}]}",
            })
    void whatTheParserTakesIsValid(String document) throws JsonProcessingException {
        String text = document.replace("SELECTION", SELECTION);

        assertTrue(TableMappings.parse(text).value().isPresent());
        assertEquals(Set.of(), problems(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"rule\":[]}",
                "{\"rules\":{}}",
                "{\"rules\":[{}]}",
                "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"x\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                        + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"}}]}",
                "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\"}]}",
                "{\"rules\":[SELECTION,{\"rule-type\":\"elsewhere\",\"rule-id\":\"2\",\"rule-name\":\"2\"}]}",
                "{\"rules\":[SELECTION,{\"rule-type\":\"transformation\",\"rule-id\":2,\"rule-name\":\"2\",\"rule-action\":\"remove-column\","
                        + "\"rule-target\":\"table\",\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"}}]}",
                "{\"rules\":[SELECTION,{\"rule-type\":\"transformation\",\"rule-id\":2,\"rule-name\":\"2\",\"rule-action\":\"add-prefix\","
                        + "\"rule-target\":\"schema\",\"object-locator\":{\"schema-name\":\"s\"}}]}",
            })
    void whatTheParserRefusesIsInvalid(String document) throws JsonProcessingException {
        String text = document.replace("SELECTION", SELECTION);

        assertTrue(TableMappings.parse(text).value().isEmpty());
        assertFalse(problems(text).isEmpty());
    }

    private static Set<ValidationMessage> problems(String text) throws JsonProcessingException {
        return SCHEMA.validate(JSON.readTree(text));
    }

    /** As whole documents: rules of a case beside a selection where they have none, filters in one. */
    private static List<String> documents(String area) throws JsonProcessingException {
        List<String> documents = new ArrayList<>();
        for (Vectors.Case c : Vectors.cases(area)) {
            JsonNode given = c.given();
            if (given.has("tableMappings")) {
                documents.add(given.path("tableMappings").asText());
                continue;
            }
            ArrayNode rules = JsonNodeFactory.instance.arrayNode();
            ObjectNode selection = (ObjectNode) JSON.readTree(SELECTION);
            if (given.has("filters")) {
                selection.set("filters", given.get("filters"));
            }
            if (area.equals("mapping_selection")) {
                given.path("rules").forEach(rules::add);
            } else {
                rules.add(selection.put("rule-id", "99999"));
                given.path("rules").forEach(rules::add);
            }
            documents.add(
                    JsonNodeFactory.instance.objectNode().set("rules", rules).toString());
        }
        return documents;
    }
}
