package io.dmslocal.engine.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.AskPattern;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.Neighbours;
import io.dmslocal.engine.resource.Reference;
import io.dmslocal.engine.resource.ResourceCollection;
import io.dmslocal.engine.resource.ResourceCollections;
import io.dmslocal.engine.resource.type.InstanceProfiles;
import io.dmslocal.persistence.journal.JournalDatabase;
import io.dmslocal.persistence.journal.JournalReader;
import io.dmslocal.persistence.serialization.ModelJson;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyInstanceProfileRequest;

/** Timeline and replay of one resource among those of its collection, over a real journal. */
class CollectedKindTest {

    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final String ONE = new Arn(SCOPE, "instance-profile", "ONE").toString();
    private static final String GROUP = new Arn(SCOPE, "subgrp", "red").toString();
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    @Test
    void itsEventsAreToldAmongThoseOfOthers() throws Exception {
        Config config = ConfigFactory.parseMap(Map.of("dms-local.persistence.directory", folder.toString()))
                .withFallback(ConfigFactory.parseResources("journal-h2.conf"))
                .withFallback(ConfigFactory.load())
                .resolve();
        JournalDatabase database = JournalDatabase.open(config.getConfig("dms-local.persistence.journal"));
        ActorTestKit kit = ActorTestKit.create(config);
        try {
            write(kit);
            JournalReader journal = new JournalReader(database, kit.system());
            Timeline timeline = new Timeline(journal, EntityKinds.all(), Runnable::run);
            Replay replay = new Replay(journal, EntityKinds.all(), Runnable::run);

            JsonNode told = now(timeline.of(ONE, 1, 100)).orElseThrow();

            assertEquals(
                    List.of("1 Created", "3 Modified", "4 Deleted"),
                    StreamSupport.stream(told.path("events").spliterator(), false)
                            .map(event -> event.path("number").asText() + " "
                                    + event.path("type").asText())
                            .toList());
            assertEquals(
                    3, now(timeline.of(ONE, 1, 1)).orElseThrow().path("next").asInt(), "the next of its own");
            assertEquals("one", name(now(replay.at(ONE, 1))));
            assertEquals("eins", name(now(replay.at(ONE, 3))));
            assertTrue(now(replay.at(ONE, 4)).orElseThrow().isNull());
            assertEquals(Optional.empty(), now(replay.at(ONE, 2)), "another's event");
            assertEquals(Optional.empty(), now(replay.at(ONE, 5)), "not written yet");
            assertEquals(Optional.empty(), now(timeline.of(ONE + "X", 1, 100)));
        } finally {
            kit.shutdownTestKit();
            database.close();
        }
    }

    private static void write(ActorTestKit kit) throws Exception {
        var collection = kit.spawn(ResourceCollections.behavior(
                SCOPE + "/instance-profile", List.of(new InstanceProfiles()), Clock.systemUTC(), new Nobody()));
        List<Reference.Resolved> held = List.of(new Reference.Resolved(new Reference("subgrp", "red"), GROUP, "red"));
        for (String name : List.of("one", "two")) {
            var request = ModelJson.toJson(CreateInstanceProfileRequest.builder()
                    .instanceProfileName(name)
                    .subnetGroupIdentifier("red")
                    .build());
            now(AskPattern.<ResourceCollection.Command, ResourceCollection.Reply>ask(
                    collection,
                    replyTo -> new ResourceCollection.Create(
                            name.toUpperCase(Locale.ROOT), request, held, Tags.none(), 9, replyTo),
                    DEADLINE,
                    kit.scheduler()));
        }
        var request = ModelJson.toJson(ModifyInstanceProfileRequest.builder()
                .instanceProfileName("eins")
                .build());
        now(AskPattern.<ResourceCollection.Command, ResourceCollection.Reply>ask(
                collection,
                replyTo -> new ResourceCollection.Modify("one", request, List.of(), replyTo),
                DEADLINE,
                kit.scheduler()));
        now(AskPattern.<ResourceCollection.Command, ResourceCollection.Reply>ask(
                collection, replyTo -> new ResourceCollection.Delete(ONE, replyTo), DEADLINE, kit.scheduler()));
    }

    private static String name(Optional<JsonNode> document) {
        return document.orElseThrow().path("InstanceProfileName").asText();
    }

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private static final class Nobody implements Neighbours {
        @Override
        public CompletionStage<Optional<String>> identifierOf(String arn) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<List<String>> releaseDead(String arn) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public void release(String dependent, Collection<String> used) {}
    }
}
