package io.dmslocal.engine.event.delivery;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.event.Happening;
import io.dmslocal.engine.event.delivery.LocalBus.Answer;
import io.dmslocal.engine.model.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One event that several subscriptions put. */
class EventBusTest {

    private static final Scope SCOPE = new Scope("100000000041", "eu-west-1");
    private static final Answer TAKEN = new Answer(200, "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"1\"}]}");
    private static final Happening EVENT = new Happening(
            1,
            "DMS-EVENT-0005",
            "arn:aws:dms:eu-west-1:100000000041:rep:R",
            "r",
            "replication-instance",
            "creation",
            "It is created.",
            Instant.EPOCH);

    @Test
    void isPutOnce() {
        try (LocalBus bridge = new LocalBus(call -> TAKEN)) {
            EventBus bus = new EventBus(Optional.of(bridge.uri()));

            bus.put(SCOPE, EVENT);
            bus.put(SCOPE, EVENT);

            assertEquals(1, bridge.calls());
        }
    }

    @Test
    void whoComesWhileItIsUnderWayHearsHowItEnded() throws InterruptedException {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch mayFail = new CountDownLatch(1);
        try (LocalBus bridge = new LocalBus(call -> {
            if (call > 1) {
                return TAKEN;
            }
            underWay.countDown();
            await(mayFail);
            return new Answer(503, "{}");
        })) {
            EventBus bus = new EventBus(Optional.of(bridge.uri()));
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> bus.put(SCOPE, EVENT));
            await(underWay);
            AtomicReference<Optional<RuntimeException>> heard = new AtomicReference<>();
            Thread second = new Thread(() -> heard.set(failure(() -> bus.put(SCOPE, EVENT))));
            second.start();
            eventually(
                    () -> "the second is " + second.getState(),
                    () -> second.getState() == Thread.State.WAITING || heard.get() != null);

            mayFail.countDown();

            assertThrows(CompletionException.class, first::join);
            second.join(TimeUnit.SECONDS.toMillis(30));
            assertTrue(heard.get().orElseThrow().getMessage().contains("503"), () -> String.valueOf(heard.get()));
            bus.put(SCOPE, EVENT);
            assertEquals(2, bridge.calls(), "who tries again puts it");
        }
    }

    private static Optional<RuntimeException> failure(Runnable action) {
        try {
            action.run();
            return Optional.empty();
        } catch (RuntimeException failed) {
            return Optional.of(failed);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
