package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.vectors.Vectors;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaskTest {

    @Test
    void vectors() {
        Vectors.check("mapping_masking", c -> {
            c.isRead("action value input dmsType", "output pattern");
            JsonNode input = c.given().get("input");
            Mask mask = mask(
                    c.given().get("action").asText(), c.given().path("value").asText(""), type(c.given()));
            Object masked = input.isNull() ? null : mask.of(value(input));
            if (c.expect().has("pattern")) {
                assertTrue(
                        String.valueOf(masked).matches(c.expect().get("pattern").asText()), masked.toString());
            } else {
                assertEquals(
                        c.expect().get("output").isNull()
                                ? null
                                : c.expect().get("output").asText(),
                        masked);
            }
        });
    }

    /** As given, or what a column of such values would be. */
    private static DmsType type(JsonNode given) {
        if (given.has("dmsType")) {
            return DmsType.of(Kind.valueOf(given.get("dmsType").asText()));
        }
        JsonNode input = given.get("input");
        if (input.isIntegralNumber()) {
            return DmsType.of(Kind.INT8);
        }
        return input.isNumber()
                ? DmsType.numeric(38, input.decimalValue().scale())
                : DmsType.sized(Kind.STRING, 10_000);
    }

    private static Object value(JsonNode input) {
        if (input.isIntegralNumber()) {
            return input.asLong();
        }
        return input.isNumber() ? input.decimalValue() : input.asText();
    }

    static Mask mask(String action, String value, DmsType type) {
        String rule =
                "{\"rule-type\":\"transformation\",\"rule-id\":\"2\",\"rule-name\":\"2\",\"rule-target\":\"column\","
                        + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\",\"column-name\":\"c\"},"
                        + "\"rule-action\":\"" + action + "\""
                        + (value.isEmpty() ? "" : ",\"value\":" + TextNode.valueOf(value))
                        + "}";
        String selection =
                "{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                        + "\"object-locator\":{\"schema-name\":\"s\",\"table-name\":\"t\"}}";
        return new Mask(
                TableMappings.parse("{\"rules\":[" + selection + "," + rule + "]}")
                        .value()
                        .orElseThrow()
                        .transformations()
                        .get(0),
                type);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"INT1", "INT2", "INT4", "INT8", "UINT1", "UINT2", "UINT4"})
    void aRandomizedNumberStaysWithinItsType(Kind kind) throws Unworkable {
        Mask mask = mask("data-masking-digits-randomize", "", DmsType.of(kind));
        Conversion check = new Conversion(DmsType.of(kind));
        boolean differs = false;
        for (int i = 0; i < 200; i++) {
            Object drawn = mask.of(120L);
            assertEquals(drawn, check.of(drawn));
            differs |= !drawn.equals(120L);
        }
        assertTrue(differs);
    }

    @Test
    void aRandomizedDecimalKeepsItsScale() throws Unworkable {
        BigDecimal drawn = (BigDecimal)
                mask("data-masking-digits-randomize", "", DmsType.numeric(7, 2)).of(new BigDecimal("-12345.67"));

        assertEquals(2, drawn.scale());
    }

    @Test
    void aNumberCannotBeHashedWhichAPolicyJudges() {
        Unworkable failed = assertThrows(
                Unworkable.class,
                () -> mask("data-masking-hash-mask", "", DmsType.of(Kind.INT4)).of(5L));

        assertEquals(Cause.MASKING, failed.kind());
        assertEquals(5L, failed.unmasked().orElseThrow());
    }
}
