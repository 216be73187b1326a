package io.dmslocal.engine.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.persistence.journal.JournalDatabase;
import io.dmslocal.persistence.journal.JournalReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timeline and replay of a small entity over a real journal. */
class ReplayTest {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:endpoint:LAMP";

    @TempDir
    static Path folder;

    private static ActorTestKit kit;
    private static JournalDatabase database;
    private static Timeline timeline;
    private static Replay replay;

    @BeforeAll
    static void start() {
        Config config = ConfigFactory.parseMap(Map.of("dms-local.persistence.directory", folder.toString()))
                .withFallback(ConfigFactory.parseResources("journal-h2.conf"))
                .withFallback(ConfigFactory.load())
                .resolve();
        database = JournalDatabase.open(config.getConfig("dms-local.persistence.journal"));
        kit = ActorTestKit.create(config);
        JournalReader journal = new JournalReader(database, kit.system());
        timeline = new Timeline(journal, List.of(LampEntity.KIND), Runnable::run);
        replay = new Replay(journal, List.of(LampEntity.KIND), Runnable::run);

        var probe = kit.<LampEntity.Done>createTestProbe();
        var lamp = kit.spawn(LampEntity.create(ARN));
        lamp.tell(new LampEntity.Command(new LampEntity.Bought("password=hunter2;watts=5;"), probe.ref()));
        lamp.tell(new LampEntity.Command(new LampEntity.Renamed("desk", "a user's call"), probe.ref()));
        lamp.tell(new LampEntity.Command(new LampEntity.Broken(), probe.ref()));
        probe.receiveSeveralMessages(3, Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
        database.close();
    }

    @Test
    void theTimelineTellsEveryEventInOrderAndHidesSecrets() throws Exception {
        JsonNode found = now(timeline.of(ARN, 1, 10)).orElseThrow();

        assertEquals("Lamp", found.path("kind").textValue());
        assertEquals(
                List.of("Bought", "Renamed", "Broken"),
                StreamSupport.stream(found.path("events").spliterator(), false)
                        .map(event -> event.path("type").textValue())
                        .toList());
        assertEquals("a user's call", found.path("events").get(1).path("cause").textValue());
        assertEquals(2, found.path("events").get(1).path("number").intValue());
        assertFalse(found.toString().contains("hunter2"), found.toString());
    }

    @Test
    void aPartSaysWhichEventFollowsIt() throws Exception {
        JsonNode first = now(timeline.of(ARN, 1, 2)).orElseThrow();
        JsonNode second =
                now(timeline.of(ARN, first.path("next").longValue(), 2)).orElseThrow();
        JsonNode behind = now(timeline.of(ARN, 4, 2)).orElseThrow();

        assertEquals(List.of("Bought", "Renamed"), first.path("events").findValuesAsText("type"));
        assertEquals(List.of("Broken"), second.path("events").findValuesAsText("type"));
        assertFalse(second.has("next"), "nothing follows the last event");
        assertEquals(0, behind.path("events").size());
        assertFalse(behind.has("next"), "nothing follows the end");
    }

    @Test
    void replayShowsTheDocumentAsOfEachEvent() throws Exception {
        assertEquals(
                "{\"EndpointIdentifier\":\"lamp\",\"ExtraConnectionAttributes\":\"password=***;watts=5;\"}",
                now(replay.at(ARN, 1)).orElseThrow().toString());
        assertEquals(
                "{\"EndpointIdentifier\":\"desk\",\"ExtraConnectionAttributes\":\"password=***;watts=5;\"}",
                now(replay.at(ARN, 2)).orElseThrow().toString());
    }

    @Test
    void whatDoesNotExistAnyMoreIsNull() throws Exception {
        assertTrue(now(replay.at(ARN, 3)).orElseThrow().isNull());
    }

    @Test
    void momentsAndResourcesThatNeverWereAreEmpty() throws Exception {
        assertEquals(Optional.empty(), now(replay.at(ARN, 4)));
        assertEquals(Optional.empty(), now(replay.at(ARN, 0)));
        assertEquals(Optional.empty(), now(timeline.of(ARN + "X", 1, 10)));
        assertEquals(Optional.empty(), now(timeline.of(ARN.replace(":endpoint:", ":task:"), 1, 10)));
        assertEquals(Optional.empty(), now(replay.at("no arn", 1)));
    }

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
