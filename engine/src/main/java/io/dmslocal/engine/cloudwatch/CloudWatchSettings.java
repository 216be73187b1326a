package io.dmslocal.engine.cloudwatch;

import com.typesafe.config.Config;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code dms-local.engine.cloudwatch}.
 *
 * @param logs where CloudWatch Logs answers; empty: nothing is sent
 * @param metrics where CloudWatch answers; empty: nothing is sent
 * @param logsEvery between two looks at what tasks have logged
 * @param metricsEvery between two samples
 */
public record CloudWatchSettings(Optional<URI> logs, Optional<URI> metrics, Duration logsEvery, Duration metricsEvery) {

    /** @param config {@code dms-local.engine.cloudwatch} */
    public static CloudWatchSettings from(Config config) {
        return new CloudWatchSettings(
                uri(config.getString("logs-endpoint")),
                uri(config.getString("metrics-endpoint")),
                config.getDuration("logs-every"),
                config.getDuration("metrics-every"));
    }

    private static Optional<URI> uri(String text) {
        return Optional.of(text).filter(given -> !given.isBlank()).map(URI::create);
    }
}
