package io.dmslocal.engine.entity.subscription;

import com.typesafe.config.Config;
import java.time.Duration;

/** How long the transitional statuses of a subscription last. */
public record SubscriptionDelays(Duration creating, Duration modifying, Duration deleting) {

    public static SubscriptionDelays from(Config config) {
        return new SubscriptionDelays(
                config.getDuration("creating"), config.getDuration("modifying"), config.getDuration("deleting"));
    }
}
