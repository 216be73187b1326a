package io.dmslocal.engine.run.log;

import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.mapping.Selection;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.LoggerSeverity;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What a run says to its log: loggers carry DMS's component names, task and table stand in the MDC.
 *
 * <p>Source of the sentences: "Logging task settings" and the task logs shown there, AWS DMS user guide.
 */
public final class RunLog {

    private static final String COMPONENTS = "dms.";
    private static final Logger TASK_MANAGER = LoggerFactory.getLogger(COMPONENTS + "TASK_MANAGER");
    private static final Logger SOURCE_UNLOAD = LoggerFactory.getLogger(COMPONENTS + "SOURCE_UNLOAD");
    static final Logger TARGET_LOAD = LoggerFactory.getLogger(COMPONENTS + "TARGET_LOAD");
    static final Logger SOURCE_CAPTURE = LoggerFactory.getLogger(COMPONENTS + "SOURCE_CAPTURE");
    static final Logger TARGET_APPLY = LoggerFactory.getLogger(COMPONENTS + "TARGET_APPLY");
    private static final Logger ADDONS = LoggerFactory.getLogger(COMPONENTS + "ADDONS");

    /** No component of LogComponents: it says what everybody's default is. */
    private static final Logger STATES = LoggerFactory.getLogger(COMPONENTS + "VALIDATOR");

    private static final Logger VALIDATOR = LoggerFactory.getLogger(COMPONENTS + "VALIDATOR_EXT");

    private boolean isImpactTold;
    private final String task;
    private final Optional<TaskLog> log;
    private final ChangeLines changes;
    private final RefusalLines refusals;

    /**
     * @param task its ARN
     * @param log its own log; empty when it has none
     * @param journal what the source's changes are read from: {@code wal log}
     */
    public RunLog(String task, Optional<TaskLog> log, String journal) {
        this.task = task;
        this.log = log;
        this.changes = new ChangeLines(this, journal);
        this.refusals = new RefusalLines(this);
    }

    /** What it says while changes go by. */
    public ChangeLines changes() {
        return changes;
    }

    /** What it says of records that the target refused. */
    public RefusalLines refusals() {
        return refusals;
    }

    /**
     * For what connectors say on the task's behalf.
     *
     * @param owner as servers know the task's sessions
     */
    public ConnectorLog ofConnectors(String owner) {
        return new ConnectorLog() {
            @Override
            public void say(Component component, LoggerSeverity severity, String sentence, Optional<Throwable> cause) {
                within(
                        "",
                        LoggerFactory.getLogger(COMPONENTS + component),
                        severity,
                        () -> OF_NODE.say(component, severity, sentence, cause));
            }

            @Override
            public String owner() {
                return owner;
            }
        };
    }

    public void task(String sentence) {
        info(TASK_MANAGER, "", sentence);
    }

    public void taskWarning(String sentence) {
        warn(TASK_MANAGER, "", sentence);
    }

    public void taskError(String sentence, Throwable cause) {
        within("", TASK_MANAGER, LoggerSeverity.ERROR, () -> TASK_MANAGER.error(sentence, cause));
    }

    public void loadStarts(LoadedTable table, int subtask, long microseconds) {
        columns(table);
        info(
                TASK_MANAGER,
                table.source().toString(),
                "Start loading table {} (Id = {}) by subtask {}. Start load timestamp {}",
                name(table.source()),
                table.id(),
                subtask,
                String.format("%016X", microseconds));
    }

    private void columns(LoadedTable table) {
        if (wants(TARGET_LOAD, LoggerSeverity.DETAILED_DEBUG)) {
            trace(
                    TARGET_LOAD,
                    "Table {} goes to {} with {}",
                    name(table.source()),
                    name(table.target().table()),
                    table.target().columns().stream()
                            .map(column -> column.name() + " " + column.type().kind())
                            .collect(Collectors.joining(", ")));
        }
    }

    /**
     * @param segment from 1
     * @param segments how many there are
     */
    public void segmentStarts(LoadedTable table, int segment, int segments, int subtask, long microseconds) {
        info(
                TASK_MANAGER,
                table.source().toString(),
                "Start loading segment #{} of {} of table {} (Id = {}) by subtask {}. Start load timestamp {}",
                segment,
                segments,
                name(table.source()),
                table.id(),
                subtask,
                String.format("%016X", microseconds));
    }

