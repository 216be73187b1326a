package io.dmslocal.engine.entity.serverless;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.dmslocal.engine.directory.Noticeboard;
import io.dmslocal.engine.entity.running.RunHistory;
import io.dmslocal.engine.entity.running.RunningFixture;
import io.dmslocal.engine.entity.serverless.ReplicationEntity.Event;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.AssessmentTold;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Command;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Describe;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Described;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Reply;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.Start;
import io.dmslocal.engine.entity.serverless.ReplicationProtocol.StopRun;
import io.dmslocal.engine.entity.serverless.ReplicationState.Active;
import io.dmslocal.engine.entity.serverless.ReplicationState.Assessing;
import io.dmslocal.engine.entity.serverless.ReplicationState.Idle;
import io.dmslocal.engine.entity.serverless.ReplicationState.Serverless;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.PremigrationAssessmentStatus;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationRequest;

/** A serverless replication that is assessed before it begins; its run, once begun, goes on until it is stopped. */
class PremigrationTest extends RunningFixture<Command, Event, ReplicationState, Reply> {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:replication-config:R";
    private static final String RUN = "arn:aws:dms:us-east-1:000000000000:assessment-run:A";
    private static final ServerlessDelays QUICK =
            new ServerlessDelays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, LONG, LONG);

    /** Notes what a replication asks of assessments. */
    static final class Asked implements ServerlessWorld.Premigrations {

        final Queue<String> begun = new ConcurrentLinkedQueue<>();
        final Queue<String> cancelled = new ConcurrentLinkedQueue<>();
        final Queue<String> forgotten = new ConcurrentLinkedQueue<>();
        Optional<Fault> refusal = Optional.empty();

        @Override
        public CompletionStage<Outcome<String>> begin(String configArn, Premigration premigration) {
            begun.add(premigration.runArn());
            return CompletableFuture.completedFuture(Outcome.unless(refusal, premigration.runArn()));
        }

        @Override
        public void cancel(String runArn) {
            cancelled.add(runArn);
        }

        @Override
        public void forget(String runArn) {
            forgotten.add(runArn);
        }
    }

    private final Asked asked = new Asked();

    @BeforeEach
    void replication() {
        createOrders();
        kit = kit();
    }

    @Test
    void aStartWithSettingsWaitsForItsAssessmentAndGoesOnWhenItHasPassed() {
        kit.initialize(new Idle("created", fresh()));

        run(start("{\"IncludeOnly\":\"all-check-source-selection-rules\"}"));
        eventually("it is assessed", () -> kit.getState() instanceof Assessing && !asked.begun.isEmpty());
        String run = asked.begun.peek();
        assertEquals("fetching_metadata", run(Describe::new).replication().status());
        assertTrue(run(Describe::new)
                .replication()
                .premigrationAssessmentStatuses()
                .isEmpty());

        tell(told("running").copy(s -> s.premigrationAssessmentRunArn(run)), false);
        PremigrationAssessmentStatus running = status();
        assertEquals("running", running.status());
        assertTrue(running.failOnAssessmentFailure());

        tell(told("passed").copy(s -> s.premigrationAssessmentRunArn(run)), true);
        eventually("it goes on", () -> !kit.getState().status().equals("fetching_metadata"));
        assertEquals("passed", status().status());
    }

    @Test
    void anAssessmentThatFailedEndsTheWayWithTheReason() {
        kit.initialize(new Assessing(assessed(fresh()), 1, NOON));

        tell(told("failed").copy(s -> s.resultLocationBucket("own").resultLocationFolder("r")), true);

        Replication failed = run(Describe::new).replication();
        assertEquals("failed", failed.status());
        assertTrue(failed.failureMessages().get(0).contains("s3://own/r"), failed::toString);
        assertEquals("failed", failed.premigrationAssessmentStatuses().get(0).status());
    }

    @Test
    void anAssessmentThatMayFailDoesNotHinderTheStart() {
        Premigration lenient =
                new Premigration("{}", open(fresh().config()).status().copy(s -> s.failOnAssessmentFailure(false)));
        kit.initialize(new Assessing(with(fresh(), lenient), 1, NOON));

        tell(told("failed"), true);

        assertFalse(kit.getState() instanceof Assessing);
        assertInstanceOf(Active.class, kit.getState());
        assertEquals("failed", status().status());
        assertFalse(status().failOnAssessmentFailure());
    }

    @Test
    void anAssessmentThatCannotBeginEndsTheWay() {
        asked.refusal = Optional.of(Fault.invalidValue("leave one"));
        kit.initialize(new Assessing(assessed(fresh()), 1, NOON));

        kit.restart();

        eventually("it has failed", () -> kit.getState().status().equals("failed"));
        assertTrue(run(Describe::new).replication().failureMessages().get(0).contains("leave one"));
    }

    @Test
    void aStopCancelsTheAssessmentWhoseEndIsKept() {
        kit.initialize(new Assessing(assessed(fresh()), 1, NOON));

        assertEquals("stopping", run(StopRun::new).replication().status());

        eventually("it has stopped", () -> kit.getState().status().equals("stopped"));
        assertTrue(asked.cancelled.contains(RUN), asked.cancelled::toString);
        tell(told("failed"), true);
        assertEquals("stopped", kit.getState().status());
        assertEquals("failed", status().status());
    }

    @Test
    void afterARestartTheRunIsAskedForAgain() {
        kit.initialize(new Assessing(assessed(fresh()), 1, NOON));

        kit.restart();

        eventually("it is asked for", () -> asked.begun.contains(RUN));
        assertInstanceOf(Assessing.class, kit.getState());
    }

    @Test
    void whatAnotherRunTellsIsNothingToIt() {
        kit.initialize(new Assessing(assessed(fresh()), 1, NOON));

        tell(told("failed").copy(s -> s.premigrationAssessmentRunArn(RUN + "X")), true);

        assertInstanceOf(Assessing.class, kit.getState());
    }

    @Test
    void theNextAssessmentTakesThePlaceOfTheLast() {
        Serverless before = with(fresh(), open(fresh().config()).with(told("failed")));
        kit.initialize(new Idle("failed", before));

        run(start(""));
        assertTrue(asked.forgotten.isEmpty());
        run(StopRun::new);
        eventually("it has stopped", () -> kit.getState().status().equals("stopped"));

        run(start("{}"));
        eventually("the other is forgotten", () -> asked.forgotten.contains(RUN));
    }

    private void tell(PremigrationAssessmentStatus status, boolean hasEnded) {
        run(replyTo -> new AssessmentTold(status, hasEnded, replyTo));
    }

    private PremigrationAssessmentStatus status() {
        return run(Describe::new).replication().premigrationAssessmentStatuses().get(0);
    }

    private Described run(Function<ActorRef<Reply>, Command> command) {
        return answer(Described.class, command);
    }

    private static Function<ActorRef<Reply>, Command> start(String settings) {
        return replyTo -> new Start(
                StartReplicationRequest.builder()
                        .replicationConfigArn(ARN)
                        .startReplicationType("start-replication")
                        .premigrationAssessmentSettings(settings)
                        .build(),
                replyTo);
    }

    /** As its run tells it. */
    static PremigrationAssessmentStatus told(String status) {
        return PremigrationAssessmentStatus.builder()
                .premigrationAssessmentRunArn(RUN)
                .status(status)
                .premigrationAssessmentRunCreationDate(NOON)
                .build();
    }

    static Premigration open(ReplicationConfig config) {
        Premigration made = Premigration.requested(config, "{}", NOON).value().orElseThrow();
        return new Premigration(
                "{}",
                made.status().copy(s -> s.premigrationAssessmentRunArn(RUN).resultLocationFolder("Mine/A")));
    }

    static Serverless assessed(Serverless other) {
        return with(other, open(other.config()));
    }

    private static Serverless with(Serverless other, Premigration premigration) {
        return new Serverless(
                other.config(),
                other.prepModeGiven(),
                other.tags(),
                other.replication(),
                other.history().started("start-replication", NOON),
                other.provision(),
                Optional.of(premigration));
    }

    private static Serverless fresh() {
        return new Serverless(
                ReplicationConfig.builder()
                        .replicationConfigArn(ARN)
                        .replicationConfigIdentifier("Mine")
                        .sourceEndpointArn("source")
                        .targetEndpointArn("target")
                        .replicationType("cdc")
                        .computeConfig(c -> c.maxCapacityUnits(2))
                        .tableMappings("""
                                {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1",
                                  "rule-action":"include","object-locator":{"schema-name":"%","table-name":"%"}}]}
                                """)
                        .replicationSettings(TaskSettings.complete("", "cdc")
                                .value()
                                .orElseThrow()
                                .json())
                        .build(),
                false,
                Tags.none(),
                Replication.builder().replicationCreateTime(NOON).build(),
                RunHistory.NONE,
                Optional.empty(),
                Optional.empty());
    }

    private EventSourcedBehaviorTestKit<Command, Event, ReplicationState> kit() {
        ServerlessWorld world = new ServerlessWorld(
                runs(arn -> CompletableFuture.completedFuture(Outcome.done(endpoint(arn)))),
                (arn, isSource) -> CompletableFuture.completedFuture(Optional.empty()),
                asked,
                new Noticeboard<>());
        return kitOf(ReplicationEntity.create(place(ARN), QUICK, AT_NOON, residents, world));
    }
}
