package io.dmslocal.engine.entity.leftover;

import com.typesafe.config.Config;
import java.time.Duration;

/** How long to wait between two attempts. */
public record LeftoverPauses(Duration first, Duration longest) {

    public static LeftoverPauses from(Config config) {
        return new LeftoverPauses(config.getDuration("first-pause"), config.getDuration("longest-pause"));
    }

    /** As long as it has been there already, so each pause is about twice the one before. */
    Duration after(Duration age) {
        if (age.compareTo(first) < 0) {
            return first;
        }
        return age.compareTo(longest) < 0 ? age : longest;
    }
}
