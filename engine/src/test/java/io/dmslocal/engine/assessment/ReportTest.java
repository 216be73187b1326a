package io.dmslocal.engine.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "passed passed, passed",
        "passed skipped, passed",
        "skipped skipped, warning",
        "passed warning, warning",
        "warning error, error-executing",
        "failed error warning, failed"
    })
    void theWorstDecides(String results, String run) {
        assertEquals(
                run,
                Report.status(List.of(results.split(" ")).stream()
                        .map(status -> new Result("k-" + status, status, "s", 0, List.of()))
                        .toList()));
    }

    @Test
    void theSummaryHasTheServicesLayout() throws IOException {
        Result passed = new Result("a", "passed", "All is well.", 0, List.of());
        Result warning =
                new Result("b", "warning", "One is not.", 3, List.of(new Place("shop", "orders", "", "has no key")));
        Map<String, String> files = Report.files("warning", List.of(passed, warning));

        assertEquals(Set.of("summary.json", "a.json", "b.json"), files.keySet());
        JsonNode summary = JSON.readTree(files.get("summary.json"));
        assertEquals("0.0.2", summary.path("version").asText());
        assertEquals("warning", summary.path("overall-test-result").asText());
        assertEquals(JSON.readTree("""
                        [{"test-name":"a","test-result":"passed","test-result-details":"All is well.",
                          "results-summary":{"passed":"N/A","warning":"N/A","failed":"N/A"}}]
                        """), summary.at("/summary/passed"));
        assertEquals(
                JSON.readTree("{\"passed\":2,\"warning\":1,\"failed\":0}"),
                summary.at("/summary/warning/0/results-summary"));
        assertEquals("[]", summary.at("/summary/cancelled").toString());
        JsonNode single = JSON.readTree(files.get("b.json"));
        assertEquals("orders", single.at("/results/0/table-name").asText());
        assertEquals("has no key", single.at("/results/0/details").asText());
    }
}
