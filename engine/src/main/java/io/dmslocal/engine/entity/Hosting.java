package io.dmslocal.engine.entity;

import io.dmslocal.engine.model.Fault;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What instances and the tasks on them need of each other without importing each other; the engine connects them. Everything may be said twice, so that it
 * is said again after a crash.
 */
public interface Hosting {

    /**
     * A task begins to use an instance.
     *
     * @return why it may not
     */
    CompletionStage<Optional<Fault>> attach(String instance, String task);

    /** A task uses an instance no more; harmless when it never did. */
    CompletionStage<?> detach(String instance, String task);

    /** Whether tasks may run on an instance now. */
    CompletionStage<Boolean> isOpen(String instance);

    /**
     * An instance begins something that no run outlives; who runs is to stop, and goes on by itself when the instance is open again.
     *
     * @param reason in AWS's words, for StopReason
     */
    void hold(String task, String instance, String reason);
}
