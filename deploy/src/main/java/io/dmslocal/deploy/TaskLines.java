package io.dmslocal.deploy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.dmslocal.engine.run.log.TaskLogs;
import org.slf4j.MDC;
import org.slf4j.Marker;

/**
 * Lets lines through that a task's own log wants, whatever the node's log says: LogComponents may ask for DEBUG where the node says INFO. The node's
 * appenders have a threshold of their own.
 */
public final class TaskLines extends TurboFilter {

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] values, Throwable cause) {
        return logger.getName().startsWith("dms.") && MDC.get(TaskLogs.KEY) != null
                ? FilterReply.ACCEPT
                : FilterReply.NEUTRAL;
    }
}
