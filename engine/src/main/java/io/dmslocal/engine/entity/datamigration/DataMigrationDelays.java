package io.dmslocal.engine.entity.datamigration;

import com.typesafe.config.Config;
import java.time.Duration;

/** How long the transitional statuses of a data migration last; {@code running} at least. */
public record DataMigrationDelays(Duration starting, Duration running, Duration stopping, Duration deleting) {

    public static DataMigrationDelays from(Config config) {
        return new DataMigrationDelays(
                config.getDuration("starting"),
                config.getDuration("running"),
                config.getDuration("stopping"),
                config.getDuration("deleting"));
    }
}
