package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.settings.LoggerSeverity;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a connector says what the owner of the task should read. Whoever opens a source or a target for a task gives it one, so that threads of a connector's own
 * say it too. Any thread.
 */
public interface ConnectorLog {

    /** The components of DMS for which connectors speak. */
    enum Component {
        COMMON,
        SOURCE_CAPTURE,
        SOURCE_UNLOAD,
        TARGET_LOAD
    }

    /** @param sentence without a secret, and without a value of a row */
    void say(Component component, LoggerSeverity severity, String sentence, Optional<Throwable> cause);

    /** Of whom it is: servers know sessions that are opened for a task by this name, which is its capture's; empty where they are opened for no task. */
    default String owner() {
        return "";
    }

    default void info(Component component, String sentence) {
        say(component, LoggerSeverity.INFO, sentence, Optional.empty());
    }

    default void warn(Component component, String sentence) {
        say(component, LoggerSeverity.WARNING, sentence, Optional.empty());
    }

    default void warn(Component component, String sentence, Throwable cause) {
        say(component, LoggerSeverity.WARNING, sentence, Optional.of(cause));
    }

    default void debug(Component component, String sentence, Throwable cause) {
        say(component, LoggerSeverity.DEBUG, sentence, Optional.of(cause));
    }

    /** The node's own log: of what is asked for no task. */
    ConnectorLog OF_NODE = (component, severity, sentence, cause) -> {
        Logger logger = LoggerFactory.getLogger("dms." + component);
        Throwable thrown = cause.orElse(null); // as SLF4J wants it
        switch (severity) {
            case ERROR -> logger.error(sentence, thrown);
            case WARNING -> logger.warn(sentence, thrown);
            case INFO -> logger.info(sentence, thrown);
            case DEBUG -> logger.debug(sentence, thrown);
            case DETAILED_DEBUG -> logger.trace(sentence, thrown);
        }
    };
}
