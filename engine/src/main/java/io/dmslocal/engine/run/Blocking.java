package io.dmslocal.engine.run;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import java.util.concurrent.Executor;

/** The threads on which connectors and checkpoints may block. */
final class Blocking {

    private Blocking() {}

    static Executor executor(ActorSystem<?> system) {
        return system.dispatchers().lookup(DispatcherSelector.fromConfig(ConnectorStreams.BLOCKING));
    }
}
