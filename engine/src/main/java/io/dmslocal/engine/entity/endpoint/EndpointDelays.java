package io.dmslocal.engine.entity.endpoint;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long transitional statuses last at least: a describe right after the call must not miss them.
 *
 * @param connectTimeout after which a connection that says nothing has failed
 */
public record EndpointDelays(Duration testing, Duration refreshing, Duration deleting, Duration connectTimeout) {

    public static EndpointDelays from(Config config) {
        return new EndpointDelays(
                config.getDuration("testing"),
                config.getDuration("refreshing"),
                config.getDuration("deleting"),
                config.getDuration("connect-timeout"));
    }
}
