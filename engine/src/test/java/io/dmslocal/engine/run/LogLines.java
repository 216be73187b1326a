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
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Lines of the log, as {@code [COMPONENT]LEVEL: message}. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("dms");
    private final List<String> taken = new CopyOnWriteArrayList<>();

    private final boolean isOfTasks;

    /** What tasks' own logs take. */
    LogLines() {
        this(true);
    }

    /** All that this node says of tasks, also of those without a log of their own. */
    public static LogLines ofNode() {
        return new LogLines(false);
    }

    private LogLines(boolean isOfTasks) {
        this.isOfTasks = isOfTasks;
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
        if (!isOfTasks || event.getMDCPropertyMap().containsKey(TaskLogs.KEY)) {
            taken.add(line);
        }
    }

    public List<String> taken() {
        return List.copyOf(taken);
    }

    /** Waits for a line. */
    void says(String regex) {
        Pattern wanted = Pattern.compile(regex);
        eventually(
                () -> regex + " is not in\n" + String.join("\n", taken),
                () -> taken.stream().anyMatch(line -> wanted.matcher(line).matches()));
    }

    /** Waits for a line with all these words. */
    public void has(String... words) {
        eventually(
                () -> String.join(", ", words) + " is not in\n" + String.join("\n", taken),
                () -> taken.stream().anyMatch(line -> Stream.of(words).allMatch(line::contains)));
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(null);
    }
}
