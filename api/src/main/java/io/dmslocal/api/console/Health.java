package io.dmslocal.api.console;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Whether this node serves.
 *
 * @param details shown as they are: version, node, journal, members
 */
public record Health(Status status, Map<String, String> details) {

    /** As the page says it: of the node, and of its one service. */
    public enum Status {
        /** Journal and cluster are there. */
        OK("ok", "running"),
        /** The journal or the cluster is not there, yet or any more. */
        STARTING("starting", "starting"),
        /** Nothing more can be written to the journal; what there is can be read. */
        READ_ONLY("read-only", "read-only");

        private final String node;
        private final String service;

        Status(String node, String service) {
            this.node = node;
            this.service = service;
        }
    }

    public Health {
        details = Map.copyOf(details);
    }

    boolean isOk() {
        return status == Status.OK;
    }

    String node() {
        return status.node;
    }

    String service() {
        return status.service;
    }

    /** Looks now; never blocks. */
    public interface Check {
        CompletionStage<Health> health();
    }
}
