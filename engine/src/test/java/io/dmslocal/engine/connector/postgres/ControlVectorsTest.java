package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.vectors.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which control tables a task has, where, and how they look in PostgreSQL. */
class ControlVectorsTest {

    @Test
    void controlTablesAreAsDocumented() {
        Vectors.check("control_tables", c -> {
            c.isRead("target migrationType settings", "schema tables tableNames columnNames");
            String type = c.given().path("migrationType").asText();
            TaskSettings settings = TaskSettings.parse(
                    TaskSettings.complete(c.given().path("settings").toString(), type)
                            .value()
                            .orElseThrow());
            List<ControlTable> tables = ControlTables.of(
                    settings,
                    !type.equals("full-load"),
                    c.given().path("target").asText());
            JsonNode expect = c.expect();
            if (expect.has("schema")) {
                String asked = settings.controlTables().controlSchema();
                String schema = asked.isEmpty()
                        ? ControlTables.defaultSchema(
                                c.given().path("target").asText(),
                                settings.targetMetadata().targetSchema())
                        : asked;
                assertEquals(expect.path("schema").asText(), schema);
            }
            if (expect.has("tables")) {
                assertEquals(names(expect.path("tables")), names(tables));
            }
            if (expect.has("tableNames")) {
                assertEquals(texts(expect.path("tableNames")), names(tables));
            }
            expect.path("tables")
                    .properties()
                    .forEach(t -> assertEquals(
                            texts(t.getValue()),
                            table(tables, t.getKey()).columns().stream()
                                    .map(column -> column.name() + " " + ControlDdl.words(column))
                                    .toList()));
            expect.path("columnNames")
                    .properties()
                    .forEach(t -> assertEquals(
                            texts(t.getValue()),
                            table(tables, t.getKey()).columns().stream()
                                    .map(ControlTable.Column::name)
                                    .toList()));
        });
    }

    private static ControlTable table(List<ControlTable> tables, String name) {
        return tables.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }

    private static List<String> names(List<ControlTable> tables) {
        return tables.stream().map(ControlTable::name).toList();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
