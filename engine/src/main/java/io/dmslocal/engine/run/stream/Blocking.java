package io.dmslocal.engine.run.stream;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** The threads on which connectors and checkpoints may block. */
public final class Blocking {

    private Blocking() {}

    public static Executor executor(ActorSystem<?> system) {
        return system.dispatchers().lookup(DispatcherSelector.fromConfig(ConnectorStreams.BLOCKING));
    }

    /** Why it failed there, without the wrapping that futures add. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