    /** @param segment from 1 */
    public void segmentUnloaded(LoadedTable table, int segment, long rows) {
        info(
                SOURCE_UNLOAD,
                table.source().toString(),
                "Unload finished for segment #{} of segmented table {} (Id = {}). {} rows sent.",
                segment,
                name(table.source()),
                table.id(),
                rows);
    }

    public void unloadFinished(LoadedTable table, long rows) {
        info(
                SOURCE_UNLOAD,
                table.source().toString(),
                "Unload finished for table {} (Id = {}). {} rows sent.",
                name(table.source()),
                table.id(),
                rows);
    }

    public void loadFinished(LoadedTable table, int subtask, long rows, long skipped, long bytes) {
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

    public void loadedBatch(TableId table, int rows, long bytes) {
        debug(TARGET_LOAD, "{} rows, {} bytes, were given to the target for table {}", rows, bytes, name(table));
    }

    /** Said once: the exceptions table has the rest. */
    public void withoutImpact() {
        if (!isImpactTold) {
            isImpactTold = true;
            warn(
                    TARGET_APPLY,
                    "",
                    "Some changes from the source database had no impact when applied to the target database."
                            + " See `awsdms_apply_exceptions` table for details.");
        }
    }

    boolean hasContext() {
        return log.filter(TaskLog::hasContext).isPresent();
    }

    public void capture(String sentence) {
        info(SOURCE_CAPTURE, "", sentence);
    }

    public void captureNews(TableId table, String sentence) {
        info(SOURCE_CAPTURE, table.toString(), of(table, sentence));
    }

    public void captureWarning(String sentence) {
        warn(SOURCE_CAPTURE, "", sentence);
    }

    public void captureWarning(TableId table, String sentence) {
        warn(SOURCE_CAPTURE, table.toString(), of(table, sentence));
    }

    public void leftOut(Selection.Decision table) {
        warn(SOURCE_CAPTURE, table.table().toString(), table.sentence());
    }

    public void load(TableId table, String sentence) {
        warn(TARGET_LOAD, table.toString(), of(table, sentence));
    }

    public void batch(String sentence) {
        info(TARGET_APPLY, "", sentence);
    }

    public void apply(TableId table, String sentence) {
        warn(TARGET_APPLY, table.toString(), of(table, sentence));
    }

    public void applyNews(TableId table, String sentence) {
        info(TARGET_APPLY, table.toString(), of(table, sentence));
    }

    /** A log beside the task's. */
    public void addOn(String sentence) {
        warn(ADDONS, "", sentence);
    }

    public void validationNews(TableId table, String sentence) {
        info(STATES, table.toString(), of(table, sentence));
    }

    public void validationWarning(TableId table, String sentence) {
        warn(VALIDATOR, table.toString(), of(table, sentence));
    }

    /** The table stands in the line itself: a task's log has no fields beside it. */
    private static String of(TableId table, String sentence) {
        return "Table " + name(table) + ": " + sentence;
    }

    static String name(TableId table) {
        return "'" + table.schema() + "'.'" + table.name() + "'";
    }

    /** Batches, never rows: nothing is made of it where nobody wants it. */
    void debug(Logger component, String sentence, Object... values) {
        if (component.isDebugEnabled() || wants(component, LoggerSeverity.DEBUG)) {
            within("", component, LoggerSeverity.DEBUG, () -> component.debug(sentence, values));
        }
    }

    /** Only for whoever {@link #wants} it. */
    void trace(Logger component, String sentence, Object... values) {
        within("", component, LoggerSeverity.DETAILED_DEBUG, () -> component.trace(sentence, values));
    }

    /** Whether the task's own log takes such lines now. */
    boolean wants(Logger component, LoggerSeverity severity) {
        return log.flatMap(own -> own.of(name(component), severity)).isPresent();
    }

    void error(Logger component, String table, String sentence, Object... values) {
        within(table, component, LoggerSeverity.ERROR, () -> component.error(sentence, values));
    }

    private static String name(Logger component) {
        return component.getName().substring(COMPONENTS.length());
    }

    void info(Logger component, String table, String sentence, Object... values) {
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
