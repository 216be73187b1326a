package io.dmslocal.engine.entity.datamigration;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import io.dmslocal.engine.entity.EntityFixture;
import io.dmslocal.engine.entity.datamigration.DataMigrationEntity.*;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Absent;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Deleting;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Failed;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Migration;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Ready;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Running;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Starting;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Stopped;
import io.dmslocal.engine.entity.datamigration.DataMigrationState.Stopping;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.SourceDataSetting;

class DataMigrationEntityTest extends EntityFixture<Command, Event, DataMigrationState, Reply> {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:data-migration:ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String PROJECT = "arn:aws:dms:us-east-1:000000000000:migration-project:P";
    private static final Duration SOON = Duration.ofMillis(20);
    private static final DataMigrationDelays NEVER = new DataMigrationDelays(LONG, LONG, LONG, LONG);
    private static final DataMigrationDelays QUICK = new DataMigrationDelays(SOON, SOON, SOON, SOON);
    private static final MigrationWork.Ending BROKEN = new MigrationWork.Ending("why", Optional.of("it broke"));

    private static final AtomicInteger TESTS = new AtomicInteger();

    /** Each test has a journal of its own: what the actor of an earlier one still writes is not read here. */
    private final String arn = ARN.replace(":000000000000:", ":%012d:".formatted(TESTS.incrementAndGet()));

    @BeforeEach
    void absent() {
        kit = kit(NEVER, new NothingMoves());
    }

    @Test
    void aNewMigrationIsReadyAndSaysWhatTheCallerLeftOut() {
        DataMigration created = run(replyTo -> new Create(request("full-load"), PROJECT, Tags.none(), replyTo));

        assertEquals("ready", created.dataMigrationStatus());
        assertEquals("data-migration-abcdefghijklmnopqrstuvwxyz", created.dataMigrationName());
        assertEquals(8, created.dataMigrationSettings().numberOfJobs());
        assertEquals(false, created.dataMigrationSettings().cloudwatchLogsEnabled());
        assertEquals(0, created.dataMigrationStatistics().tablesLoaded());
        assertEquals(NOON, created.dataMigrationCreateTime());
    }

    @Nested
    class WhenReady {

        @BeforeEach
        void ready() {
            kit.initialize(new Ready(migration("full-load")));
        }

        @Test
        void thereIsNothingToResume() {
            Fault fault = refusal(replyTo -> new Start("resume-processing", replyTo));

            assertEquals("InvalidOperationFault", fault.code());
            assertEquals(
                    "Data migration " + ARN
                            + " has not run yet, so there is nothing to resume. Start it with start-replication.",
                    fault.message());
        }

        @Test
        void aModificationMustSuitTheType() {
            ModifyDataMigrationRequest request = ModifyDataMigrationRequest.builder()
                    .sourceDataSettings(
                            SourceDataSetting.builder().slotName("slot").build())
                    .build();
            assertEquals(
                    "InvalidParameterCombinationException", // ModifyDataMigration declares no InvalidOperationFault
                    refusal(replyTo -> new Modify(request, replyTo)).code());

            DataMigration modified = run(replyTo ->
                    new Modify(request.copy(all -> all.dataMigrationType("cdc").numberOfJobs(2)), replyTo));
            assertEquals("cdc", modified.dataMigrationTypeAsString());
            assertEquals(2, modified.dataMigrationSettings().numberOfJobs());
            assertEquals("slot", modified.sourceDataSettings().get(0).slotName());
        }
    }

    @Nested
    class ARun {

        @Test
        void withNothingToDoEndsAndSaysSo() {
            kit = kit(QUICK, new NothingMoves());
            kit.initialize(new Ready(migration("full-load")));

            assertEquals(
                    "starting",
                    run(replyTo -> new Start("start-replication", replyTo)).dataMigrationStatus());

            eventually("stopped", () -> kit.getState() instanceof Stopped);
            DataMigration stopped = run(Describe::new);
            assertEquals(NothingMoves.REASON, stopped.stopReason());
            assertNull(stopped.lastFailureMessage());
            assertEquals(NOON, stopped.dataMigrationStartTime());
            assertEquals(NOON, stopped.dataMigrationEndTime());
            assertEquals(0, stopped.dataMigrationStatistics().tablesLoaded());
        }

        @Test
        void ofChangesLastsUntilItIsStopped() {
            kit = kit(QUICK, new NothingMoves());
            kit.initialize(new Ready(migration("cdc")));
            run(replyTo -> new Start("start-replication", replyTo));
            eventually("running", () -> kit.getState() instanceof Running);
            kit.restart();
            assertInstanceOf(Running.class, kit.getState());

            assertEquals("stopping", run(Stop::new).dataMigrationStatus());

            eventually("stopped", () -> kit.getState() instanceof Stopped);
            assertEquals("Stop Reason NORMAL", run(Describe::new).stopReason());
            assertEquals(
                    "starting",
                    run(replyTo -> new Start("resume-processing", replyTo)).dataMigrationStatus());
        }

        @Test
        void thatFailsTellsWhyUntilTheNextBegins() {
            kit = kit(QUICK, (migration, startType) -> going(CompletableFuture.completedFuture(BROKEN)));
            kit.initialize(new Ready(migration("cdc")));
            run(replyTo -> new Start("start-replication", replyTo));

            eventually("failed", () -> kit.getState() instanceof Failed);

            DataMigration failed = run(Describe::new);
            assertEquals("it broke", failed.lastFailureMessage());
            assertEquals("why", failed.stopReason());
            DataMigration again = DataMigrationDocument.begun(failed, NOON);
            assertNull(again.lastFailureMessage());
            assertNull(again.stopReason());
            assertNull(again.dataMigrationEndTime());
        }

