package io.dmslocal.engine.entity.conversion;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.entity.EntityFixture;
import io.dmslocal.engine.entity.LifecycleTable;
import io.dmslocal.engine.entity.conversion.ConversionEntity.*;
import io.dmslocal.engine.entity.conversion.ConversionState.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.SchemaConversionRequest;

class ConversionEntityTest extends EntityFixture<Command, Event, ConversionState, Reply> {

    private static final String PROJECT =
            "arn:aws:dms:us-east-1:000000000000:migration-project:ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String ARN = ConversionEntity.ofProject(PROJECT).toString();
    private static final Duration SOON = Duration.ofMillis(50);
    private static final ConversionDelays QUICK = new ConversionDelays(SOON, SOON, SOON, SOON);
    private static final ConversionDelays NEVER = new ConversionDelays(LONG, LONG, LONG, LONG);

    @BeforeEach
    void nothing() {
        kit = kit(NEVER, NoConverter.Reach.none());
    }

    @Nested
    class WhenReceived {

        @Test
        void aRequestIsAnsweredAtOnceAndListedByItsKind() {
            SchemaConversionRequest first = start("1", RequestKind.IMPORT);
            start("2", RequestKind.ASSESSMENT);
            start("3", RequestKind.IMPORT);

            assertEquals("RECEIVED", first.status());
            assertEquals("1", first.requestIdentifier());
            assertEquals(PROJECT, first.migrationProjectArn());
            assertNull(first.progress());
            assertEquals(List.of("1", "3"), ids(RequestKind.IMPORT));
            assertEquals(List.of("2"), ids(RequestKind.ASSESSMENT));
        }

        @Test
        void itIsWorkedOnAndEndsWellWithNothingDone() {
            kit = kit(QUICK, NoConverter.Reach.none());

            start("1", RequestKind.SCRIPT_EXPORT);

            eventually("over", () -> status("1").equals("SUCCESS"));
            SchemaConversionRequest document = describe("1");
            assertEquals("FINISHED", document.progress().progressStep());
            assertEquals(100.0, document.progress().progressPercent());
            assertEquals(0, document.progress().totalObjects());
            assertEquals("key", document.exportSqlDetails().s3ObjectKey());
            assertTrue(kit.getState().requests().get(0).order().isEmpty());
            eventually("the project is let go of", () -> !gone.isEmpty());
            assertEquals(ARN + "/1 used [" + PROJECT + "]", gone.peek());
        }

        @Test
        void itFailsWithTheReasonWhenItsDatabaseCannotBeReached() {
            kit = kit(
                    QUICK,
                    work -> CompletableFuture.completedFuture(
                            Optional.of("cannot reach " + work.kind().noun())));

            start("1", RequestKind.CONVERSION);

            eventually("over", () -> status("1").equals("FAILED"));
            assertEquals(
                    "cannot reach metadata model conversion",
                    describe("1").error().defaultErrorDetails().message());
            assertNull(describe("1").progress());
        }

        @Test
        void aDefectOfTheConverterFailsIt() {
            kit = kit(QUICK, work -> CompletableFuture.failedFuture(new IllegalStateException("broken")));

            start("1", RequestKind.CONVERSION);

            eventually("over", () -> status("1").equals("FAILED"));
        }

        @Test
        void requestsOfOneKindTakeTurns() {
            kit = kit(new ConversionDelays(SOON, LONG, LONG, SOON), NoConverter.Reach.none());

            start("1", RequestKind.IMPORT);
            start("2", RequestKind.IMPORT);
            start("3", RequestKind.ASSESSMENT);

            eventually(
                    "the first of each kind",
                    () -> status("1").equals("IN_PROGRESS") && status("3").equals("IN_PROGRESS"));
            assertEquals("LOADING_METADATA", describe("1").progress().progressStep());
            assertEquals("RECEIVED", status("2"));
        }

        @Test
        void itGoesOnAfterARestart() {
            kit = kit(QUICK, NoConverter.Reach.none());
            start("1", RequestKind.IMPORT);

            kit.restart();

            eventually("over", () -> status("1").equals("SUCCESS"));
        }
    }

