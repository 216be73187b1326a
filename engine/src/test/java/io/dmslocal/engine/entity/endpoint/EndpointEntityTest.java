package io.dmslocal.engine.entity.endpoint;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.dmslocal.engine.entity.EntityFixture;
import io.dmslocal.engine.entity.endpoint.EndpointEntity.*;
import io.dmslocal.engine.entity.endpoint.EndpointState.Absent;
import io.dmslocal.engine.entity.endpoint.EndpointState.Active;
import io.dmslocal.engine.entity.endpoint.EndpointState.Deleting;
import io.dmslocal.engine.entity.endpoint.EndpointState.Known;
import io.dmslocal.engine.entity.endpoint.EndpointState.Pair;
import io.dmslocal.engine.entity.endpoint.EndpointState.Present;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ModifyEndpointRequest;

class EndpointEntityTest extends EntityFixture<Command, Event, EndpointState, Reply> {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:endpoint:E";
    private static final String INSTANCE = "arn:aws:dms:us-east-1:000000000000:rep:I";
    private static final String TASK = "arn:aws:dms:us-east-1:000000000000:task:T";
    private static final EndpointDelays AT_ONCE = new EndpointDelays(Duration.ZERO, Duration.ZERO, LONG, LONG);

    private final Queue<CompletableFuture<Probe.Finding>> tests = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Probe.Finding>> refreshes = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void absent() {
        kit = kit(AT_ONCE);
    }

    @Nested
    class WhenAbsent {

        @Test
        void itIsActiveAtOnce() {
            Endpoint created = described(replyTo -> new Create(definition(), Tags.none(), replyTo));

            assertEquals("active", created.status());
            assertEquals("mine", created.endpointIdentifier());
        }

        @Test
        void nothingCanBeAskedOfIt() {
            assertEquals("Endpoint could not be found.", refusal(Describe::new).message());
            assertEquals(
                    "ResourceNotFoundFault",
                    refusal(replyTo -> new TestConnection(INSTANCE, replyTo)).code());
        }
    }

    @Nested
    class WhenActive {

        @BeforeEach
        void active() {
            kit.initialize(new Active(known()));
        }

        @Test
        void resolvingGivesThePasswordThatDescribingHides() {
            assertEquals("pw", answer(Resolved.class, Resolve::new).settings().password());
            assertFalse(described(Describe::new).toString().contains("pw"));
        }

        @Test
        void aTestThatGoesWellIsSuccessful() {
            assertEquals("testing", test().document().status());
            assertEquals(
                    "InvalidResourceStateFault",
                    refusal(r -> new TestConnection(INSTANCE, r)).code());

            tests.remove().complete(new Probe.Finding(List.of(), ""));

            eventually("successful", () -> pair().is("successful"));
            assertTrue(ensured().isUsable());
        }

        @Test
        void aTestThatFailsTellsTheDriversWords() {
            test();
            tests.remove().complete(Probe.Finding.failed("password authentication failed for user \"u\""));

            eventually("failed", () -> pair().is("failed"));

            String message = ensured().document().lastFailureMessage();
            assertTrue(message.startsWith("Test Endpoint failed: Application-Status: 1020912"), message);
            assertTrue(message.endsWith("password authentication failed for user \"u\""), message);
        }

        @Test
        void aNewTestReplacesTheOldResult() {
            test();
            tests.remove().complete(Probe.Finding.failed("no"));
            eventually("failed", () -> pair().is("failed"));

            assertEquals(null, test().document().lastFailureMessage());
            tests.remove().complete(new Probe.Finding(List.of(), ""));

            eventually("successful", () -> pair().is("successful"));
        }

        @Test
        void aModificationOutdatesResultsAlsoThoseStillToCome() {
            test();
            modify("elsewhere");
            tests.remove().complete(new Probe.Finding(List.of(), ""));

            eventually("successful", () -> pair().is("successful"));

            assertFalse(ensured().isUsable());
        }

        @Test
        void aTestIsBegunAgainAfterARestart() {
            test();
            tests.remove();

            kit.restart();

            eventually("tested again", () -> !tests.isEmpty());
            tests.remove().complete(new Probe.Finding(List.of(), ""));
            eventually("successful", () -> pair().is("successful"));
        }

        @Test
        void whoeverNeedsAConnectionWaitsForItsTest() {
            TestProbe<Reply> asker = system().createTestProbe();
            kit.runCommand(new EnsureTested(INSTANCE, asker.ref()));
            kit.runCommand(new EnsureTested(INSTANCE, asker.ref()));
            assertEquals(1, tests.size());

            tests.remove().complete(new Probe.Finding(List.of(), ""));

            assertTrue(asker.expectMessageClass(Connected.class).isUsable());
            assertTrue(asker.expectMessageClass(Connected.class).isUsable());
        }

