package io.dmslocal.engine.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.typed.PersistenceId;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.entity.GoldenEvents;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.ResourceCollection.*;
import io.dmslocal.engine.resource.type.SubnetGroups;
import io.dmslocal.persistence.serialization.ModelJson;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationSubnetGroupRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationSubnetGroupRequest;

class ResourceCollectionTest {

    private static final String USER = "arn:aws:dms:us-east-1:000000000000:rep:A";
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private static final ActorTestKit SYSTEM = ActorTestKit.create(
            "collection", EventSourcedBehaviorTestKit.config().withFallback(ConfigFactory.load()));

    private final EventSourcedBehaviorTestKit<Command, Event, State> kit = EventSourcedBehaviorTestKit.create(
            SYSTEM.system(),
            ResourceCollection.create(
                    PersistenceId.ofUniqueId("groups"),
                    new SubnetGroups(60),
                    new Scope("000000000000", "us-east-1"),
                    Clock.fixed(NOON, ZoneOffset.UTC),
                    new LonelyNeighbours()));

    @AfterAll
    static void shutdown() {
        SYSTEM.shutdownTestKit();
    }

    @Test
    void namesAreUniqueAndListedInOrder() {
        create("b", 9);
        create("a", 9);

        assertEquals("ResourceAlreadyExistsFault", refused(create("A", 9)).code());
        assertEquals(
                List.of("a", "b"),
                assertInstanceOf(Listed.class, ask(replyTo -> new AskPage("", 9, replyTo))).documents().stream()
                        .map(group ->
                                group.get("ReplicationSubnetGroupIdentifier").asText())
                        .toList());
    }

    @Test
    void theLimitHolds() {
        create("a", 1);

        assertEquals("ResourceQuotaExceededFault", refused(create("b", 1)).code());
    }

    @Test
    void aModificationIsMadeOfTheDocumentThatIsThere() {
        create("a", 9);
        ObjectNode request = ModelJson.toJson(ModifyReplicationSubnetGroupRequest.builder()
                .replicationSubnetGroupIdentifier("a")
                .subnetIds("subnet-3", "subnet-4")
                .build());

        ObjectNode modified = assertInstanceOf(
                        Described.class, ask(replyTo -> new Modify("a", request, List.of(), replyTo)))
                .document();

        assertEquals(
                "described", modified.get("ReplicationSubnetGroupDescription").asText());
        assertEquals("subnet-3", modified.at("/Subnets/0/SubnetIdentifier").asText());
        assertEquals(
                "ResourceNotFoundFault",
                refused(ask(replyTo -> new Modify("b", request, List.of(), replyTo)))
                        .code());
    }

    @Test
    void whatIsUsedIsNotDeleted() {
        create("a", 9);
        ask(replyTo -> new Attach("a", USER, replyTo));

        assertEquals(
                "InvalidResourceStateFault",
                refused(ask(replyTo -> new Delete("a", replyTo))).code());
        assertEquals(
                new Dependents(List.of(USER)),
                kit.<Dependents>runCommand(replyTo -> new AskDependents("a", replyTo))
                        .reply());

        ask(replyTo -> new Detach("a", USER, replyTo));
        assertInstanceOf(Described.class, ask(replyTo -> new Delete("a", replyTo)));
        assertEquals(
                "ResourceNotFoundFault",
                refused(ask(replyTo -> new Delete("a", replyTo))).code());
    }

    @Test
    void whatExistsImplicitlyComesToBeByBeingUsed() {
        assertEquals(
                "ResourceNotFoundFault",
                refused(ask(replyTo -> new Describe("default", replyTo))).code());

        assertInstanceOf(Described.class, ask(replyTo -> new Attach("default", USER, replyTo)));

        assertInstanceOf(Described.class, ask(replyTo -> new Describe("default", replyTo)));
        assertEquals(
                "ResourceNotFoundFault",
                refused(ask(replyTo -> new Attach("other", USER, replyTo))).code());
    }

    @Test
    void tagsLiveAndVanishWithTheResource() {
        create("a", 9);
        TagChange change = new TagChange(Map.of("team", "blue"), List.of());

        kit.<TagReply>runCommand(replyTo -> new ChangeTags("a", change, replyTo));
        ask(replyTo -> new Delete("a", replyTo));
        create("a", 9);

        assertEquals(
                new TagReply.Tagged(Tags.none()),
                kit.<TagReply>runCommand(replyTo -> new ChangeTags("a", TagChange.none(), replyTo))
                        .reply());
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("ReplicationSubnetGroupIdentifier", "a");
        GoldenEvents.compare(
                SYSTEM.system(),
                "collection",
                Event.class,
                List.of(
                        new Created("a", Optional.empty(), document, new Tags(Map.of("team", "blue")), NOON),
                        new Modified("a", Optional.empty(), document, NOON),
                        new Deleted("a", NOON),
                        new TagsChanged("a", Tags.none(), NOON),
                        new Attached("a", USER, NOON),
                        new Detached("a", USER, NOON)));
    }

    @Test
    void snapshotsOfTheTimeWhenNameAndIdWereOneAreRead() {
        String old = "{\"byName\":{\"a\":{\"document\":{\"ReplicationSubnetGroupIdentifier\":\"a\"},"
                + "\"tags\":{\"byKey\":{\"team\":\"blue\"}},\"dependents\":[\"" + USER + "\"]}}}";

        Object read = SerializationExtension.get(SYSTEM.system())
                .deserialize(old.getBytes(StandardCharsets.UTF_8), 4601, State.class.getName())
                .get();

        ResourceTable table = assertInstanceOf(State.class, read).resources();
        assertEquals(Optional.of("a"), table.idOf("A"));
        assertEquals(List.of(USER), table.byId("a").orElseThrow().dependents());
    }

    private Reply create(String name, int limit) {
        ObjectNode request = ModelJson.toJson(CreateReplicationSubnetGroupRequest.builder()
                .replicationSubnetGroupIdentifier(name)
                .replicationSubnetGroupDescription("described")
                .subnetIds("subnet-1", "subnet-2")
                .build());
        return ask(
                replyTo -> new Create(name.toLowerCase(Locale.ROOT), request, List.of(), Tags.none(), limit, replyTo));
    }

    private Reply ask(Function<ActorRef<Reply>, Command> command) {
        return kit.<Reply>runCommand(command::apply).reply();
    }

    private static Fault refused(Reply reply) {
        return assertInstanceOf(Refused.class, reply).fault();
    }
}
