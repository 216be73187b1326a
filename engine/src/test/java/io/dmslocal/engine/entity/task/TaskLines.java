package io.dmslocal.engine.entity.task;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.dmslocal.engine.run.log.TaskLogs;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** What a component says from now on, heard as the task log's writer hears it. */
final class TaskLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Queue<ILoggingEvent> said = new ConcurrentLinkedQueue<>();
    private final Logger logger;
    private final Level before;

    TaskLines(String logger) {
        this.logger = (Logger) LoggerFactory.getLogger(logger);
        this.before = this.logger.getLevel();
        this.logger.setLevel(Level.INFO);
        this.logger.addAppender(this);
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        said.add(event);
    }

    List<String> all() {
        return lines(event -> true);
    }

    /** Those that go into the log of a task. */
    List<String> ofTasks() {
        return lines(event -> event.getMDCPropertyMap().containsKey(TaskLogs.KEY));
    }

    private List<String> lines(Predicate<ILoggingEvent> which) {
        return said.stream()
                .filter(which)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public String toString() {
        return all().toString();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
