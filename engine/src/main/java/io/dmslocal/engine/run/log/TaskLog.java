package io.dmslocal.engine.run.log;

import io.dmslocal.engine.settings.LoggerSeverity;
import io.dmslocal.engine.settings.TaskSettings.Logging;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The log of a task on this node: where it lies, and which lines belong there now. Severities may change while a run goes on: its task's thread changes
 * them, whoever logs reads them.
 */
public final class TaskLog {

    private final Path file;
    private volatile Logging logging;

    public TaskLog(Path file, Logging logging) {
        this.file = file;
        this.logging = logging;
    }

    public void follow(Logging changed) {
        logging = changed;
    }

    /** Whether lines say of which change they speak. */
    boolean hasContext() {
        Logging now = logging;
        return now.enabled() && now.context();
    }

    /**
     * Where a line belongs.
     *
     * @param component as AWS names it: {@code TARGET_LOAD}
     * @return empty: nowhere
     */
    Optional<Path> of(String component, LoggerSeverity line) {
        Logging now = logging;
        return now.enabled() && now.of(component).takes(line) ? Optional.of(file) : Optional.empty();
    }
}