    @Nested
    class WhenCanceled {

        @Test
        void itIsCancelingThenCanceledAndTheNextHasItsTurn() {
            kit = kit(new ConversionDelays(SOON, LONG, LONG, SOON), NoConverter.Reach.none());
            start("1", RequestKind.CONVERSION);
            start("2", RequestKind.CONVERSION);
            eventually("begun", () -> status("1").equals("IN_PROGRESS"));

            assertEquals("CANCELING", cancel("1", RequestKind.CONVERSION).status());

            eventually("canceled", () -> status("1").equals("CANCELED"));
            eventually("next", () -> status("2").equals("IN_PROGRESS"));
            assertEquals(ARN + "/1 used [" + PROJECT + "]", gone.peek());
        }

        @Test
        void aResultThatComesTooLateIsForgotten() {
            CompletableFuture<Optional<String>> work = new CompletableFuture<>();
            kit = kit(new ConversionDelays(SOON, SOON, SOON, Duration.ofMillis(300)), any -> work);
            start("1", RequestKind.CONVERSION);
            eventually("begun", () -> status("1").equals("IN_PROGRESS"));

            cancel("1", RequestKind.CONVERSION);
            work.complete(Optional.empty());

            eventually("canceled", () -> status("1").equals("CANCELED"));
        }

        @Test
        void twiceIsAnsweredAsOnce() {
            start("1", RequestKind.CREATION);
            cancel("1", RequestKind.CREATION);

            assertEquals("CANCELING", cancel("1", RequestKind.CREATION).status());
        }

        @Test
        void anotherKindsRequestIsNotFound() {
            start("1", RequestKind.CREATION);

            assertEquals(
                    "ResourceNotFoundFault",
                    refusal(replyTo -> new Cancel(RequestKind.CONVERSION, "1", replyTo))
                            .code());
        }

        @Test
        void whatIsOverIsRefusedByItsStatus() {
            kit.initialize(state(RequestStatus.SUCCESS));

            assertEquals(
                    "The metadata model conversion 1 is in status SUCCESS; only one that is RECEIVED or IN_PROGRESS can be"
                            + " canceled.",
                    refusal(replyTo -> new Cancel(RequestKind.CONVERSION, "1", replyTo))
                            .message());
        }
    }

    @Test
    void settingsAreMergedIntoTheUsualOnes() {
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        change.putObject("Common project settings").put("EnableGenAiConversion", true);
        change.putObject("MSSQL_TO_AURORA_POSTGRESQL").put("UniqueIndexGeneration", false);

        kit.<Reply>runCommand(replyTo -> new ChangeConfiguration(change, replyTo));

        assertEquals(
                "{\"Common project settings\":{\"ShowSeverityLevelInSql\":\"CRITICAL\",\"EnableGenAiConversion\":true},"
                        + "\"MSSQL_TO_AURORA_POSTGRESQL\":{\"UniqueIndexGeneration\":false}}",
                kit.<Reply>runCommand(AskConfiguration::new)
                        .reply()
                        .as(Configured.class)
                        .value()
                        .orElseThrow()
                        .configuration()
                        .toString());
    }

    @Test
    void ofAProjectThatIsDeletedNothingIsLeft() {
        start("1", RequestKind.IMPORT);

        kit.runCommand(new Forget());

        assertEquals(ConversionState.nothing(), kit.getState());
    }

    @Test
    void onlyTheNewestAreRememberedButAllThatAreNotOver() {
        ConversionState state = state(RequestStatus.RECEIVED);
        for (int i = 2; i <= ConversionState.MOST + 10; i++) {
            String id = Integer.toString(i);
            state = state.received(new Received(document(id), RequestKind.IMPORT, order(), NOON))
                    .ended(new Ended(id, 0, "", NOON));
        }

        assertEquals(ConversionState.MOST, state.requests().size());
        assertEquals("1", state.requests().get(0).id());
        assertEquals("12", state.requests().get(1).id());
    }

