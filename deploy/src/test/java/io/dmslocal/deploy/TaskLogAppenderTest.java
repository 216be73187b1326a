package io.dmslocal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.dmslocal.engine.run.log.TaskLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

class TaskLogAppenderTest {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:task:T1";
    private static final String FRAME =
            "^\\d{8}: \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(:\\d{6})? \\[(.{16})\\]([EWIDTV]):  .*$";

    @TempDir
    private Path directory;

    private final LoggerContext context = new LoggerContext();
    private TaskLogs logs;

    @BeforeEach
    void start() {
        context.setMDCAdapter(MDC.getMDCAdapter());
        logs = new TaskLogs(directory.resolve("logs"));
        TaskLogAppender appender = new TaskLogAppender();
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger("ROOT");
        root.setLevel(Level.INFO);
        root.addAppender(appender);
    }

    @AfterEach
    void stop() {
        MDC.remove(TaskLogs.KEY);
        context.stop();
    }

    @Test
    void aLineHasTheFormOfAwsTaskLogs() throws IOException {
        MDC.put(TaskLogs.KEY, logs.of(ARN).toString());

        context.getLogger("dms.TARGET_LOAD").info("Load finished for table 'db'.'t' (Id = {}).", 1);
        context.getLogger("dms.VALIDATOR_TARGET_LONG").warn("two\n  lines");

        List<String> lines = Files.readAllLines(logs.of(ARN));
        assertEquals(2, lines.size(), lines::toString);
        lines.forEach(line -> assertTrue(line.matches(FRAME), line));
        assertTrue(
                lines.get(0).contains("[TARGET_LOAD     ]I:  Load finished for table 'db'.'t' (Id = 1).  (target_load"),
                lines.get(0));
        assertTrue(lines.get(1).contains("[VALIDATOR_TARGET]W:  two lines  ("), lines.get(1));
        assertEquals(Files.size(logs.of(ARN)), logs.size(ARN));
        logs.delete(ARN);
        assertEquals(0, logs.size(ARN));
    }

    @Test
    void whatNamesNoFileIsWrittenNowhere() {
        context.getLogger("dms.TARGET_LOAD").info("said by a task without a log");

        assertFalse(Files.exists(logs.directory()));
    }
}
