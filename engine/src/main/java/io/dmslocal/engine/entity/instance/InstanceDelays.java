package io.dmslocal.engine.entity.instance;

import com.typesafe.config.Config;
import java.time.Duration;

/** How long the transitional statuses of an instance last. */
public record InstanceDelays(
        Duration creating, Duration modifying, Duration upgrading, Duration rebooting, Duration deleting) {

    public static InstanceDelays from(Config config) {
        return new InstanceDelays(
                config.getDuration("creating"),
                config.getDuration("modifying"),
                config.getDuration("upgrading"),
                config.getDuration("rebooting"),
                config.getDuration("deleting"));
    }
}
