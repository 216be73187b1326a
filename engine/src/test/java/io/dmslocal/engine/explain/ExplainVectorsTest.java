package io.dmslocal.engine.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.explain.Explanation.MappedColumn;
import io.dmslocal.engine.explain.Explanation.Table;
import io.dmslocal.engine.vectors.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** An explanation says what the golden examples expect of the mapping itself. */
class ExplainVectorsTest {

    @Test
    void selectedTablesAreTheExpectedOnesInTheirOrder() {
        Vectors.check("mapping_selection", c -> {
            ObjectNode question = question(c.given());
            question.put("migrationType", c.given().path("migrationType").asText("full-load"));
            ArrayNode tables = question.withObject("/source").withArray("/catalogue");
            for (JsonNode table : c.given().get("tables")) {
                ObjectNode written = tables.addObject();
                written.set("schema", table.get("schema"));
                written.set("table", table.get("name"));
                written.put("type", table.path("type").asText("table"));
            }

            Explanation explanation = Asked.explained(question);

            assertEquals(
                    texts(c.expect().get("selected")),
                    explanation.tables().stream()
                            .filter(table -> table.decision().isTaken())
                            .map(table -> table.id().toString())
                            .toList());
            assertEquals(tables.size(), explanation.tables().size());
            assertEquals(c.given().get("rules").size(), explanation.rules().size());
        });
    }

    @Test
    void namesTypesAndKeysAreTheExpectedOnes() {
        Vectors.check("mapping_transform", c -> {
            Table table = Asked.explained(transformed(c.given())).tables().get(0);

            Explanation.Mapped mapped = table.mapped().orElseThrow(() -> new AssertionError(table.notes()));
            JsonNode expect = c.expect();
            assertEquals(expect.get("schema").asText(), mapped.target().schema());
            assertEquals(expect.get("table").asText(), mapped.target().name());
            assertEquals(texts(expect.get("primaryKey")), mapped.key());
            List<MappedColumn> columns = mapped.columns().stream()
                    .filter(column -> !column.target().isEmpty())
                    .toList();
            assertEquals(
                    StreamSupport.stream(expect.get("columns").spliterator(), false)
                            .map(column -> column.path("name").asText(column.asText()))
                            .toList(),
                    mapped.targetColumns());
            for (int i = 0; i < columns.size(); i++) {
                JsonNode type = expect.get("columns").get(i).path("dmsType");
                String written = columns.get(i).targetDmsType();
                if (!type.isMissingNode()) {
                    assertEquals(type.asText(), written.replaceAll("\\(.*", ""));
                }
            }
        });
    }

    private static ObjectNode transformed(JsonNode given) {
        ObjectNode question = withSelection(given);
        if (given.has("taskSettings")) {
            question.set("taskSettings", given.get("taskSettings"));
        }
        ObjectNode table =
                question.withObject("/source").withArray("/catalogue").addObject();
        table.set("schema", given.get("schema"));
        table.set("table", given.get("table"));
        ArrayNode key = table.putArray("primaryKey");
        for (JsonNode column : given.get("columns")) {
            ObjectNode written = column.deepCopy();
            if (written.path("pk").asBoolean()) {
                key.add(written.get("name"));
            }
            written.remove("pk");
            table.withArray("/columns").add(written);
        }
        return question;
    }

    /** The examples have transformation rules alone. */
    private static ObjectNode withSelection(JsonNode given) {
        ObjectNode question = question(given);
        ArrayNode rules = (ArrayNode) question.at("/tableMappings/rules");
        rules.add(Asked.json(
                "{'rule-type': 'selection', 'rule-id': '999999', 'rule-name': 'all', 'rule-action': 'include',"
                        + " 'object-locator': {'schema-name': '%', 'table-name': '%'}}"));
        return question;
    }

    private static ObjectNode question(JsonNode given) {
        ObjectNode question = Asked.JSON.createObjectNode();
        question.putObject("tableMappings").set("rules", given.get("rules").deepCopy());
        question.putObject("source").put("engineName", "postgres").putArray("catalogue");
        return question;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
