package io.dmslocal.engine.run;

import io.dmslocal.engine.record.TableId;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What a run says to its log: loggers carry DMS's component names, task and table stand in the MDC.
 *
 * <p>Source of the sentences: "Logging task settings" and the task logs shown there, AWS DMS user guide.
 */
final class RunLog {

    private static final Logger TASK_MANAGER = LoggerFactory.getLogger("dms.TASK_MANAGER");
    private static final Logger SOURCE_UNLOAD = LoggerFactory.getLogger("dms.SOURCE_UNLOAD");
    private static final Logger TARGET_LOAD = LoggerFactory.getLogger("dms.TARGET_LOAD");
    private static final Logger SOURCE_CAPTURE = LoggerFactory.getLogger("dms.SOURCE_CAPTURE");
    private static final Logger TARGET_APPLY = LoggerFactory.getLogger("dms.TARGET_APPLY");

    private final String task;
    /** Absent unless Logging.EnableLogging is on. */
    private final Optional<String> file;

    RunLog(RunPlan plan) {
        this.task = plan.taskArn();
        this.file =
                plan.log().filter(log -> plan.settings().logging().enabled()).map(Path::toString);
    }

    void task(String sentence) {
        within("", () -> TASK_MANAGER.info(sentence));
    }

    void taskWarning(String sentence) {
        within("", () -> TASK_MANAGER.warn(sentence));
    }

    void taskError(String sentence, Throwable cause) {
        within("", () -> TASK_MANAGER.error(sentence, cause));
    }

    void loadStarts(TableState table, int subtask, long microseconds) {
        within(
                table.source().toString(),
                () -> TASK_MANAGER.info(
                        "Start loading table {} (Id = {}) by subtask {}. Start load timestamp {}",
                        name(table.source()),
                        table.id(),
                        subtask,
                        String.format("%016X", microseconds)));
    }

    void unloadFinished(TableState table, long rows) {
        within(
                table.source().toString(),
                () -> SOURCE_UNLOAD.info(
                        "Unload finished for table {} (Id = {}). {} rows sent.",
                        name(table.source()),
                        table.id(),
                        rows));
    }

    void loadFinished(TableState table, int subtask, long rows, long skipped, long bytes) {
        within(table.source().toString(), () -> {
            // "transfered" is how AWS spells it
            TARGET_LOAD.info(
                    "Load finished for table {} (Id = {}). {} rows received. {} rows skipped. Volume transfered {}.",
                    name(table.source()),
                    table.id(),
                    rows,
                    skipped,
                    bytes);
            TASK_MANAGER.info(
                    "Load finished for table {} (Id = {}) by subtask {}. {} records transferred.",
                    name(table.source()),
                    table.id(),
                    subtask,
                    rows - skipped);
        });
    }

    void capture(String sentence) {
        within("", () -> SOURCE_CAPTURE.info(sentence));
    }

    void captureNews(TableId table, String sentence) {
        within(table.toString(), () -> SOURCE_CAPTURE.info(sentence));
    }

    void captureWarning(TableId table, String sentence) {
        within(table.toString(), () -> SOURCE_CAPTURE.warn(sentence));
    }

    void load(TableId table, String sentence) {
        within(table.toString(), () -> TARGET_LOAD.warn(sentence));
    }

    void apply(TableId table, String sentence) {
        within(table.toString(), () -> TARGET_APPLY.warn(sentence));
    }

    void applyNews(TableId table, String sentence) {
        within(table.toString(), () -> TARGET_APPLY.info(sentence));
    }

    private static String name(TableId table) {
        return "'" + table.schema() + "'.'" + table.name() + "'";
    }

    private void within(String table, Runnable log) {
        MDC.put("task", task);
        MDC.put("table", table);
        file.ifPresent(path -> MDC.put(TaskLogs.KEY, path));
        try {
            log.run();
        } finally {
            MDC.remove("task");
            MDC.remove("table");
            MDC.remove(TaskLogs.KEY);
        }
    }
}
