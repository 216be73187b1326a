package io.dmslocal.engine.entity.assessment;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.SerializationSettings;
import io.dmslocal.engine.assessment.Examination.Assignment;
import io.dmslocal.engine.assessment.ManagedBucket;
import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.assessment.Result;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.entity.EntityFixture;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.AskResults;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Assessed;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Cancel;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.CancelRequested;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ChangeTags;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Command;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Create;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Delete;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Deleted;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.DeletionRequested;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Describe;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Described;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Event;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ExecutionStarted;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Finish;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ProvisioningStarted;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Refused;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Reply;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.ReportKept;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Results;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.RunEnded;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.RunRequested;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.TagsChanged;
import io.dmslocal.engine.entity.assessment.AssessmentRunEntity.Vanish;
import io.dmslocal.engine.entity.assessment.AssessmentState.Absent;
import io.dmslocal.engine.entity.assessment.AssessmentState.Cancelling;
import io.dmslocal.engine.entity.assessment.AssessmentState.Deleting;
import io.dmslocal.engine.entity.assessment.AssessmentState.Ended;
import io.dmslocal.engine.entity.assessment.AssessmentState.Individual;
import io.dmslocal.engine.entity.assessment.AssessmentState.Provisioning;
import io.dmslocal.engine.entity.assessment.AssessmentState.Run;
import io.dmslocal.engine.entity.assessment.AssessmentState.Running;
import io.dmslocal.engine.entity.assessment.AssessmentState.Starting;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.run.MemoryConnector;
import io.dmslocal.engine.run.MemoryDatabase;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

class AssessmentRunEntityTest extends EntityFixture<Command, Event, AssessmentState, Reply> {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:assessment-run:R";
    private static final String TASK = "arn:aws:dms:us-east-1:000000000000:task:T";
    private static final String MANAGED = ManagedBucket.of(new Scope("000000000000", "us-east-1"));
    private static final String KEYLESS = "table-with-no-primary-key-or-unique-constraint";
    private static final String SKIPPED = "postgres-check-wallevel";
    private static final AssessmentDelays NEVER = new AssessmentDelays(LONG, LONG, LONG, LONG);
    private static final AssessmentDelays AT_ONCE =
            new AssessmentDelays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    /** Also what the entity tells itself, which is never written. */
    private static final SerializationSettings NOTES_TOO =
            EventSourcedBehaviorTestKit.enabledSerializationSettings().withVerifyCommands(false);

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Queue<String> prepared = new ConcurrentLinkedQueue<>();
    private final Map<String, String> written = new ConcurrentHashMap<>();
    private final MemoryConnector source = new MemoryConnector("postgres");
    private Optional<String> bucketProblem = Optional.empty();
    private Optional<String> writingProblem = Optional.empty();
    private CountDownLatch mayWrite = new CountDownLatch(0);
    private boolean sourceAnswers = true;
    private boolean clientAnswers = true;
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void aRunAsksWritesItsReportAndGivesTheTaskBack() {
        source.database().create(MemoryDatabase.schema("shop", "orders", true));
        kit = kit(AT_ONCE);

        assertEquals(
                "starting",
                run(replyTo -> new Create(run(), replyTo)).document().status());

        eventually("it has ended", () -> kit.getState() instanceof Ended);
        ReplicationTaskAssessmentRun document = run(Describe::new).document();
        assertEquals("passed", document.status());
        assertEquals(2, document.assessmentProgress().individualAssessmentCompletedCount());
        assertEquals(1, document.resultStatistic().passed());
        assertEquals(1, document.resultStatistic().skipped());
        assertTrue(written.containsKey("summary.json") && written.containsKey(KEYLESS + ".json"), written::toString);
        eventually("the task is told", () -> told.contains("end of passed to " + TASK));
    }

