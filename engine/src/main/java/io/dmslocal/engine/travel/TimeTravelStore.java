package io.dmslocal.engine.travel;

import io.dmslocal.engine.settings.TimeTravelSettings;

/** Where tasks' time travel logs go. Blocking; says what went wrong by a RuntimeException. */
public interface TimeTravelStore {

    /**
     * Writes one object, over what is there.
     *
     * @param name below the bucket
     */
    void put(String taskArn, TimeTravelSettings settings, String name, String content);

    /** Deletes all that was kept of the task. */
    void delete(String taskArn, TimeTravelSettings settings);
}
