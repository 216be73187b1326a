package io.dmslocal.engine.entity.fleet;

import com.typesafe.config.Config;
import java.time.Duration;

/** How long an analysis is running, and a recommendation in progress. */
public record FleetDelays(Duration analyzing, Duration recommending) {

    public static FleetDelays from(Config config) {
        return new FleetDelays(config.getDuration("analyzing"), config.getDuration("recommending"));
    }
}