    @Test
    void aSourceThatCannotBeReachedIsAnErrorOfAll() {
        sourceAnswers = false;
        kit = kit(AT_ONCE);

        run(replyTo -> new Create(run(), replyTo));

        eventually("it has ended", () -> kit.getState() instanceof Ended);
        ReplicationTaskAssessmentRun document = run(Describe::new).document();
        assertEquals("error-executing", document.status());
        assertEquals(2, document.resultStatistic().error());
        assertTrue(document.lastFailureMessage().contains("nobody there"), document.lastFailureMessage());
    }

    @Test
    void aBucketThatIsGoneEndsTheRunBeforeItAsks() {
        bucketProblem = Optional.of("no such bucket");
        kit = kit(AT_ONCE);

        run(replyTo -> new Create(run(), replyTo));

        eventually("it has ended", () -> kit.getState() instanceof Ended);
        ReplicationTaskAssessmentRun document = run(Describe::new).document();
        assertEquals("error-provisioning", document.status());
        assertEquals("no such bucket", document.lastFailureMessage());
        assertTrue(written.isEmpty());
    }

    @Test
    void aCancelledRunKeepsWhatItHasAndCancelsTheRest() {
        kit = kit(new AssessmentDelays(LONG, LONG, Duration.ZERO, LONG));
        kit.initialize(new Provisioning(run(result(KEYLESS, "passed")), NOON));

        assertEquals("cancelling", run(Cancel::new).document().status());

        eventually("it has ended", () -> kit.getState() instanceof Ended);
        Described ended = run(Describe::new);
        assertEquals("failed", ended.document().status());
        assertEquals(1, ended.document().resultStatistic().cancelled());
        assertEquals(
                List.of("passed", "cancelled"),
                ended.individuals().stream().map(each -> each.status()).toList());
        assertTrue(written.containsKey("summary.json"));
    }

    @Test
    void aCancelledRunWhoseReportCannotBeWrittenSaysSo() {
        writingProblem = Optional.of("no such bucket");
        kit = kit(new AssessmentDelays(LONG, LONG, Duration.ZERO, LONG));
        kit.initialize(new Provisioning(run(), NOON));

        run(Cancel::new);

        eventually("it has ended", () -> kit.getState() instanceof Ended);
        ReplicationTaskAssessmentRun document = run(Describe::new).document();
        assertEquals("failed", document.status());
        assertTrue(document.lastFailureMessage().endsWith("no such bucket"), document.lastFailureMessage());
    }

    @Test
    void anOldStyleAssessmentLeavesAFileInTheServicesOwnBucket() {
        kit = kit(AT_ONCE);
        kit.initialize(new Running(classic(result(KEYLESS, "passed"))));

        kit.restart();

        eventually("it has ended", () -> kit.getState() instanceof Ended);
        Results results = assertInstanceOf(
                Results.class, kit.<Reply>runCommand(AskResults::new).reply());
        assertEquals(Optional.of("s3://" + MANAGED + "/mine/2026-03-04-12-00"), results.report());
        assertTrue(prepared.contains(MANAGED), prepared::toString);
        assertTrue(written.get("2026-03-04-12-00").contains("\"task-name\":\"mine\""), written::toString);
    }

    @Test
    void anOldStyleAssessmentWhoseFileCannotBeWrittenStandsAndHasNone() {
        writingProblem = Optional.of("no such bucket");
        kit = kit(AT_ONCE);
        kit.initialize(new Running(classic(result(KEYLESS, "passed"))));

        kit.restart();

        eventually("it has ended", () -> kit.getState() instanceof Ended);
        assertEquals("passed", kit.getState().status());
        assertEquals(Optional.empty(), ((Ended) kit.getState()).report());
    }

    @Test
    void aRunThatWritesItsReportIsNotCancelledAnyMore() {
        mayWrite = new CountDownLatch(1);
        kit = kit(NEVER);
        kit.initialize(new Running(run(result(KEYLESS, "passed"), result(SKIPPED, "passed"))));

        Reply reply = kit.<Reply>runCommand(Cancel::new).reply();

        Fault fault = assertInstanceOf(Refused.class, reply).fault();
        assertEquals("InvalidResourceStateFault", fault.code());
        assertTrue(fault.message().contains("is writing its report"), fault.message());
        mayWrite.countDown();
        eventually("it has ended", () -> kit.getState() instanceof Ended);
        assertEquals("passed", kit.getState().status());
    }

