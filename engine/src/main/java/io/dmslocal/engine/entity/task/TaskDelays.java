package io.dmslocal.engine.entity.task;

import com.typesafe.config.Config;
import java.time.Duration;

/** How long transitional statuses of a task last at least: a describe right after the call must not miss them. */
public record TaskDelays(
        Duration creating,
        Duration modifying,
        Duration moving,
        Duration starting,
        Duration stopping,
        Duration deleting) {

    public static TaskDelays from(Config config) {
        return new TaskDelays(
                config.getDuration("creating"),
                config.getDuration("modifying"),
                config.getDuration("moving"),
                config.getDuration("starting"),
                config.getDuration("stopping"),
                config.getDuration("deleting"));
    }
}
