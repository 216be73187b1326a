package io.dmslocal.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.directory.RollCall;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.model.Outcome;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What everything is started with that has a part on this node.
 *
 * @param blocking where databases, sockets and disks may be waited for
 */
record Node(ActorSystem<?> system, EngineSettings settings, Clock clock, Executor blocking) {

    static Node of(ActorSystem<?> system, EngineSettings settings, Clock clock) {
        Executor blocking =
                system.dispatchers().lookup(DispatcherSelector.fromConfig("dms-local.engine.blocking-dispatcher"));
        return new Node(system, settings, clock, blocking);
    }

    /** @see Sharded#start */
    <C> Sharded<C> start(Class<C> commands, String name, C stop, Function<String, Behavior<C>> behavior) {
        return Sharded.start(system, settings, commands, name, stop, behavior);
    }

    /** @see Sharded#startRemembered */
    <C> Sharded<C> startRemembered(Class<C> commands, String name, C stop, Function<Place<C>, Behavior<C>> behavior) {
        return Sharded.startRemembered(system, settings, commands, name, stop, behavior);
    }

    /** Of entities that put up no notices: each is asked. */
    <C, R, D> RollCall<C, R, D> rollCall(
            Sharded<C> entities,
            Function<ActorRef<R>, C> describe,
            Function<R, Outcome<D>> outcome,
            Function<D, String> arnOf) {
        return rollCall(entities, describe, outcome, arnOf, new Noticeboard<>());
    }

    <C, R, D> RollCall<C, R, D> rollCall(
            Sharded<C> entities,
            Function<ActorRef<R>, C> describe,
            Function<R, Outcome<D>> outcome,
            Function<D, String> arnOf,
            Noticeboard<D> notices) {
        return new RollCall<>(system, entities::ref, describe, outcome, arnOf, notices);
    }
}
