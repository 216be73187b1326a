package io.dmslocal.engine.entity.conversion;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long a request keeps each status at least.
 *
 * @param received before its work may begin
 * @param working while it is IN_PROGRESS
 * @param whole from its receipt to its end, unless it is canceled
 * @param canceling before it is CANCELED
 */
public record ConversionDelays(Duration received, Duration working, Duration whole, Duration canceling) {

    public static ConversionDelays from(Config config) {
        return new ConversionDelays(
                config.getDuration("received"),
                config.getDuration("working"),
                config.getDuration("whole"),
                config.getDuration("canceling"));
    }
}
