package io.dmslocal.persistence.journal;

import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.SupervisorStrategy;
import java.time.Duration;

/**
 * What whoever writes a journal does when the journal fails: starts again after a while, from what was written. Meanwhile nobody is answered who asks; so the
 * longest pause is shorter than anybody waits.
 */
public final class JournalBackoff {

    private JournalBackoff() {}

    public static BackoffSupervisorStrategy strategy() {
        return SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(2), 0.2);
    }
}
