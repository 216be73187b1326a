package io.dmslocal.deploy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.dmslocal.engine.run.log.TaskLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes a line that names a task's log file in its MDC to that file, in the form of AWS's task logs. Lines of a run are few, never one per row; so the
 * file is opened for each, and may be deleted at any time.
 *
 * <p>Source of the form: task logs shown in the AWS DMS user guide and in public questions; the place at its end is free.
 */
public final class TaskLogAppender extends AppenderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss:SSSSSS").withZone(ZoneOffset.UTC);

    /** Characters of a component's name; longer ones are cut. */
    private static final int COMPONENT = 16;

    @Override
    protected void append(ILoggingEvent event) {
        String file = event.getMDCPropertyMap().get(TaskLogs.KEY);
        if (file == null) {
            return;
        }
        try {
            Path path = Path.of(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, line(event), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            addWarn(file + " cannot be written", e);
        }
    }

    /** {@code 00012345: 2023-02-22T10:09:29:123456 [TARGET_LOAD     ]I:  Load finished ...  (target_load.c:1)} */
    static String line(ILoggingEvent event) {
        String logger = event.getLoggerName();
        String component = logger.substring(logger.lastIndexOf('.') + 1);
        String cause =
                event.getThrowableProxy() == null ? "" : ": " + ThrowableProxyUtil.asString(event.getThrowableProxy());
        return String.format(
                "%08d: %s [%-" + COMPONENT + "." + COMPONENT + "s]%s:  %s  (%s.c:1)%n",
                Thread.currentThread().getId(),
                TIME.format(Instant.ofEpochMilli(event.getTimeStamp())),
                component,
                letter(event.getLevel()),
                (event.getFormattedMessage() + cause).strip().replaceAll("\\R\\s*", " "),
                component.toLowerCase(Locale.ROOT));
    }

    private static String letter(Level level) {
        if (level.equals(Level.TRACE)) {
            return "V"; // LOGGER_SEVERITY_DETAILED_DEBUG
        }
        return level.toString().substring(0, 1);
    }
}
