package io.dmslocal.engine.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import io.dmslocal.engine.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RollCallTest {

    private record Ask(ActorRef<String> replyTo) {}

    private static final EntityTypeKey<Ask> KEY = EntityTypeKey.create(Ask.class, "thing");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<Ask> things = kit.createTestProbe();
    private final BlockingQueue<String> collected = new LinkedBlockingQueue<>();
    private final Noticeboard<String> notices = new Noticeboard<>();
    private final RollCall<Ask, String, String> call = new RollCall<>(
            kit.system(),
            arn -> TestEntityRef.of(KEY, arn, things.getRef()),
            Ask::new,
            reply -> {
                collected.add(reply);
                return Outcome.done(reply);
            },
            document -> document,
            notices);

    @AfterEach
    void shutdown() {
        kit.shutdownTestKit();
    }

    private void answer(ActorRef<String> collector, String document) throws InterruptedException {
        collector.tell(document);
        assertEquals(document, collected.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void thousandsMayTakeLongerTogetherThanOneMay() throws Exception {
        notices.put("b", "b");
        CompletableFuture<List<String>> documents =
                call.call(List.of("c", "b", "a"), TIMEOUT).toCompletableFuture();
        ActorRef<String> collector = things.receiveMessage().replyTo();

        for (String each : List.of("a", "c")) {
            time.timePasses(TIMEOUT.minusSeconds(1));
            answer(collector, each);
        }

        assertEquals(List.of("c", "b", "a"), documents.get(20, TimeUnit.SECONDS));
    }

    @Test
    void whenNobodyAnswersItIsSaidHowManyAreMissing() throws Exception {
        CompletableFuture<List<String>> documents =
                call.call(List.of("a", "b", "c"), TIMEOUT).toCompletableFuture();
        answer(things.receiveMessage().replyTo(), "a");

        time.timePasses(TIMEOUT);

        ExecutionException failure = assertThrows(ExecutionException.class, () -> documents.get(20, TimeUnit.SECONDS));
        assertTrue(failure.getCause() instanceof TimeoutException, failure::toString);
        assertTrue(failure.getCause().getMessage().startsWith("2 of 3 resources have not answered"), failure::toString);
    }
}
