package io.dmslocal.engine.entity.assessment;

import com.typesafe.config.Config;
import java.time.Duration;

/** How long transitional statuses of an assessment run last at least. */
public record AssessmentDelays(Duration starting, Duration provisioning, Duration cancelling, Duration deleting) {

    public static AssessmentDelays from(Config config) {
        return new AssessmentDelays(
                config.getDuration("starting"),
                config.getDuration("provisioning"),
                config.getDuration("cancelling"),
                config.getDuration("deleting"));
    }
}
