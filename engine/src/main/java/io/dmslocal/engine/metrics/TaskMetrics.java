package io.dmslocal.engine.metrics;

import io.dmslocal.engine.meter.RunMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToLongFunction;

/** What is measured of a task. Pure. */
public final class TaskMetrics {

    /**
     * Something that is so much now.
     *
     * @param name AWS's
     * @param unit CloudWatch's word
     * @param prometheus its name there, with the unit where there is one
     */
    public record Gauge(
            String name, String unit, String prometheus, String help, ToDoubleBiFunction<RunMeter, Instant> value) {}

    /**
     * Something that only grows; CloudWatch gets how fast.
     *
     * @param perSecond how much of it is one of CloudWatch's units; 0 where CloudWatch gets what came since the last time
     */
    public record Total(
            String name,
            String unit,
            double perSecond,
            String prometheus,
            String help,
            ToLongFunction<RunMeter> value) {}

    public static final List<Gauge> GAUGES = List.of(
            gauge(
                    "CDCLatencySource",
                    "Seconds",
                    "cdc_latency_source_seconds",
                    "age of the last captured change; 0 when the source has no more",
                    (meter, now) -> seconds(meter.lag().source(now))),
            gauge(
                    "CDCLatencyTarget",
                    "Seconds",
                    "cdc_latency_target_seconds",
                    "age of the first change that the target has not committed",
                    (meter, now) -> seconds(meter.lag().target(now))),
            gauge(
                    "CDCIncomingChanges",
                    "Count",
                    "cdc_incoming_changes",
                    "changes that wait to be applied",
                    (meter, now) -> meter.lag().waiting()),
            gauge(
                    "CDCChangesMemorySource",
                    "Count",
                    "cdc_changes_memory_source",
                    "changes that wait for the source's commit: sources here tell of them afterwards",
                    (meter, now) -> 0),
            gauge("CDCChangesDiskSource", "Count", "cdc_changes_disk_source", "the same, on disk", (meter, now) -> 0),
            gauge(
                    "CDCChangesMemoryTarget",
                    "Count",
                    "cdc_changes_memory_target",
                    "changes that wait for the target's commit, in memory",
                    (meter, now) -> meter.lag().inMemory()),
            gauge(
                    "CDCChangesDiskTarget",
                    "Count",
                    "cdc_changes_disk_target",
                    "changes that wait for the target's commit, on disk",
                    (meter, now) -> meter.lag().onDisk()),
            gauge(
                    "ValidationFailedOverallCount",
                    "Count",
                    "validation_failed_overall",
                    "rows that differ",
                    (meter, now) -> meter.validation().overall().failed()),
            gauge(
                    "ValidationSuspendedOverallCount",
                    "Count",
                    "validation_suspended_overall",
                    "rows that change too often to be compared",
                    (meter, now) -> meter.validation().overall().suspended()),
            gauge(
                    "ValidationPendingOverallCount",
                    "Count",
                    "validation_pending_overall",
                    "rows that are still to be compared",
                    (meter, now) -> meter.validation().overall().pending()));

    public static final List<Total> TOTALS = List.of(
            rows(
                    "FullLoadThroughputRowsTarget",
                    "full_load_rows_target",
                    meter -> meter.loaded().rows()),
            bytes(
                    "FullLoadThroughputBandwidthTarget",
                    "full_load_bytes_target",
                    meter -> meter.loaded().bytes()),
            rows(
                    "CDCThroughputRowsSource",
                    "cdc_rows_source",
                    meter -> meter.captured().rows()),
            bytes(
                    "CDCThroughputBandwidthSource",
                    "cdc_bytes_source",
                    meter -> meter.captured().bytes()),
            rows(
                    "CDCThroughputRowsTarget",
                    "cdc_rows_target",
                    meter -> meter.applied().rows()),
            bytes(
                    "CDCThroughputBandwidthTarget",
                    "cdc_bytes_target",
                    meter -> meter.applied().bytes()),
            new Total(
                    "ValidationAttemptedRecordCount",
                    "Count",
                    0,
                    "dms_validation_attempted_records_total",
                    "rows compared",
                    meter -> meter.validation().attempted()),
            new Total(
                    "ValidationSucceededRecordCount",
                    "Count",
                    0,
                    "dms_validation_succeeded_records_total",
                    "rows compared and alike",
                    meter -> meter.validation().succeeded()));

    private TaskMetrics() {}

    private static Gauge gauge(
            String name, String unit, String prometheus, String help, ToDoubleBiFunction<RunMeter, Instant> value) {
        return new Gauge(name, unit, "dms_" + prometheus, help, value);
    }

    private static Total rows(String name, String prometheus, ToLongFunction<RunMeter> value) {
        return new Total(name, "Count/Second", 1, "dms_" + prometheus + "_total", "rows", value);
    }

    private static Total bytes(String name, String prometheus, ToLongFunction<RunMeter> value) {
        return new Total(
                name,
                "Kilobytes/Second",
                1024,
                "dms_" + prometheus + "_total",
                "bytes, about: as they lie in memory",
                value);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