        @Test
        void thatEndsWhileTheJournalFailsIsOverWhenItWorksAgain() {
            CompletableFuture<MigrationWork.Ending> ending = new CompletableFuture<>();
            AtomicInteger begun = new AtomicInteger();
            kit = kit(QUICK, (migration, startType) -> {
                begun.incrementAndGet();
                return going(ending);
            });
            kit.initialize(new Ready(migration("cdc")));
            run(replyTo -> new Start("start-replication", replyTo));
            eventually("running", () -> kit.getState() instanceof Running);

            PersistenceTestKit.create(system().system()).failNextPersisted("DataMigration|" + arn);
            ending.complete(BROKEN);

            eventually("failed", () -> kit.getState() instanceof Failed);
            assertEquals(1, begun.get());
        }
    }

    @Test
    void aDeletedMigrationLetsGoOfItsProject() {
        kit = kit(QUICK, new NothingMoves());
        kit.initialize(new Stopped(migration("cdc")));

        assertEquals("deleting", run(Delete::new).dataMigrationStatus());

        eventually("absent", () -> kit.getState() instanceof Absent && !gone.isEmpty());
        assertEquals(arn + " used [" + PROJECT + "]", gone.peek());
    }

    @Test
    void everyStatusTakesTheCommandsOfTheTable() {
        Migration migration = migration("cdc");
        Migration begun = migration.with(DataMigrationDocument.begun(migration.document(), NOON));
        lifecycle(DataMigrationState::status)
                .status(new Absent())
                .status(new Ready(migration))
                .status(new Starting(migration, "start-replication", NOON))
                .status(new Running(begun, "start-replication", NOON))
                .status(new Stopping(begun, NOON))
                .status(new Stopped(begun))
                .status(new Failed(begun))
                .status(new Deleting(begun, NOON))
                .command("Create", replyTo -> new Create(request("cdc"), PROJECT, Tags.none(), replyTo.narrow()))
                .command("Describe", replyTo -> new Describe(replyTo.narrow()))
                .command(
                        "Modify",
                        replyTo -> new Modify(
                                ModifyDataMigrationRequest.builder()
                                        .numberOfJobs(3)
                                        .build(),
                                replyTo.narrow()))
                .command("Start", replyTo -> new Start("start-replication", replyTo.narrow()))
                .command("Resume", replyTo -> new Start("resume-processing", replyTo.narrow()))
                .command("Stop", replyTo -> new Stop(replyTo.narrow()))
                .command("Delete", replyTo -> new Delete(replyTo.narrow()))
                .command("ListTags", replyTo -> new ChangeTags(TagChange.none(), replyTo.narrow()))
                .command(
                        "AddTags",
                        replyTo -> new ChangeTags(new TagChange(Map.of("a", "b"), List.of()), replyTo.narrow()))
                .compare("data-migration.txt");
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        DataMigration document = migration("cdc").document();
        golden(
                "data-migration",
                Event.class,
                List.of(
                        new Created(document, new Tags(Map.of("team", "blue")), NOON),
                        new Modified(document, NOON),
                        new StartRequested("reload-target", NOON),
                        new RunStarted(NOON),
                        new StopRequested(NOON),
                        new RunEnded("why", Optional.of("it broke"), NOON),
                        new TagsChanged(new Tags(Map.of("team", "red")), NOON),
                        new DeletionRequested(NOON),
                        new Deleted(NOON)));
    }

    @Test
    void aCreationIsCheckedBeforeAnythingElse() {
        Map.of(
                        "DataMigrationType", request("half-load"),
                        "NumberOfJobs", request("cdc").copy(all -> all.numberOfJobs(0)),
                        "SelectionRules is not JSON", request("cdc").copy(all -> all.selectionRules("{")),
                        "SelectionRules must be", request("cdc").copy(all -> all.selectionRules("{}")),
                        "DataMigrationName", request("cdc").copy(all -> all.dataMigrationName(" ")))
                .forEach((said, request) -> {
                    Fault fault = DataMigrationRules.creation(request).orElseThrow();
                    assertEquals("InvalidParameterValueException", fault.code());
                    assertTrue(fault.message().contains(said), fault.message());
                });
        assertEquals(
                Optional.empty(),
                DataMigrationRules.creation(request("cdc").copy(all -> all.selectionRules("{\"rules\":[]}"))));
    }

    private static MigrationWork.Run going(CompletionStage<MigrationWork.Ending> ending) {
        return new MigrationWork.Run() {
            @Override
            public CompletionStage<MigrationWork.Ending> ending() {
                return ending;
            }

            @Override
            public void stop() {}
        };
    }

    private EventSourcedBehaviorTestKit<Command, Event, DataMigrationState> kit(
            DataMigrationDelays delays, MigrationWork work) {
        return kitOf(DataMigrationEntity.create(arn, delays, AT_NOON, residents, work));
    }

    private DataMigration run(Function<ActorRef<Reply>, Command> command) {
        return answer(Described.class, command).document();
    }

    private static Migration migration(String type) {
        return new Migration(DataMigrationDocument.of(ARN, PROJECT, request(type), NOON), Tags.none());
    }

    private static CreateDataMigrationRequest request(String type) {
        return CreateDataMigrationRequest.builder()
                .dataMigrationType(type)
                .migrationProjectIdentifier("p")
                .serviceAccessRoleArn("arn:aws:iam::000000000000:role/r")
                .build();
    }
}