    @Test
    void afterARestartOnlyOpenQuestionsAreAskedAgain() {
        source.database().create(MemoryDatabase.schema("shop", "orders", true));
        kit = kit(AT_ONCE);
        kit.initialize(new Running(run(result(KEYLESS, "warning"))));

        kit.restart();

        eventually("it has ended", () -> kit.getState() instanceof Ended);
        assertEquals("warning", kit.getState().status());
        assertEquals(2, ((Ended) kit.getState()).run().results().size());
    }

    @Test
    void aRunThatHasEndedTellsItsTaskAgainAfterARestart() {
        kit = kit(NEVER);
        kit.initialize(new Ended(run(), "passed", Optional.empty()));

        kit.restart();

        eventually("the task is told", () -> told.contains("end of passed to " + TASK));
    }

    @Test
    void aTaskThatDidNotHearOfTheEndIsToldAgain() {
        failures.set(1);
        kit = kit(NEVER);
        kit.initialize(new Ended(run(), "passed", Optional.empty()));

        kit.restart();

        eventually("the task is told", () -> told.contains("end of passed to " + TASK));
    }

    @Test
    void whatAnEarlierStatusWaitedForDoesNotEndALaterOne() {
        kit = kit(NEVER, NOTES_TOO);
        kit.initialize(new Starting(run(), NOON));
        kit.runCommand(new Finish("cancelling"));
        assertInstanceOf(Starting.class, kit.getState());

        kit.initialize(new Deleting(run(), NOON));
        kit.runCommand(new Finish("starting"));
        assertInstanceOf(Deleting.class, kit.getState());
        assertTrue(gone.isEmpty());
    }

    @Test
    void itVanishesWithItsTask() {
        kit = kit(NEVER);
        kit.initialize(new Ended(run(), "passed", Optional.empty()));

        kit.runCommand(new Vanish());

        assertInstanceOf(Absent.class, kit.getState());
        assertEquals(List.of(ARN + " used []"), List.copyOf(gone));
    }

    @Test
    void everyStatusAnswersEveryCommand() {
        clientAnswers = false;
        kit = kit(NEVER);
        lifecycle(AssessmentState::status)
                .status(new Absent())
                .status(new Starting(run(), NOON))
                .status(new Provisioning(run(), NOON))
                .status(new Running(run()))
                .status(new Cancelling(run(), NOON))
                .status(new Ended(run(), "passed", Optional.empty()))
                .status(new Ended(run(), "error-executing", Optional.empty()))
                .status(new Deleting(run(), NOON))
                .command("Create", replyTo -> new Create(run(), replyTo.narrow()))
                .command("Describe", replyTo -> new Describe(replyTo.narrow()))
                .command("Cancel", replyTo -> new Cancel(replyTo.narrow()))
                .command("Delete", replyTo -> new Delete(replyTo.narrow()))
                .command(
                        "ChangeTags",
                        replyTo -> new ChangeTags(new TagChange(Map.of("a", "b"), List.of()), replyTo.narrow()))
                .compare("assessment.txt");
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        golden(
                "assessment",
                Event.class,
                List.of(
                        new RunRequested(run(), NOON),
                        new ProvisioningStarted(NOON),
                        new ExecutionStarted(NOON),
                        new Assessed(
                                List.of(new Result(
                                        KEYLESS,
                                        "warning",
                                        "One has no key.",
                                        3,
                                        List.of(new Place("shop", "orders", "", "has no key")))),
                                NOON),
                        new CancelRequested(NOON),
                        new RunEnded("failed", "The run was cancelled.", NOON),
                        new ReportKept("http://127.0.0.1:9000/dms-000000000000/T/2026-03-04-12-00", NOON),
                        new TagsChanged(new Tags(Map.of("team", "data")), NOON),
                        new DeletionRequested(NOON),
                        new Deleted(NOON)));
    }