        @Test
        void aDeletedConnectionVanishes() {
            kit = kit(new EndpointDelays(Duration.ZERO, Duration.ZERO, Duration.ZERO, LONG));
            kit.initialize(new Active(known(new Pair("failed", "no", NOON, false))));

            assertEquals(
                    "deleting",
                    answer(Connected.class, replyTo -> new DeleteConnection(INSTANCE, replyTo))
                            .document()
                            .status());

            eventually("gone", () -> connections().isEmpty());
            assertEquals(
                    "ResourceNotFoundFault",
                    refusal(r -> new DeleteConnection(INSTANCE, r)).code());
        }

        @Test
        void refreshingReadsTheSchemas() {
            assertEquals("ResourceNotFoundFault", refusal(AskSchemas::new).code());
            Schemas refreshing = answer(Schemas.class, replyTo -> new RefreshSchemas(INSTANCE, replyTo));
            assertEquals("refreshing", refreshing.document().statusAsString());

            refreshes.remove().complete(new Probe.Finding(List.of("a", "b"), ""));

            eventually("successful", () -> schemas().document().statusAsString().equals("successful"));
            assertEquals(List.of("a", "b"), schemas().schemas());
        }

        @Test
        void aFailedRefreshKeepsTheListBefore() {
            answer(Schemas.class, replyTo -> new RefreshSchemas(INSTANCE, replyTo));
            refreshes.remove().complete(new Probe.Finding(List.of("a"), ""));
            eventually("successful", () -> schemas().document().statusAsString().equals("successful"));

            answer(Schemas.class, replyTo -> new RefreshSchemas(INSTANCE, replyTo));
            refreshes.remove().complete(Probe.Finding.failed("gone"));

            eventually("failed", () -> schemas().document().statusAsString().equals("failed"));
            assertEquals("gone", schemas().document().lastFailureMessage());
            assertEquals(List.of("a"), schemas().schemas());
        }

        @Test
        void deletingIsRefusedWhileATaskUsesIt() {
            described(replyTo -> new Attach(TASK, replyTo));

            assertTrue(refusal(Delete::new).message().contains(TASK));

            described(replyTo -> new Detach(TASK, replyTo));
            assertEquals("deleting", described(Delete::new).status());
        }

        @Test
        void nothingIsJournaledForAModificationThatChangesNothing() {
            assertTrue(kit.<Reply>runCommand(r -> new Modify(modification("db"), r))
                    .hasNoEvents());
        }
    }

    @Nested
    class WhenDeleting {

        @Test
        void itVanishesAndLetsGoOfItsName() {
            kit = kit(new EndpointDelays(Duration.ZERO, Duration.ZERO, Duration.ZERO, LONG));
            kit.initialize(new Active(known()));

            assertEquals("deleting", described(Delete::new).status());

            eventually("absent", () -> kit.getState() instanceof Absent && !gone.isEmpty());
            assertEquals(ARN + " used []", gone.peek());
        }

        @Test
        void aTestThatIsStillRunningChangesNothingAndItsAskersAreTold() {
            kit.initialize(new Active(known()));
            TestProbe<Reply> asker = system().createTestProbe();
            kit.runCommand(new EnsureTested(INSTANCE, asker.ref()));

            described(Delete::new);
            tests.remove().complete(new Probe.Finding(List.of(), ""));

            assertEquals(
                    "ResourceNotFoundFault",
                    asker.expectMessageClass(Refused.class).fault().code());
            assertInstanceOf(Deleting.class, kit.getState());
        }
    }

