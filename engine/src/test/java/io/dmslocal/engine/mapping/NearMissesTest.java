package io.dmslocal.engine.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.TableMappings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissesTest {

    private static final List<TableId> TABLES =
            List.of(new TableId("public", "orders"), new TableId("public", "order_items"), new TableId("Shop", "A"));

    @Test
    void aRuleThatTakesATableMissesNothing() {
        assertEquals(List.of(), misses("public", "ord%"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Public|orders|names are compared in their case. It would match public.orders then.",
                "public|ordrs|did you mean orders?",
                "PUBLIC|ORDER%|names are compared in their case",
                "public|orders |begins or ends with a space, which counts. It would match public.orders then.",
                "public|*|use % for any characters. It would match public.order_items then.",
                "public|order\\\\_items|write [_] for an underscore. It would match public.order_items then.",
                "public|`orders`|without quotes",
                "public|public.orders|The schema stands in schema-name alone",
            },
            ignoreLeadingAndTrailingWhitespace = false)
    void whatMayHaveBeenMeantIsSaid(String schema, String table, String why) {
        List<String> misses = misses(schema, table);

        assertEquals(1, misses.size());
        assertTrue(misses.get(0).startsWith("Selection rule 7 ("), misses.get(0));
        assertTrue(misses.get(0).contains(why), misses.get(0));
    }

    @Test
    void aSchemaThatNobodyHasIsSaid() {
        assertEquals(
                List.of(
                        "Selection rule 7 (sales.%) matches no table of the source. No schema is called sales; there are Shop, public."),
                misses("sales", "%"));
    }

    private static List<String> misses(String schema, String table) {
        String json =
                "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"7\",\"rule-name\":\"7\",\"rule-action\":\"include\","
                        + "\"object-locator\":{\"schema-name\":\"" + schema + "\",\"table-name\":\"" + table + "\"}}]}";
        return NearMisses.of(TableMappings.parse(json).value().orElseThrow().selections(), TABLES);
    }
}