    private EventSourcedBehaviorTestKit<Command, Event, AssessmentState> kit(AssessmentDelays delays) {
        return kit(delays, EventSourcedBehaviorTestKit.enabledSerializationSettings());
    }

    private EventSourcedBehaviorTestKit<Command, Event, AssessmentState> kit(
            AssessmentDelays delays, SerializationSettings serialization) {
        ReportStore reports = new ReportStore() {
            @Override
            public void check(Place place) {
                bucketProblem.ifPresent(problem -> {
                    throw new IllegalStateException(problem);
                });
            }

            @Override
            public void prepare(Place place) {
                prepared.add(place.bucket());
            }

            @Override
            public URI uri(Place place, String file) {
                return URI.create("s3://" + place.bucket() + "/" + place.folder() + "/" + file);
            }

            @Override
            public void write(Place place, Map<String, String> files) {
                try {
                    mayWrite.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                writingProblem.ifPresent(problem -> {
                    throw new IllegalStateException(problem);
                });
                written.putAll(files);
            }

            @Override
            public void delete(Place place) {
                throw new UnsupportedOperationException("Nobody deletes a report.");
            }
        };
        AssessmentWorld.Clients clients = new AssessmentWorld.Clients() {
            @Override
            public CompletionStage<Outcome<Assignment>> assignment(String clientArn) {
                return clientAnswers
                        ? CompletableFuture.completedFuture(Outcome.unless(
                                sourceAnswers ? Optional.empty() : Optional.of(Fault.invalidState("nobody there")),
                                assigned()))
                        : new CompletableFuture<>(); // whoever asks waits
            }

            @Override
            public CompletionStage<?> tell(ReplicationTaskAssessmentRun run, boolean hasEnded) {
                if (hasEnded && failures.getAndDecrement() > 0) {
                    return CompletableFuture.failedFuture(new IllegalStateException("nobody listens"));
                }
                told.add((hasEnded ? "end of " : "") + run.status() + " to " + run.replicationTaskArn());
                return CompletableFuture.completedFuture(null);
            }
        };
        AssessmentWorld world =
                new AssessmentWorld(clients, new Connectors(List.of(source, new MemoryConnector("mysql"))), reports);
        return kitOf(AssessmentRunEntity.create(ARN, delays, AT_NOON, residents, world), serialization);
    }

    /** The endpoint "source" is of postgres, "target" of mysql. */
    private static EndpointSettings endpoint(String arn) {
        String engineName = arn.equals("source") ? "postgres" : "mysql";
        return new EndpointSettings(arn, engineName, "127.0.0.1", 1, "u", "p", "", "none", "", Map.of());
    }

    private static Assignment assigned() {
        return new Assignment(
                "cdc",
                TableMappings.parse("""
                        {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                          "object-locator":{"schema-name":"shop","table-name":"%"}}]}
                        """).value().orElseThrow(),
                TaskSettings.complete("", "cdc").value().orElseThrow().json(),
                endpoint("source"),
                endpoint("target"));
    }

    private static Run run(Result... results) {
        return new Run(
                ReplicationTaskAssessmentRun.builder()
                        .replicationTaskAssessmentRunArn(ARN)
                        .replicationTaskArn(TASK)
                        .assessmentRunName("mine")
                        .resultLocationBucket("reports")
                        .replicationTaskAssessmentRunCreationDate(NOON)
                        .build(),
                List.of(new Individual("one", KEYLESS), new Individual("two", SKIPPED)),
                Tags.none(),
                false,
                List.of(results));
    }

    private static Run classic(Result result) {
        ReplicationTaskAssessmentRun document =
                run().document().copy(d -> d.resultLocationBucket(MANAGED).resultLocationFolder("mine"));
        return new Run(document, List.of(new Individual("one", KEYLESS)), Tags.none(), true, List.of(result));
    }

    private static Result result(String key, String status) {
        return new Result(key, status, "Known already.", 0, List.of());
    }

    private Described run(Function<ActorRef<Reply>, Command> command) {
        return answer(Described.class, command);
    }
}