    @Test
    void unfinishedRequestsAreBounded() {
        List<Request> many = new ArrayList<>();
        for (int i = 1; i <= ConversionState.MOST; i++) {
            many.add(request(Integer.toString(i), RequestStatus.RECEIVED));
        }
        kit.initialize(new ConversionState(ConversionState.MOST, many, Optional.empty()));

        assertEquals(
                "ResourceQuotaExceededFault",
                refusal(replyTo -> new Start(document("x"), RequestKind.IMPORT, order(), replyTo))
                        .code());
    }

    @Test
    void everyStatusTakesTheCommandsOfTheTable() {
        LifecycleTable<Command, Event, ConversionState> table =
                lifecycle(state -> state.requests().get(0).status().name());
        for (RequestStatus status : RequestStatus.values()) {
            table.status(state(status));
        }
        table.command(
                        "Start another",
                        replyTo -> new Start(document("2"), RequestKind.CONVERSION, order(), replyTo.narrow()))
                .command("Cancel", replyTo -> new Cancel(RequestKind.CONVERSION, "1", replyTo.narrow()))
                .command("AskRequest", replyTo -> new AskRequest("1", replyTo.narrow()))
                .command("AskRequests", replyTo -> new AskRequests(RequestKind.CONVERSION, replyTo.narrow()))
                .command("ChangeConfiguration", replyTo -> new ChangeConfiguration(order(), replyTo.narrow()))
                .compare("schema-conversion.txt");
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        golden(
                "schema-conversion",
                Event.class,
                List.of(
                        new Received(document("1"), RequestKind.SCRIPT_EXPORT, order(), NOON),
                        new Begun("1", NOON),
                        new Ended("1", 7, "Data provider mine cannot be reached.", NOON),
                        new CancelRequested("1", NOON),
                        new Canceled("1", NOON),
                        new ConfigurationChanged(ConversionConfiguration.usual(), NOON),
                        new Forgotten(NOON)));
    }

    private EventSourcedBehaviorTestKit<Command, Event, ConversionState> kit(
            ConversionDelays delays, NoConverter.Reach reach) {
        return kitOf(ConversionEntity.create(ARN, delays, AT_NOON, residents, new NoConverter(reach)));
    }

    private SchemaConversionRequest start(String id, RequestKind kind) {
        return described(replyTo -> new Start(document(id), kind, order(), replyTo));
    }

    private SchemaConversionRequest cancel(String id, RequestKind kind) {
        return described(replyTo -> new Cancel(kind, id, replyTo));
    }

    private SchemaConversionRequest describe(String id) {
        return described(replyTo -> new AskRequest(id, replyTo));
    }

    private String status(String id) {
        return kit.getState().request(id).orElseThrow().status().name();
    }

    private List<String> ids(RequestKind kind) {
        return kit
                .<Reply>runCommand(replyTo -> new AskRequests(kind, replyTo))
                .reply()
                .as(Listed.class)
                .value()
                .orElseThrow()
                .requests()
                .stream()
                .map(request -> request.document().requestIdentifier())
                .toList();
    }

    private SchemaConversionRequest described(Function<ActorRef<Reply>, Command> command) {
        return answer(Described.class, command).document();
    }

    private static ConversionState state(RequestStatus status) {
        return new ConversionState(1, List.of(request("1", status)), Optional.empty());
    }

    private static Request request(String id, RequestStatus status) {
        Optional<ObjectNode> order = status.isOver() ? Optional.empty() : Optional.of(order());
        String failure = status == RequestStatus.FAILED ? "unreachable" : "";
        return new Request(1, RequestKind.CONVERSION, document(id), order, status, NOON, NOON, 0, failure);
    }

    private static SchemaConversionRequest document(String id) {
        return SchemaConversionRequest.builder()
                .requestIdentifier(id)
                .migrationProjectArn(PROJECT)
                .exportSqlDetails(details -> details.s3ObjectKey("key"))
                .build();
    }

    private static ObjectNode order() {
        return JsonNodeFactory.instance.objectNode().put("SelectionRules", "{\"rules\":[]}");
    }
}
