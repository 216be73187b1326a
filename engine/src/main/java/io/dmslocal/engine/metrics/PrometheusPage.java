package io.dmslocal.engine.metrics;

import io.dmslocal.engine.metrics.Machine.Counted;
import io.dmslocal.engine.metrics.Machine.Measured;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.MeteredRuns.MeteredRun;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code GET /metrics}: what this node's runs are doing, in Prometheus's text format 0.0.4. Written here, because the format is smaller than a library for
 * it.
 */
public record PrometheusPage(MeteredRuns runs, Machine machine, Clock clock) {

    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    public String text() {
        Instant now = clock.instant();
        List<MeteredRun> open = runs.open();
        StringBuilder page = new StringBuilder();
        head(page, "dms_running_tasks", "gauge", "tasks that move something on this node");
        line(page, "dms_running_tasks", Map.of(), open.size());
        for (TaskMetrics.Gauge gauge : TaskMetrics.GAUGES) {
            head(page, gauge.prometheus(), "gauge", gauge.name() + ": " + gauge.help());
            open.forEach(run -> line(
                    page,
                    gauge.prometheus(),
                    labels(run),
                    gauge.value().applyAsDouble(run.view().orElseThrow().meter(), now)));
        }
        for (TaskMetrics.Total total : TaskMetrics.TOTALS) {
            head(page, total.prometheus(), "counter", total.name() + ": " + total.help());
            open.forEach(run -> line(
                    page,
                    total.prometheus(),
                    labels(run),
                    total.value().applyAsLong(run.view().orElseThrow().meter())));
        }
        head(page, "dms_truncated_lob_values_total", "counter", "values that were cut at LobMaxSize");
        open.forEach(run -> truncated(page, run));
        instances(page, open);
        return page.toString();
    }

    private static void truncated(StringBuilder page, MeteredRun run) {
        run.view().orElseThrow().meter().truncatedLobs().counts().forEach((lob, values) -> {
            Map<String, String> labels = labels(run);
            labels.put("table", lob.table().toString());
            labels.put("column", lob.column());
            line(page, "dms_truncated_lob_values_total", labels, values);
        });
    }

    private void instances(StringBuilder page, List<MeteredRun> open) {
        List<String> instances = open.stream()
                .map(MeteredRun::instance)
                .filter(instance -> !instance.isEmpty())
                .distinct()
                .toList();
        for (Measured measured : machine.measure()) {
            head(page, measured.prometheus(), "gauge", measured.name() + ": " + measured.help());
            instances.forEach(instance -> line(page, measured.prometheus(), label(instance), measured.value()));
        }
        for (Counted counted : machine.count()) {
            head(page, counted.prometheus(), "counter", counted.name() + ": " + counted.help());
            instances.forEach(instance -> line(page, counted.prometheus(), label(instance), counted.value()));
        }
    }

    private static Map<String, String> label(String instance) {
        return Map.of("replication_instance_identifier", instance);
    }

    /** As CloudWatch's dimensions: the task's is its resource id. */
    private static Map<String, String> labels(MeteredRun run) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("replication_instance_identifier", run.instance());
        labels.put(
                "replication_task_identifier", Arn.parse(run.arn()).map(Arn::id).orElse(run.arn()));
        return labels;
    }

    private static void head(StringBuilder page, String name, String type, String help) {
        page.append("# HELP ").append(name).append(' ').append(help).append('\n');
        page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder page, String name, Map<String, String> labels, double value) {
        page.append(name);
        if (!labels.isEmpty()) {
            page.append(labels.entrySet().stream()
                    .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                    .collect(Collectors.joining(",", "{", "}")));
        }
        page.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
