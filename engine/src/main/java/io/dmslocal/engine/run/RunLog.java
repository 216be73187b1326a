package io.dmslocal.engine.run;

import io.dmslocal.engine.mapping.Selection;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.LoggerSeverity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What a run says to its log: loggers carry DMS's component names, task and table stand in the MDC.
 *
 * <p>Source of the sentences: "Logging task settings" and the task logs shown there, AWS DMS user guide.
 */
final class RunLog {

    private static final String COMPONENTS = "dms.";
    private static final Logger TASK_MANAGER = LoggerFactory.getLogger(COMPONENTS + "TASK_MANAGER");
    private static final Logger SOURCE_UNLOAD = LoggerFactory.getLogger(COMPONENTS + "SOURCE_UNLOAD");
    private static final Logger TARGET_LOAD = LoggerFactory.getLogger(COMPONENTS + "TARGET_LOAD");
    private static final Logger SOURCE_CAPTURE = LoggerFactory.getLogger(COMPONENTS + "SOURCE_CAPTURE");
    private static final Logger TARGET_APPLY = LoggerFactory.getLogger(COMPONENTS + "TARGET_APPLY");

    private static final Logger VALIDATOR = LoggerFactory.getLogger(COMPONENTS + "VALIDATOR_EXT");

    /** AWS: context is uploaded every 3 minutes. */
    private static final long CONTEXT_EVERY = Duration.ofMinutes(3).toNanos();

    private final AtomicLong captureContext = new AtomicLong();
    private final AtomicLong applyContext = new AtomicLong();
    private boolean isImpactTold;
    private final String task;
    private final Optional<TaskLog> log;

    RunLog(RunPlan plan) {
        this.task = plan.taskArn();
        this.log = plan.log();
    }

    void task(String sentence) {
        info(TASK_MANAGER, "", sentence);
    }

    void taskWarning(String sentence) {
        warn(TASK_MANAGER, "", sentence);
    }

    void taskError(String sentence, Throwable cause) {
        within("", TASK_MANAGER, LoggerSeverity.ERROR, () -> TASK_MANAGER.error(sentence, cause));
    }

    void loadStarts(TableState table, int subtask, long microseconds) {
        info(
                TASK_MANAGER,
                table.source().toString(),
                "Start loading table {} (Id = {}) by subtask {}. Start load timestamp {}",
                name(table.source()),
                table.id(),
                subtask,
                String.format("%016X", microseconds));
    }

    /** @param segment from 1 */
    void segmentStarts(SharedLoad load, int segment, int subtask, long microseconds) {
        info(
                TASK_MANAGER,
                load.table().source().toString(),
                "Start loading segment #{} of {} of table {} (Id = {}) by subtask {}. Start load timestamp {}",
                segment,
                load.parts(),
                name(load.table().source()),
                load.table().id(),
                subtask,
                String.format("%016X", microseconds));
    }

    /** @param segment from 1 */
    void segmentUnloaded(SharedLoad load, int segment, long rows) {
        info(
                SOURCE_UNLOAD,
                load.table().source().toString(),
                "Unload finished for segment #{} of segmented table {} (Id = {}). {} rows sent.",
                segment,
                name(load.table().source()),
                load.table().id(),
                rows);
    }

    void unloadFinished(TableState table, long rows) {
        info(
                SOURCE_UNLOAD,
                table.source().toString(),
                "Unload finished for table {} (Id = {}). {} rows sent.",
                name(table.source()),
                table.id(),
                rows);
    }

    void loadFinished(TableState table, int subtask, long rows, long skipped, long bytes) {
        String source = table.source().toString();
        // "transfered" is how AWS spells it
        info(
                TARGET_LOAD,
                source,
                "Load finished for table {} (Id = {}). {} rows received. {} rows skipped. Volume transfered {}.",
                name(table.source()),
                table.id(),
                rows,
                skipped,
                bytes);
        info(
                TASK_MANAGER,
                source,
                "Load finished for table {} (Id = {}) by subtask {}. {} records transferred.",
                name(table.source()),
                table.id(),
                subtask,
                rows - skipped);
    }

    /** Changes came from the source. */
    void captured(List<Change> changes, long rows, long before) {
        debug(SOURCE_CAPTURE, "{} changes were captured", rows);
        if (hasContext() && isTime(captureContext)) {
            last(changes)
                    .ifPresent(change -> info(
                            SOURCE_CAPTURE,
                            change.table().toString(),
                            "Capture record {} to internal queue from Source {}",
                            before,
                            LogContext.of(change)));
        }
    }

