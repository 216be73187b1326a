package io.dmslocal.persistence.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One owner's durable memory. Every write is durable on return and throws {@link Fenced} when a newer handle exists. */
public interface Checkpoint {

    /** A newer handle exists: another run owns this task now. */
    final class Fenced extends RuntimeException {
        public Fenced(String owner) {
            super("Another run has taken over " + owner + "; this one must end.");
        }
    }

    Optional<String> load(String name);

    /** Saves documents by name, all or none. */
    void save(Map<String, String> documents);

    void append(String list, String entry);

    List<String> entries(String list);

    void clear(String list);
}
