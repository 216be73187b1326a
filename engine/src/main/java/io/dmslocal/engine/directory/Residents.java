package io.dmslocal.engine.directory;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What directories and entities need to know of each other without importing each other; the engine connects them. */
public interface Residents {

    /** The identifier that the resource itself goes by; empty when there is no such resource (any more). */
    CompletionStage<Optional<String>> identifierOf(String arn);

    /**
     * Said by a resource that is no more: its name is free, and those it used can let go of it.
     *
     * @param used ARNs of what it was attached to
     */
    void gone(String arn, Collection<String> used);

    /**
     * Deletes a resource that came into the world for a name that another has.
     *
     * @return false while its status does not let it go
     */
    default CompletionStage<Boolean> withdraw(String arn) {
        throw new UnsupportedOperationException("Nobody here can delete " + arn);
    }

    /**
     * Whether nobody can be left who claimed a name then and is about to confirm it: this node began later, and is alone in its cluster.
     */
    default boolean outlived(Instant then) {
        return false;
    }

    /** Said by a resource whose journal may have grown: a hint for those who tell of its events, who read them there. */
    default void news(String arn) {}
}
