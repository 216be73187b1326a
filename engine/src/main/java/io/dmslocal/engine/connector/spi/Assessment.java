package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.settings.EndpointSettings;
import java.util.List;

/**
 * One question that a premigration assessment asks a real endpoint. Blocking, and called from any thread: it opens what it needs and closes it. Nothing
 * is written to the endpoint.
 */
@FunctionalInterface
public interface Assessment {

    /**
     * @param endpoint source or target, whichever the question is about
     * @throws ConnectorException when the endpoint cannot be asked
     */
    Verdict examine(EndpointSettings endpoint, AssessedTask task);

    enum Status {
        PASSED,
        WARNING,
        FAILED,
        /** Nobody could examine it; the sentence says why. */
        SKIPPED
    }

    /**
     * Where something was found.
     *
     * @param schema empty when it is about the server
     * @param table empty when it is about the server or a schema
     * @param column empty when it is about more than one column
     */
    record Place(String schema, String table, String column, String details) {}

    /**
     * @param sentence one, for people
     * @param examined how many objects were looked at; 0 where the question is not about objects
     * @param places those of the examined that did not pass
     */
    record Verdict(Status status, String sentence, int examined, List<Place> places) {

        public Verdict {
            places = List.copyOf(places);
        }

        public static Verdict passed(String sentence) {
            return new Verdict(Status.PASSED, sentence, 0, List.of());
        }

        public static Verdict warning(String sentence) {
            return new Verdict(Status.WARNING, sentence, 0, List.of());
        }

        public static Verdict failed(String sentence) {
            return new Verdict(Status.FAILED, sentence, 0, List.of());
        }

        public static Verdict skipped(String reason) {
            return new Verdict(Status.SKIPPED, reason, 0, List.of());
        }

        /**
         * Passed when nothing was found.
         *
         * @param otherwise the status when something was
         * @param what was looked for, in the plural: {@code Partitioned tables}
         */
        public static Verdict of(Status otherwise, int examined, List<Place> found, String what) {
            return found.isEmpty()
                    ? new Verdict(Status.PASSED, what + ": none, " + examined + " examined.", examined, found)
                    : new Verdict(
                            otherwise,
                            what + ": " + found.size() + ", " + examined + " examined.",
                            Math.max(examined, found.size()),
                            found);
        }
    }
}