    /** Changes were given to the target, which has them when it commits. */
    void applied(List<? extends Change> changes, long before) {
        debug(TARGET_APPLY, "{} changes were given to the target", changes.size());
        if (hasContext() && isTime(applyContext)) {
            last(changes)
                    .ifPresent(change -> info(
                            TARGET_APPLY,
                            change.table().toString(),
                            "Applied record {} to target {}",
                            before,
                            LogContext.of(change)));
        }
    }

    void loadedBatch(TableId table, int rows, long bytes) {
        debug(TARGET_LOAD, "{} rows, {} bytes, were given to the target for table {}", rows, bytes, name(table));
    }

    /** Said once: the exceptions table has the rest. */
    void withoutImpact() {
        if (!isImpactTold) {
            isImpactTold = true;
            warn(
                    TARGET_APPLY,
                    "",
                    "Some changes from the source database had no impact when applied to the target database."
                            + " See `awsdms_apply_exceptions` table for details.");
        }
    }

    private boolean hasContext() {
        return log.filter(TaskLog::hasContext).isPresent();
    }

    /** Context is told from time to time, not for every change. */
    private static boolean isTime(AtomicLong last) {
        long now = System.nanoTime();
        long before = last.get();
        return (before == 0 || now - before >= CONTEXT_EVERY) && last.compareAndSet(before, now);
    }

    private static Optional<RowChange> last(List<? extends Change> changes) {
        for (int i = changes.size() - 1; i >= 0; i--) {
            if (changes.get(i) instanceof RowChange change) {
                return Optional.of(change);
            }
        }
        return Optional.empty();
    }

    void capture(String sentence) {
        info(SOURCE_CAPTURE, "", sentence);
    }

    void captureNews(TableId table, String sentence) {
        info(SOURCE_CAPTURE, table.toString(), of(table, sentence));
    }

    void captureWarning(TableId table, String sentence) {
        warn(SOURCE_CAPTURE, table.toString(), of(table, sentence));
    }

    void leftOut(Selection.Decision table) {
        warn(SOURCE_CAPTURE, table.table().toString(), table.sentence());
    }

    void load(TableId table, String sentence) {
        warn(TARGET_LOAD, table.toString(), of(table, sentence));
    }

    void batch(String sentence) {
        info(TARGET_APPLY, "", sentence);
    }

    void apply(TableId table, String sentence) {
        warn(TARGET_APPLY, table.toString(), of(table, sentence));
    }

    void applyNews(TableId table, String sentence) {
        info(TARGET_APPLY, table.toString(), of(table, sentence));
    }

    void validationWarning(TableId table, String sentence) {
        warn(VALIDATOR, table.toString(), of(table, sentence));
    }

    /** The table stands in the line itself: a task's log has no fields beside it. */
    private static String of(TableId table, String sentence) {
        return "Table " + name(table) + ": " + sentence;
    }

    private static String name(TableId table) {
        return "'" + table.schema() + "'.'" + table.name() + "'";
    }

    /** Batches, never rows: nothing is made of it where nobody wants it. */
    private void debug(Logger component, String sentence, Object... values) {
        boolean isWanted = component.isDebugEnabled()
                || log.flatMap(own -> own.of(name(component), LoggerSeverity.DEBUG))
                        .isPresent();
        if (isWanted) {
            within("", component, LoggerSeverity.DEBUG, () -> component.debug(sentence, values));
        }
    }

    private static String name(Logger component) {
        return component.getName().substring(COMPONENTS.length());
    }

    private void info(Logger component, String table, String sentence, Object... values) {
        within(table, component, LoggerSeverity.INFO, () -> component.info(sentence, values));
    }

    private void warn(Logger component, String table, String sentence) {
        within(table, component, LoggerSeverity.WARNING, () -> component.warn(sentence));
    }

    /** The node's own log has every line; the task's those that its settings want. */
    private void within(String table, Logger component, LoggerSeverity severity, Runnable line) {
        MDC.put("task", task);
        MDC.put("table", table);
        log.flatMap(own -> own.of(name(component), severity)).ifPresent(file -> MDC.put(TaskLogs.KEY, file.toString()));
        try {
            line.run();
        } finally {
            MDC.remove("task");
            MDC.remove("table");
            MDC.remove(TaskLogs.KEY);
        }
    }
}
