package io.dmslocal.engine.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.vectors.Vectors;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The golden cases of types from and to MySQL. */
class TypeVectorsTest {

    @Test
    void sourceTypesBecomeTheDmsTypesOfTheGoldenCases() {
        Vectors.check(
                "types", c -> isFamily(c.given().path("source")) && c.given().has("native"), c -> {
                    DmsType type = MySqlTypes.dms(
                            NativeType.parse(c.given().path("native").asText()));
                    JsonNode expected = c.expect().path("dms");
                    assertEquals(expected.path("type").asText(), type.kind().name());
                    if (expected.has("length")) {
                        assertEquals(expected.path("length").asInt(), type.length());
                    }
                    if (expected.has("precision")) {
                        assertEquals(expected.path("precision").asInt(), type.precision());
                    }
                    if (expected.has("scale")) {
                        assertEquals(expected.path("scale").asInt(), type.scale());
                    }
                });
    }

    @Test
    void dmsTypesBecomeTheTargetTypesOfTheGoldenCases() {
        Vectors.check("types", c -> isFamily(c.given().path("target")), c -> {
            JsonNode dms = c.expect().path("dms");
            DmsType type = new DmsType(
                    DmsType.Kind.valueOf(dms.path("type").asText()),
                    dms.path("length").asInt(),
                    dms.path("precision").asInt(),
                    dms.path("scale").asInt());
            assertEquals(
                    c.expect().path("target").asText().toUpperCase(Locale.ROOT),
                    MySqlTypes.ddl(type).toUpperCase(Locale.ROOT));
        });
    }

    private static boolean isFamily(JsonNode engine) {
        return new MySqlConnector().engineNames().contains(engine.asText());
    }
}
