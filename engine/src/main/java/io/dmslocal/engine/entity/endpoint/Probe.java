package io.dmslocal.engine.entity.endpoint;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reaches what is behind an endpoint. Answers later and never fails: what went wrong is part of the answer. */
public interface Probe {

    /**
     * @param schemas sorted; empty after a failure and for a test
     * @param failure in the words of the driver; empty when it went well
     */
    record Finding(List<String> schemas, String failure) {

        public Finding {
            schemas = List.copyOf(schemas);
        }

        static Finding failed(String failure) {
            return new Finding(List.of(), failure);
        }
    }

    /** Connects, logs in, and checks. */
    CompletionStage<Finding> test(Definition endpoint);

    /** Lists the schemas. */
    CompletionStage<Finding> schemas(Definition endpoint);
}
