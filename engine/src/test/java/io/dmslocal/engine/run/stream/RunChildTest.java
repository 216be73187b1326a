package io.dmslocal.engine.run.stream;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.RunnableGraph;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.run.stream.RunChild.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunChildTest {

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("akka.log-dead-letters = off")
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
    private final CompletableFuture<Outcome> end = new CompletableFuture<>();
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void close() {
        kit.shutdownTestKit();
    }

    /** A stream without elements. */
    private class Work implements RunChild.Work {

        @Override
        public RunnableGraph<ConnectorStreams.Running> open() {
            return ConnectorStreams.rows(Optional::empty, nothing -> {});
        }

        @Override
        public void finish() {}

        @Override
        public void stopped() {}

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void anErrorAtTheEndIsAFailureAndEverythingIsClosed() throws Exception {
        kit.spawn(RunChild.create(
                new Work() {
                    @Override
                    public void finish() {
                        throw new AssertionError("broken");
                    }
                },
                end));

        Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, end.get(30, TimeUnit.SECONDS));
        assertEquals("broken", failed.cause().getMessage());
        assertEquals(1, closed.get());
    }

    @Test
    void whatCannotBeClosedDoesNotChangeTheOutcome() throws Exception {
        kit.spawn(RunChild.create(
                new Work() {
                    @Override
                    public void close() {
                        throw new IllegalStateException("cannot be closed");
                    }
                },
                end));

        assertInstanceOf(Outcome.Finished.class, end.get(30, TimeUnit.SECONDS));
    }

    @Test
    void whatIsOpenedAfterTheActorHasGoneIsClosed() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ActorRef<RunChild.Command> child = kit.spawn(RunChild.create(
                new Work() {
                    @Override
                    public RunnableGraph<ConnectorStreams.Running> open() {
                        opening.countDown();
                        try {
                            release.await(30, TimeUnit.SECONDS);
                        } catch (InterruptedException interrupted) {
                            throw new AssertionError(interrupted);
                        }
                        return super.open();
                    }
                },
                end));
        opening.await(30, TimeUnit.SECONDS);

        kit.stop(child);
        release.countDown();

        eventually(() -> "closed " + closed + " times", () -> closed.get() == 1);
    }
}
