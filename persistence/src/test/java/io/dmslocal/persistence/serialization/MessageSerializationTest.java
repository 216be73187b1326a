package io.dmslocal.persistence.serialization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Messages through Akka's serialization with nothing but this module's reference.conf. */
class MessageSerializationTest {

    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    sealed interface Event extends Message {}

    record Created(CreateEndpointRequest request, List<Tag> tags, Optional<String> note, Instant time)
            implements Event {
        public boolean isFirst() {
            return true;
        }

        public String getLoud() {
            throw new AssertionError("a record's own methods are no members");
        }
    }

    record Opened(
            String name, @Secret String password, @Secret Map<String, String> attributes) implements Event {}

    record Nothing() implements Event {}

    record Ask(ActorRef<Event> replyTo) implements Message {}

    @Test
    void anEventWithAModelObjectComesBack() {
        Created event = new Created(
                CreateEndpointRequest.builder()
                        .endpointIdentifier("orders")
                        .password("hunter2")
                        .port(5432)
                        .build(),
                List.of(Tag.builder().key("k").value("v").build()),
                Optional.empty(),
                Instant.parse("2026-11-20T10:00:00.000001Z"));

        assertEquals(event, read(write(event), event.getClass()));
    }

    @Test
    void theJournalShowsJsonWithoutSecrets() {
        Created event = new Created(
                CreateEndpointRequest.builder()
                        .endpointIdentifier("orders")
                        .password("hunter2")
                        .build(),
                List.of(),
                Optional.of("n"),
                Instant.parse("2026-11-20T10:00:00Z"));

        String json = new String(write(event), StandardCharsets.UTF_8);

        assertFalse(json.contains("hunter2"), json);
        assertTrue(json.startsWith("{\"request\":{\"EndpointIdentifier\":\"orders\",\"Password\":\"sealed:v1:"), json);
        assertTrue(json.endsWith("\"tags\":[],\"note\":\"n\",\"time\":\"2026-11-20T10:00:00Z\"}"), json);
    }

    @Test
    void markedComponentsOfOurOwnAreSealed() {
        Opened event = new Opened("orders", "hunter2", Map.of("saslpassword", "hunter3"));

        String json = new String(write(event), StandardCharsets.UTF_8);

        assertFalse(json.contains("hunter"), json);
        assertTrue(json.contains("\"name\":\"orders\""), json);
        assertEquals(event, read(write(event), Opened.class));
    }

    @Test
    void aSecretWrittenInClearByHandIsStillRead() {
        byte[] json =
                "{\"name\":\"n\",\"password\":\"p\",\"attributes\":{\"a\":\"b\"}}".getBytes(StandardCharsets.UTF_8);

        assertEquals(new Opened("n", "p", Map.of("a", "b")), read(json, Opened.class));
    }

    @Test
    void anEventWithoutMembersAndAnActorReferenceCross() {
        Ask ask = new Ask(kit.<Event>createTestProbe().ref());

        assertEquals(new Nothing(), read(write(new Nothing()), Nothing.class));
        assertEquals(ask, read(write(ask), Ask.class));
    }

    @Test
    void anUnknownMemberOfANewerVersionIsPassedOver() {
        byte[] json =
                "{\"endpoint\":{\"EndpointArn\":\"a\",\"Shiny\":1},\"new\":true}".getBytes(StandardCharsets.UTF_8);

        assertEquals(new Holder(Endpoint.builder().endpointArn("a").build()), read(json, Holder.class));
    }

    record Holder(Endpoint endpoint) implements Message {}

    private static byte[] write(Message message) {
        return within(serialization -> serialization.serialize(message).get());
    }

    private static Object read(byte[] json, Class<?> type) {
        return within(serialization ->
                serialization.deserialize(json, 4601, type.getName()).get());
    }

    private static <T> T within(Function<Serialization, T> work) {
        Serialization serialization = SerializationExtension.get(Adapter.toClassic(kit.system()));
        return work.apply(serialization);
    }

    @Test
    void theManifestIsTheClassName() {
        Nothing event = new Nothing();
        Serialization serialization = SerializationExtension.get(Adapter.toClassic(kit.system()));

        assertEquals(Nothing.class.getName(), Serializers.manifestFor(serialization.findSerializerFor(event), event));
        assertEquals(4601, serialization.findSerializerFor(event).identifier());
    }
}
