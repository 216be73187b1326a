package io.dmslocal.engine.settings;

/**
 * ResyncSettings of a task. Source: "Data resync settings", AWS DMS user guide.
 *
 * @param schedule five cron fields, UTC; empty for a task that only loads
 * @param maxMinutes how long one window of repairs may last; 0 without a schedule
 * @param validationTaskId resource id of the task whose failures are repaired; empty for this task's own
 */
public record ResyncSettings(boolean enabled, String schedule, int maxMinutes, String validationTaskId) {

    /** Nothing is repaired. */
    public static final ResyncSettings OFF = new ResyncSettings(false, "", 0, "");
}
