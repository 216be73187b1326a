package io.dmslocal.engine.run.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.settings.LoggerSeverity;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.settings.TaskSettings.Logging;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lines belong into a task's log. */
class TaskLogTest {

    private static final Path FILE = Path.of("logs", "dms-task-T.log");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    LOGGER_SEVERITY_ERROR          | ERROR
                    LOGGER_SEVERITY_WARNING        | ERROR WARNING
                    LOGGER_SEVERITY_INFO           | ERROR WARNING INFO
                    LOGGER_SEVERITY_DEFAULT        | ERROR WARNING INFO
                    LOGGER_SEVERITY_DEBUG          | ERROR WARNING INFO DEBUG
                    LOGGER_SEVERITY_DETAILED_DEBUG | ERROR WARNING INFO DEBUG DETAILED_DEBUG""")
    void aComponentSaysAsMuchAsItsSeverity(String severity, String taken) {
        TaskLog log = new TaskLog(FILE, logging(true, severity));

        assertEquals(
                List.of(taken.split(" ")),
                Arrays.stream(LoggerSeverity.values())
                        .filter(line -> log.of("TARGET_LOAD", line).isPresent())
                        .map(LoggerSeverity::name)
                        .toList());
    }

    @Test
    void othersSayTheDefault() {
        TaskLog log = new TaskLog(FILE, logging(true, "LOGGER_SEVERITY_ERROR"));

        assertEquals(Optional.of(FILE), log.of("SOURCE_CAPTURE", LoggerSeverity.INFO));
        assertEquals(Optional.empty(), log.of("SOURCE_CAPTURE", LoggerSeverity.DEBUG));
        assertEquals(Optional.of(FILE), log.of("VALIDATOR", LoggerSeverity.INFO)); // no component of the settings
    }

    @Test
    void aChangedSeverityHoldsForTheNextLine() {
        TaskLog log = new TaskLog(FILE, logging(true, "LOGGER_SEVERITY_ERROR"));

        log.follow(logging(true, "LOGGER_SEVERITY_DEBUG"));

        assertEquals(Optional.of(FILE), log.of("TARGET_LOAD", LoggerSeverity.DEBUG));
    }

    @Nested
    class WithoutLogging {

        @Test
        void nothingIsWritten() {
            TaskLog log = new TaskLog(FILE, logging(false, "LOGGER_SEVERITY_DETAILED_DEBUG"));

            assertEquals(Optional.empty(), log.of("TARGET_LOAD", LoggerSeverity.ERROR));
            assertEquals(
                    Optional.empty(), new TaskLog(FILE, new Logging(false, Map.of())).of("IO", LoggerSeverity.ERROR));
        }
    }

    private static Logging logging(boolean enabled, String severity) {
        String given = "{\"Logging\":{\"EnableLogging\":" + enabled
                + ",\"LogComponents\":[{\"Id\":\"TARGET_LOAD\",\"Severity\":\"" + severity + "\"}]}}";
        return TaskSettings.parse(TaskSettings.complete(given, "cdc").value().orElseThrow())
                .logging();
    }
}
