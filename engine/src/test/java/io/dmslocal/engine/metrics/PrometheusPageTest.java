package io.dmslocal.engine.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.MeteredRuns;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page without a run; with one it is seen end to end. */
class PrometheusPageTest {

    private final List<String> lines = new PrometheusPage(
                    new MeteredRuns(), new Machine(Path.of(".")), Clock.systemUTC())
            .text()
            .lines()
            .toList();

    @Test
    void everyMetricIsDescribedOnce() {
        List<String> described = lines.stream()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .toList();

        assertEquals(Set.copyOf(described).size(), described.size(), described.toString());
        assertTrue(described.contains("dms_cdc_latency_source_seconds"));
        assertTrue(described.contains("dms_truncated_lob_values_total"));
    }

    @Test
    void lineForLineItIsPrometheusText() {
        for (String line : lines) {
            assertTrue(
                    line.matches(
                            "# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? -?[0-9.]+"),
                    line);
        }
        assertTrue(lines.contains("dms_running_tasks 0"));
    }

    @Test
    void namesThatAwsPublishesAreAwss() {
        Set<String> names = Stream.concat(
                        TaskMetrics.GAUGES.stream().map(TaskMetrics.Gauge::name),
                        TaskMetrics.TOTALS.stream().map(TaskMetrics.Total::name))
                .collect(Collectors.toSet());

        assertEquals(22, names.size());
        assertTrue(names.containsAll(Set.of(
                "CDCLatencySource",
                "CDCLatencyTarget",
                "CDCIncomingChanges",
                "CDCChangesMemorySource",
                "CDCChangesDiskSource",
                "CDCChangesMemoryTarget",
                "CDCChangesDiskTarget",
                "CDCThroughputRowsSource",
                "CDCThroughputBandwidthTarget",
                "FullLoadThroughputRowsTarget",
                "ValidationPendingOverallCount",
                "ValidationBulkQuerySourceLatency",
                "ValidationItemQueryTargetLatency")));
    }
}
