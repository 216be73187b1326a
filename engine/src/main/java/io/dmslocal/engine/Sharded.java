package io.dmslocal.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.dmslocal.engine.entity.Place;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One kind of entity, divided among the nodes.
 *
 * <p>Entities are not passivated for being idle: they are few and asked often. Remembered ones leave by their {@link Place} when they do not exist, or
 * every ARN that was ever asked for would be recovered at each start. All handle their stop message, because Akka 2.8.5 never stops one that does not.
 *
 * @param <C> its commands
 */
final class Sharded<C> {

    private final ClusterSharding sharding;
    private final EntityTypeKey<C> key;
    private final Duration askTimeout;

    private Sharded(ClusterSharding sharding, EntityTypeKey<C> key, Duration askTimeout) {
        this.sharding = sharding;
        this.key = key;
        this.askTimeout = askTimeout;
    }

    static <C> Sharded<C> start(
            ActorSystem<?> system,
            EngineSettings settings,
            Class<C> commands,
            String name,
            C stop,
            Function<String, Behavior<C>> behavior) {
        return start(system, settings, commands, name, stop, (id, place) -> behavior.apply(id), false);
    }

    /** Its entities are started again when their node is lost or the cluster starts, without being asked. */
    static <C> Sharded<C> startRemembered(
            ActorSystem<?> system,
            EngineSettings settings,
            Class<C> commands,
            String name,
            C stop,
            Function<Place<C>, Behavior<C>> behavior) {
        return start(system, settings, commands, name, stop, (id, place) -> behavior.apply(place), true);
    }

    private static <C> Sharded<C> start(
            ActorSystem<?> system,
            EngineSettings settings,
            Class<C> commands,
            String name,
            C stop,
            BiFunction<String, Place<C>, Behavior<C>> behavior,
            boolean remembered) {
        ClusterSharding sharding = ClusterSharding.get(system);
        EntityTypeKey<C> key = EntityTypeKey.create(commands, name);
        sharding.init(Entity.of(key, context -> behavior.apply(context.getEntityId(), place(sharding, context)))
                .withStopMessage(stop)
                .withMessageExtractor(new HashCodeMessageExtractor<>(settings.shards()))
                .withSettings(ClusterShardingSettings.create(system)
                        .withNoPassivationStrategy()
                        .withRememberEntities(remembered)));
        return new Sharded<>(sharding, key, settings.askTimeout());
    }

    private static <C> Place<C> place(ClusterSharding sharding, EntityContext<C> context) {
        return new Place<>(
                context.getEntityId(),
                self -> context.getShard().tell(new ClusterSharding.Passivate<>(self)),
                command -> sharding.entityRefFor(context.getEntityTypeKey(), context.getEntityId())
                        .tell(command));
    }

    EntityRef<C> ref(String id) {
        return sharding.entityRefFor(key, id);
    }

    <R> CompletionStage<R> ask(String id, Function<ActorRef<R>, C> command) {
        return ask(id, command, askTimeout);
    }

    <R> CompletionStage<R> ask(String id, Function<ActorRef<R>, C> command, Duration timeout) {
        return ref(id).ask(command::apply, timeout);
    }
}
