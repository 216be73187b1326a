package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Holds {@link PostgresTypes} against the golden vectors: as a source through a real catalogue, as a target by the DMS types of all sources. */
class PostgresTypesTest {

    private static final ContractDatabase DATABASE = PostgresServer.shared().database("types_vectors");

    @Test
    void everySourceTypeBecomesItsDmsType() throws Exception {
        DATABASE.createSchema("v");
        List<JsonNode> cases = cases("source", "postgres");
        assertTrue(!cases.isEmpty());
        int number = 0;
        for (JsonNode one : cases) {
            String table = "t" + number++;
            DATABASE.run(
                    "create table v." + table + " (c " + one.at("/given/native").asText() + ")");
            try (Connection connection = PostgresSession.open(DATABASE.endpoint())) {
                DmsType type = new Catalogue(connection, TypeSettings.DEFAULT)
                        .table(new TableId("v", table))
                        .schema()
                        .columns()
                        .get(0)
                        .type();
                JsonNode expected = one.at("/expect/dms");
                String name = one.get("name").asText();
                assertEquals(expected.get("type").asText(), type.kind().name(), name);
                equal(expected, "length", type.length(), name);
                equal(expected, "precision", type.precision(), name);
                equal(expected, "scale", type.scale(), name);
            }
        }
        System.out.println("vectors types (postgres source): passed " + number + " of " + cases.size());
    }

    @Test
    void everyDmsTypeIsDeclaredAsTheTargetTableSays() throws Exception {
        List<JsonNode> cases = cases("target", "postgres");
        assertTrue(!cases.isEmpty());
        for (JsonNode one : cases) {
            JsonNode dms = one.at("/expect/dms");
            DmsType type = new DmsType(
                    DmsType.Kind.valueOf(dms.get("type").asText()),
                    dms.path("length").asInt(),
                    dms.path("precision").asInt(),
                    dms.path("scale").asInt());
            assertEquals(
                    one.at("/expect/target").asText().toUpperCase(Locale.ROOT),
                    PostgresTypes.target(type).toUpperCase(Locale.ROOT),
                    one.get("name").asText());
        }
        System.out.println("vectors types (postgres target): passed " + cases.size() + " of " + cases.size());
    }

    private static void equal(JsonNode expected, String member, int actual, String name) {
        if (expected.has(member)) {
            assertEquals(expected.get(member).asInt(), actual, name + " " + member);
        }
    }

    private static List<JsonNode> cases(String member, String engine) throws IOException {
        String folder = System.getProperty("vectors.dir", "");
        try (InputStream file = folder.isBlank()
                ? PostgresTypesTest.class.getResourceAsStream("/vectors/types.json")
                : Files.newInputStream(Path.of(folder, "types.json"))) {
            List<JsonNode> cases = new ArrayList<>();
            for (JsonNode one : new ObjectMapper().readTree(file).get("cases")) {
                if (one.at("/given/" + member).asText().equals(engine)) {
                    cases.add(one);
                }
            }
            return cases;
        }
    }
}