    @Test
    void everyStatusTakesTheCommandsOfTheTable() {
        lifecycle(EndpointEntityTest::status)
                .status(new Absent())
                .status(new Active(known()))
                .status(new Active(known(new Pair("testing", "", NOON, false))))
                .status(new Active(known(new Pair("successful", "", NOON, false))))
                .status(new Active(known(new Pair("deleting", "", NOON, true))))
                .status(new Deleting(known(new Pair("successful", "", NOON, false)), NOON))
                .command("Create", r -> new Create(definition(), Tags.none(), r.narrow()))
                .command("Describe", r -> new Describe(r.narrow()))
                .command("Modify", r -> new Modify(modification("x"), r.narrow()))
                .command("Delete", r -> new Delete(r.narrow()))
                .command("Attach", r -> new Attach(TASK, r.narrow()))
                .command("Detach", r -> new Detach(TASK, r.narrow()))
                .command("AskDependents", r -> new AskDependents(r.narrow()))
                .command("Resolve", r -> new Resolve(r.narrow()))
                .command("TestConnection", r -> new TestConnection(INSTANCE, r.narrow()))
                .command("DeleteConnection", r -> new DeleteConnection(INSTANCE, r.narrow()))
                .command("AskConnections", r -> new AskConnections(r.narrow()))
                .command("RefreshSchemas", r -> new RefreshSchemas(INSTANCE, r.narrow()))
                .command("AskSchemas", r -> new AskSchemas(r.narrow()))
                .command("ListTags", r -> new ChangeTags(TagChange.none(), r.narrow()))
                .command("AddTags", r -> new ChangeTags(new TagChange(Map.of("a", "b"), List.of()), r.narrow()))
                .compare("endpoint.txt");
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        golden(
                "endpoint",
                Event.class,
                List.of(
                        new Created(definition(), new Tags(Map.of("team", "blue")), NOON),
                        new Modified(definition(), NOON),
                        new Attached(TASK, NOON),
                        new Detached(TASK, NOON),
                        new TagsChanged(new Tags(Map.of("team", "red")), NOON),
                        new ConnectionTestStarted(INSTANCE, NOON),
                        new ConnectionTested(INSTANCE, "no route", NOON),
                        new ConnectionDeletionRequested(INSTANCE, NOON),
                        new ConnectionDeleted(INSTANCE, NOON),
                        new SchemasRefreshStarted(INSTANCE, NOON),
                        new SchemasRefreshed(List.of("public"), "", NOON),
                        new DeletionRequested(NOON),
                        new Deleted(NOON)));
    }

    private EventSourcedBehaviorTestKit<Command, Event, EndpointState> kit(EndpointDelays delays) {
        Probe probe = new Probe() {
            @Override
            public CompletionStage<Finding> test(Definition endpoint) {
                return later(tests);
            }

            @Override
            public CompletionStage<Finding> schemas(Definition endpoint) {
                return later(refreshes);
            }
        };
        return kitOf(EndpointEntity.create(ARN, delays, new Ticking(), residents, probe));
    }

    private static CompletableFuture<Probe.Finding> later(Queue<CompletableFuture<Probe.Finding>> asked) {
        CompletableFuture<Probe.Finding> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    /** Every look at the clock is a millisecond later. */
    private static final class Ticking extends Clock {
        private Instant now = NOON;

        @Override
        public synchronized Instant instant() {
            now = now.plusMillis(1);
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    private Endpoint described(Function<ActorRef<Reply>, Command> command) {
        return answer(Described.class, command).document();
    }

    private Connected test() {
        return answer(Connected.class, replyTo -> new TestConnection(INSTANCE, replyTo));
    }

    private Connected ensured() {
        return answer(Connected.class, replyTo -> new EnsureTested(INSTANCE, replyTo));
    }

    private Schemas schemas() {
        return answer(Schemas.class, AskSchemas::new);
    }

    private void modify(String server) {
        described(replyTo -> new Modify(modification(server), replyTo));
    }

    private Map<String, Pair> connections() {
        return ((Present) kit.getState()).endpoint().connections();
    }

    private Pair pair() {
        return connections().get(INSTANCE);
    }

    private static ModifyEndpointRequest modification(String server) {
        return ModifyEndpointRequest.builder()
                .endpointArn(ARN)
                .serverName(server)
                .build();
    }

    private static String status(EndpointState state) {
        if (!(state instanceof Present present)) {
            return state.status();
        }
        return present.endpoint().connections().values().stream()
                .findFirst()
                .map(pair -> state.status() + ", " + pair.status())
                .orElse(state.status());
    }

    private static Definition definition() {
        CreateEndpointRequest request = CreateEndpointRequest.builder()
                .endpointIdentifier("Mine")
                .endpointType("source")
                .engineName("postgres")
                .serverName("db")
                .port(5432)
                .username("u")
                .password("pw")
                .databaseName("d")
                .build();
        return EndpointDocument.create(ARN, request).value().orElseThrow();
    }

    private static Known known() {
        return new Known(definition(), Tags.none(), List.of(), new TreeMap<>(), Optional.empty());
    }

    private static Known known(Pair pair) {
        return new Known(definition(), Tags.none(), List.of(), new TreeMap<>(Map.of(INSTANCE, pair)), Optional.empty());
    }
}
