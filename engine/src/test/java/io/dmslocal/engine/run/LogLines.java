package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.dmslocal.engine.run.log.TaskLogs;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** What tasks' own logs take, as {@code [COMPONENT]LEVEL: message}. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("dms");
    private final List<String> taken = new CopyOnWriteArrayList<>();

    LogLines() {
        setContext(logger.getLoggerContext());
        start();
        logger.setLevel(Level.TRACE);
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String name = event.getLoggerName();
        String line = "[" + name.substring(name.indexOf('.') + 1) + "]" + event.getLevel() + ": "
                + event.getFormattedMessage();
        if (event.getMDCPropertyMap().containsKey(TaskLogs.KEY)) {
            taken.add(line);
        }
    }

    List<String> taken() {
        return List.copyOf(taken);
    }

    /** Waits for a line. */
    void says(String regex) {
        Pattern wanted = Pattern.compile(regex);
        eventually(
                () -> regex + " is not in\n" + String.join("\n", taken),
                () -> taken.stream().anyMatch(line -> wanted.matcher(line).matches()));
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(null);
    }
}
