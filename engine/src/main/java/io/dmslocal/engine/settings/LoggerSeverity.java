package io.dmslocal.engine.settings;

/**
 * How much a component of a task's log says: its own lines and those of all before it. Source: "Logging task settings", AWS DMS user guide.
 */
public enum LoggerSeverity {
    ERROR,
    WARNING,
    INFO,
    DEBUG,
    DETAILED_DEBUG;

    private static final String PREFIX = "LOGGER_SEVERITY_";

    /** @param word as settings have it; {@code LOGGER_SEVERITY_DEFAULT} is that of information */
    static LoggerSeverity of(String word) {
        return word.equals(PREFIX + "DEFAULT") ? INFO : valueOf(word.substring(PREFIX.length()));
    }

    /** Whether a component that says so much has lines of this one. */
    public boolean takes(LoggerSeverity line) {
        return line.compareTo(this) <= 0;
    }
}
