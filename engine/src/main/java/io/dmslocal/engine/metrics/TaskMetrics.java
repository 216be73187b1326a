package io.dmslocal.engine.metrics;

import io.dmslocal.engine.meter.RunMeter;
import io.dmslocal.engine.meter.ValidationMeter.Query;
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
                    "age of the last captured change, or of the oldest open transaction; 0 when the source has no more",
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
                    "changes that wait here for the source's commit: none, the source itself keeps them until then",
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
                    (meter, now) -> meter.validation().overall().pending()),
            latency(
                    "ValidationBulkQuerySourceLatency",
                    "validation_bulk_query_source_latency_milliseconds",
                    "how long the rows of the last partition took",
                    Query.BULK_SOURCE),
            latency(
                    "ValidationBulkQueryTargetLatency",
                    "validation_bulk_query_target_latency_milliseconds",
                    "how long the rows of the last partition took",
                    Query.BULK_TARGET),
            latency(
                    "ValidationItemQuerySourceLatency",
                    "validation_item_query_source_latency_milliseconds",
                    "how long the last rows took that had changed or differed",
                    Query.ITEM_SOURCE),
            latency(
                    "ValidationItemQueryTargetLatency",
                    "validation_item_query_target_latency_milliseconds",
                    "how long the last rows took that had changed or differed",
                    Query.ITEM_TARGET));

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

    private static Gauge latency(String name, String prometheus, String help, Query query) {
        return gauge(
                name,
                "Milliseconds",
                prometheus,
                help,
                (meter, now) -> meter.validation().latency(query).toNanos() / 1e6);
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
