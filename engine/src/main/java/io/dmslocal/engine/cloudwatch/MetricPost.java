package io.dmslocal.engine.cloudwatch;

import io.dmslocal.engine.aws.SignedCall;
import io.dmslocal.engine.meter.RunMeter;
import io.dmslocal.engine.metrics.Machine;
import io.dmslocal.engine.metrics.Machine.Measured;
import io.dmslocal.engine.metrics.TaskMetrics;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.MeteredRuns.MeteredRun;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples the runs of this node and puts what it finds to CloudWatch (AWS: PutMetricData), in the namespace and with the dimensions of AWS's own. What cannot
 * be sent is lost, as a sample is of its moment. One thread at a time.
 */
final class MetricPost implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(MetricPost.class);
    private static final String NAMESPACE = "AWS/DMS";
    /** Data in one call: CloudWatch takes 1000 and a megabyte ("PutMetricData", Amazon CloudWatch API reference). */
    private static final int CHUNK = 500;

    private static final String INSTANCE = "ReplicationInstanceIdentifier";
    private static final String TASK = "ReplicationTaskIdentifier";

    /** What the totals of a run were when. */
    private record Sample(Instant at, Map<String, Long> totals) {}

    record Datum(String name, String unit, double value, Map<String, String> dimensions) {}

    private final MeteredRuns runs;
    private final Machine machine;
    private final SignedCall calls;
    private final Clock clock;
    private final Map<String, Sample> before = new HashMap<>();
    private MachineRates rates = MachineRates.NONE;
    private boolean isBroken;

    MetricPost(MeteredRuns runs, Machine machine, URI endpoint, Clock clock) {
        this.runs = runs;
        this.machine = machine;
        this.calls = new SignedCall(endpoint, "monitoring");
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            List<MeteredRun> open = runs.open();
            before.keySet().retainAll(open.stream().map(MeteredRun::arn).toList());
            Map<Scope, List<Datum>> data = new LinkedHashMap<>();
            Map<Scope, List<String>> instances = new LinkedHashMap<>();
            for (MeteredRun run : open) {
                Arn arn = Arn.parse(run.arn()).orElseThrow();
                data.computeIfAbsent(arn.scope(), none -> new ArrayList<>()).addAll(task(run, arn.id()));
                if (!run.instance().isEmpty()) {
                    instances
                            .computeIfAbsent(arn.scope(), none -> new ArrayList<>())
                            .add(run.instance());
                }
            }
            MachineRates now = MachineRates.of(clock.instant(), machine.count());
            List<Measured> measured = new ArrayList<>(machine.measure());
            measured.addAll(now.since(rates));
            rates = now;
            instances.forEach((scope, names) ->
                    names.stream().distinct().forEach(name -> data.get(scope).addAll(instance(name, measured))));
            data.forEach(this::put);
            isBroken = false;
        } catch (RuntimeException failed) {
            if (!isBroken) { // once, until it works again
                LOG.warn("Metrics cannot be put to CloudWatch: {}", failed.getMessage());
            }
            isBroken = true;
        }
    }

    private List<Datum> task(MeteredRun run, String id) {
        RunMeter meter = run.view().orElseThrow().meter();
        Instant now = clock.instant();
        Map<String, String> dimensions = new LinkedHashMap<>();
        if (!run.instance().isEmpty()) {
            dimensions.put(INSTANCE, run.instance());
        }
        dimensions.put(TASK, id);
        List<Datum> data = new ArrayList<>();
        for (TaskMetrics.Gauge gauge : TaskMetrics.GAUGES) {
            data.add(new Datum(gauge.name(), gauge.unit(), gauge.value().applyAsDouble(meter, now), dimensions));
        }
        Map<String, Long> totals = TaskMetrics.TOTALS.stream()
                .collect(Collectors.toMap(
                        TaskMetrics.Total::name, total -> total.value().applyAsLong(meter)));
        Sample earlier = before.put(run.arn(), new Sample(now, totals));
        if (earlier != null) {
            double seconds = Math.max(Duration.between(earlier.at(), now).toMillis() / 1000.0, 0.001);
            for (TaskMetrics.Total total : TaskMetrics.TOTALS) {
                // a run that began anew counts from nothing
                long more = Math.max(totals.get(total.name()) - earlier.totals().get(total.name()), 0);
                double value = total.perSecond() == 0 ? more : more / seconds / total.perSecond();
                data.add(new Datum(total.name(), total.unit(), value, dimensions));
            }
        }
        return data;
    }

    private static List<Datum> instance(String name, List<Measured> all) {
        return all.stream()
                .map(measured -> new Datum(measured.name(), measured.unit(), measured.value(), Map.of(INSTANCE, name)))
                .toList();
    }

    void put(Scope scope, List<Datum> data) {
        for (int from = 0; from < data.size(); from += CHUNK) {
            putOnce(scope, data.subList(from, Math.min(data.size(), from + CHUNK)));
        }
    }

    private void putOnce(Scope scope, List<Datum> data) {
        Map<String, String> form = new TreeMap<>();
        form.put("Action", "PutMetricData");
        form.put("Version", "2010-08-01");
        form.put("Namespace", NAMESPACE);
        for (int i = 0; i < data.size(); i++) {
            Datum datum = data.get(i);
            String member = "MetricData.member." + (i + 1) + ".";
            form.put(member + "MetricName", datum.name());
            form.put(member + "Unit", datum.unit());
            form.put(member + "Value", Double.toString(datum.value()));
            form.put(member + "Timestamp", clock.instant().toString());
            int number = 0;
            for (Map.Entry<String, String> dimension : datum.dimensions().entrySet()) {
                String place = member + "Dimensions.member." + ++number + ".";
                form.put(place + "Name", dimension.getKey());
                form.put(place + "Value", dimension.getValue());
            }
        }
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        calls.post(scope, Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), body)
                .orFail("PutMetricData");
    }
}
