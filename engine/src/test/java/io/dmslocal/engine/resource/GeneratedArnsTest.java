package io.dmslocal.engine.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.entity.GoldenEvents;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.ResourceCollection.*;
import io.dmslocal.engine.resource.type.InstanceProfiles;
import io.dmslocal.persistence.serialization.ModelJson;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.databasemigration.model.InstanceProfile;
import software.amazon.awssdk.services.databasemigration.model.ModifyInstanceProfileRequest;

/** Resources whose ARN is generated and whose name may change. */
class GeneratedArnsTest {

    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private static final String RED = "arn:aws:dms:us-east-1:000000000000:subgrp:red";
    private static final String BLUE = "arn:aws:dms:us-east-1:000000000000:subgrp:blue";
    private static final String PROJECT = "arn:aws:dms:us-east-1:000000000000:migration-project:P";
    private static final ActorTestKit SYSTEM = ActorTestKit.create(
            "generated", EventSourcedBehaviorTestKit.config().withFallback(ConfigFactory.load()));

    private final LonelyNeighbours neighbours = new LonelyNeighbours();
    private final EventSourcedBehaviorTestKit<Command, Event, State> kit = EventSourcedBehaviorTestKit.create(
            SYSTEM.system(),
            ResourceCollection.create(
                    PersistenceId.ofUniqueId("profiles"),
                    new InstanceProfiles(),
                    SCOPE,
                    Clock.fixed(NOON, ZoneOffset.UTC),
                    neighbours));

    @AfterAll
    static void shutdown() {
        SYSTEM.shutdownTestKit();
    }

    @Test
    void aNameInAnyCaseAndTheArnFindTheResource() {
        create("AAAA", "Wide", RED);

        for (String identifier : List.of("Wide", "wIDE", arn("AAAA"))) {
            assertEquals(
                    "AAAA",
                    assertInstanceOf(Described.class, describe(identifier)).id(),
                    identifier);
        }
        for (String identifier : List.of(
                "AAAA",
                "wide ",
                arn("aaaa"),
                arn("BBBB"),
                arn("AAAA").replace("000000000000", "111111111111"),
                arn("AAAA").replace(":instance-profile:", ":data-provider:"),
                arn("wide"))) {
            assertEquals("ResourceNotFoundFault", refused(describe(identifier)).code(), identifier);
        }
    }

    @Test
    void itsArnAndTimeAreThoseOfItsCreation() {
        InstanceProfile profile = profile(create("AAAA", "Wide", RED));

        assertEquals(arn("AAAA"), profile.instanceProfileArn());
        assertEquals(NOON, profile.instanceProfileCreationTime());
    }

    @Test
    void aRenamedResourceKeepsItsArnAndFreesItsName() {
        create("AAAA", "one", RED);
        create("BBBB", "two", RED);

        assertEquals("ResourceAlreadyExistsFault", refused(rename("one", "TWO")).code());
        assertEquals("ONE", profile(rename(arn("AAAA"), "ONE")).instanceProfileName());
        assertEquals("three", profile(rename("one", "three")).instanceProfileName());

        assertEquals("ResourceNotFoundFault", refused(describe("one")).code());
        assertEquals(
                "AAAA", assertInstanceOf(Described.class, describe("three")).id());
        assertInstanceOf(Described.class, create("CCCC", "One", RED));
        assertEquals(List.of("One", "three", "two"), names("", 9));
        kit.restart();
        assertEquals(List.of("One", "three", "two"), names("", 9));
    }

    @Test
    void aPageBeginsAfterAName() {
        for (String name : List.of("d", "B", "a", "c")) {
            create("ID" + name, name, RED);
        }

        assertEquals(List.of("a", "B"), names("", 2));
        assertEquals(List.of("c", "d"), names("b", 2));
        assertEquals(List.of("c"), names("bb", 1));
        assertEquals(List.of(), names("d", 2));
        assertEquals(new Counted(4), ask(AskCount::new));
    }

    @Test
    void whatIsNotUsedInTheEndIsLetGo() {
        create("AAAA", "one", RED);
        assertEquals(List.of(), neighbours.released);

        refused(create("BBBB", "ONE", BLUE));
        assertEquals(List.of(BLUE), neighbours.released);

        neighbours.released.clear();
        ask(replyTo -> modify("one", BLUE, replyTo));
        assertEquals(List.of(RED), neighbours.released);

        neighbours.released.clear();
        ask(replyTo -> new Delete("one", replyTo));
        assertEquals(List.of(BLUE), neighbours.released);
    }

    @Test
    void whatSomebodyHoldsIsNotChanged() {
        create("AAAA", "one", RED);
        ask(replyTo -> new Attach(arn("AAAA"), PROJECT, replyTo));

        Fault fault = refused(ask(replyTo -> modify("one", BLUE, replyTo)));

        assertEquals("InvalidResourceStateFault", fault.code());
        assertEquals(List.of(BLUE), neighbours.released);
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        var document = ModelJson.toJson(
                InstanceProfile.builder().instanceProfileName("Wide").build());
        GoldenEvents.compare(
                SYSTEM.system(),
                "collection-generated",
                Event.class,
                List.of(
                        new Created("AAAA", Optional.of("wide"), document, new Tags(Map.of("team", "blue")), NOON),
                        new Modified("AAAA", Optional.of("wider"), document, NOON),
                        new Deleted("AAAA", NOON),
                        new TagsChanged("AAAA", Tags.none(), NOON),
                        new Attached("AAAA", PROJECT, NOON),
                        new Detached("AAAA", PROJECT, NOON)));
    }

    private Reply create(String id, String name, String group) {
        var request = ModelJson.toJson(CreateInstanceProfileRequest.builder()
                .instanceProfileName(name)
                .subnetGroupIdentifier(group)
                .build());
        return ask(replyTo -> new Create(id, request, List.of(held(group)), Tags.none(), 9, replyTo));
    }

    private static Modify modify(String identifier, String group, ActorRef<Reply> replyTo) {
        var request = ModelJson.toJson(ModifyInstanceProfileRequest.builder()
                .subnetGroupIdentifier(group)
                .build());
        return new Modify(identifier, request, List.of(held(group)), replyTo);
    }

    private Reply rename(String identifier, String name) {
        var request = ModelJson.toJson(
                ModifyInstanceProfileRequest.builder().instanceProfileName(name).build());
        return ask(replyTo -> new Modify(identifier, request, List.of(), replyTo));
    }

    private static Reference.Resolved held(String group) {
        return new Reference.Resolved(
                new Reference("subgrp", group),
                group,
                Arn.parse(group).orElseThrow().id());
    }

    private Reply describe(String identifier) {
        return ask(replyTo -> new Describe(identifier, replyTo));
    }

    private List<String> names(String after, int most) {
        return assertInstanceOf(Listed.class, ask(replyTo -> new AskPage(after, most, replyTo))).documents().stream()
                .map(document -> document.get("InstanceProfileName").asText())
                .toList();
    }

    private Reply ask(Function<ActorRef<Reply>, Command> command) {
        return kit.<Reply>runCommand(command::apply).reply();
    }

    private static InstanceProfile profile(Reply reply) {
        return ModelJson.fromJson(assertInstanceOf(Described.class, reply).document(), InstanceProfile::builder);
    }

    private static String arn(String id) {
        return new Arn(SCOPE, "instance-profile", id).toString();
    }

    private static Fault refused(Reply reply) {
        return assertInstanceOf(Refused.class, reply).fault();
    }
}
