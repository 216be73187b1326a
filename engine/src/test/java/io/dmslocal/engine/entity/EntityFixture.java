package io.dmslocal.engine.entity;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.SerializationSettings;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * What the tests of all entities stand on: a system with a journal in memory, the entity that is tested, and whoever is told that it is gone.
 *
 * @param <C> commands
 * @param <E> events
 * @param <S> states
 * @param <R> replies
 */
public abstract class EntityFixture<C, E, S, R extends Answer<R>> {

    protected static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    protected static final Clock AT_NOON = Clock.fixed(NOON, ZoneOffset.UTC);
    protected static final Duration LONG = Duration.ofHours(1);

    /** Of the class whose tests are running. */
    private static ActorTestKit system;

    /** Each with the ARNs that it used, sorted: {@code arn used [..]}. */
    protected final Queue<String> gone = new ConcurrentLinkedQueue<>();

    /** ARNs of who else there is. */
    protected final Set<String> neighbours = ConcurrentHashMap.newKeySet();

    protected final Residents residents = new Residents() {
        @Override
        public CompletionStage<Optional<String>> identifierOf(String arn) {
            return CompletableFuture.completedFuture(Optional.of(arn).filter(neighbours::contains));
        }

        @Override
        public void gone(String arn, Collection<String> used) {
            gone.add(arn + " used " + new TreeSet<>(used));
        }
    };

    protected EventSourcedBehaviorTestKit<C, E, S> kit;

    @BeforeAll
    static void start() {
        system = ActorTestKit.create(
                "entity",
                ConfigFactory.parseString(GoldenEvents.KEY)
                        .withFallback(EventSourcedBehaviorTestKit.config())
                        .withFallback(ConfigFactory.load()));
    }

    @AfterAll
    static void shutdown() {
        system.shutdownTestKit();
    }

    protected static ActorTestKit system() {
        return system;
    }

    /** Everything that crosses nodes or is kept is serialized too. */
    protected static <C, E, S> EventSourcedBehaviorTestKit<C, E, S> kitOf(Behavior<C> entity) {
        return kitOf(entity, EventSourcedBehaviorTestKit.enabledSerializationSettings());
    }

    protected static <C, E, S> EventSourcedBehaviorTestKit<C, E, S> kitOf(
            Behavior<C> entity, SerializationSettings serialized) {
        return EventSourcedBehaviorTestKit.create(system.system(), entity, serialized);
    }

    protected final R answer(Function<ActorRef<R>, C> command) {
        return kit.<R>runCommand(command::apply).reply();
    }

    protected final <A extends R> A answer(Class<A> wanted, Function<ActorRef<R>, C> command) {
        R reply = answer(command);
        return assertInstanceOf(wanted, reply, reply::toString);
    }

    protected final Fault refusal(Function<ActorRef<R>, C> command) {
        return answer(command).refusal().orElseThrow();
    }

    protected final LifecycleTable<C, E, S> lifecycle(Function<S, String> statusOf) {
        return new LifecycleTable<>(kit, statusOf);
    }

    /** See {@link GoldenEvents#compare}. */
    protected static void golden(String folder, Class<?> sealed, List<? extends Message> samples) {
        GoldenEvents.compare(system.system(), folder, sealed, samples);
    }
}
