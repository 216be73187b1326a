package io.dmslocal.engine.entity.serverless;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long statuses of a serverless replication last.
 *
 * @param step at least, of each status between the start and running
 * @param deprovisioningDelay from the end of a run until its capacity is given back
 * @param deprovisioning how long that takes
 */
public record ServerlessDelays(
        Duration step,
        Duration modifying,
        Duration stopping,
        Duration deleting,
        Duration deprovisioningDelay,
        Duration deprovisioning) {

    public static ServerlessDelays from(Config config) {
        return new ServerlessDelays(
                config.getDuration("status-change"),
                config.getDuration("modifying"),
                config.getDuration("stopping"),
                config.getDuration("deleting"),
                config.getDuration("deprovisioning-delay"),
                config.getDuration("deprovisioning"));
    }
}
