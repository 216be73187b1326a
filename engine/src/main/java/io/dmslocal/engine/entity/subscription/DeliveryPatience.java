package io.dmslocal.engine.entity.subscription;

import java.time.Duration;

/**
 * How a subscription goes on when its topic does not take an event.
 *
 * @param firstPause before the second attempt; twice as long before each further one
 * @param longestPause never longer than this
 * @param givesUpAfter since the event happened
 */
public record DeliveryPatience(Duration firstPause, Duration longestPause, Duration givesUpAfter) {

    /** @param failures how often it has failed, from 1 */
    Duration pause(int failures) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(longestPause) > 0 ? longestPause : pause;
    }
}
