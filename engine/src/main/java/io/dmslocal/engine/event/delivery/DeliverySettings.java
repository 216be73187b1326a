package io.dmslocal.engine.event.delivery;

import com.typesafe.config.Config;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How events reach those who subscribed: {@code dms-local.engine.event-delivery}.
 *
 * @param sns where SNS answers; empty for AWS itself
 * @param eventBridge where EventBridge answers; empty for AWS itself
 * @param firstPause after a failed attempt
 * @param longestPause between two attempts
 * @param givesUpAfter since the event happened
 */
public record DeliverySettings(
        Optional<URI> sns,
        Optional<URI> eventBridge,
        Duration firstPause,
        Duration longestPause,
        Duration givesUpAfter) {

    /** @param config {@code dms-local.engine.event-delivery} */
    public static DeliverySettings from(Config config) {
        return new DeliverySettings(
                uri(config.getString("sns-endpoint")),
                uri(config.getString("eventbridge-endpoint")),
                config.getDuration("first-pause"),
                config.getDuration("longest-pause"),
                config.getDuration("gives-up-after"));
    }

    private static Optional<URI> uri(String text) {
        return Optional.of(text).filter(given -> !given.isBlank()).map(URI::create);
    }
}
