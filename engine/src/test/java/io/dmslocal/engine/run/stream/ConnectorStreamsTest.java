package io.dmslocal.engine.run.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers and writers block on their own threads: those of Akka are few, and the journal needs them. */
class ConnectorStreamsTest {

    private final ActorTestKit kit =
            ActorTestKit.create(ConfigFactory.defaultReference().resolve());
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        kit.shutdownTestKit();
    }

    @Test
    void rowsAreReadAndWrittenOnTheEnginesThreads() throws Exception {
        AtomicInteger left = new AtomicInteger(20);
        AtomicInteger written = new AtomicInteger();

        ConnectorStreams.<Integer>rows(
                        () -> {
                            used();
                            return left.get() == 0 ? Optional.empty() : Optional.of(left.decrementAndGet());
                        },
                        batch -> {
                            used();
                            written.incrementAndGet();
                        })
                .run(kit.system())
                .done()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertEquals(20, written.get());
        assertOwn();
    }

    @Test
    void changesAreReadAndAppliedOnTheEnginesThreads() throws Exception {
        ConnectorStreams.changes(new Idle(), 1, (changes, bytes) -> {}, group -> {
                    used();
                    return false;
                })
                .run(kit.system())
                .done()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertOwn();
    }

    private void used() {
        threads.add(Thread.currentThread().getName());
    }

    private void assertOwn() {
        assertTrue(
                !threads.isEmpty() && threads.stream().allMatch(name -> name.contains(ConnectorStreams.BLOCKING)),
                () -> "Threads used: " + threads);
    }

    private final class Idle implements ChangeReader {

        @Override
        public List<Change> next(Duration wait) {
            used();
            return List.of();
        }

        @Override
        public void confirm(Position position) {}

        @Override
        public void close() {}
    }
}
