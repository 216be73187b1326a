package io.dmslocal.api.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConsoleRouteTest {

    private final ConsoleRoute route = ConsoleRoute.parts(
            "/_dms/tasks/{arn}/validation/{table}",
            "There is none.",
            100,
            (values, from, limit) -> CompletableFuture.completedFuture(
                    values.get(1).equals("shop.orders")
                            ? Optional.of(JsonNodeFactory.instance.textNode(values + " " + from + " " + limit))
                            : Optional.empty()));

    @Test
    void namesInThePathAndPartsInTheQueryAreTold() {
        String path = "/_dms/tasks/arn%3Aaws/validation/shop.orders";
        assertTrue(route.serves(path));
        assertFalse(route.serves("/_dms/tasks/arn/validation"));
        assertEquals("\"[arn:aws, shop.orders] 1 100\"", text(path, Map.of()));
        assertEquals("\"[arn:aws, shop.orders] 3 2\"", text(path, Map.of("from", "3", "limit", "2")));
    }

    @Test
    void whatIsNotThereAndWhatIsNoNumberIsSaid() {
        assertEquals(404, page("/_dms/tasks/a/validation/b", Map.of()).status());
        for (String wrong : new String[] {"0", "101", "x", ""}) {
            assertEquals(
                    400,
                    page("/_dms/tasks/a/validation/shop.orders", Map.of("limit", wrong))
                            .status(),
                    wrong);
        }
    }

    private String text(String path, Map<String, String> query) {
        return new String(page(path, query).body(), StandardCharsets.UTF_8).strip();
    }

    private Page page(String path, Map<String, String> query) {
        return route.answer(path, query).toCompletableFuture().join();
    }
}
