package io.dmslocal.api.console;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Whether this node serves.
 *
 * @param ready journal and cluster are there
 * @param details shown as they are: version, node, journal, members
 */
public record Health(boolean ready, Map<String, String> details) {

    public Health {
        details = Map.copyOf(details);
    }

    /** Looks now; never blocks. */
    public interface Check {
        CompletionStage<Health> health();
    }
}
