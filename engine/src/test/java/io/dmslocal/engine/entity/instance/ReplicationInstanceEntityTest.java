package io.dmslocal.engine.entity.instance;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.entity.EntityFixture;
import io.dmslocal.engine.entity.Hosting;
import io.dmslocal.engine.entity.instance.InstanceState.Absent;
import io.dmslocal.engine.entity.instance.InstanceState.Available;
import io.dmslocal.engine.entity.instance.InstanceState.Creating;
import io.dmslocal.engine.entity.instance.InstanceState.Deleting;
import io.dmslocal.engine.entity.instance.InstanceState.Instance;
import io.dmslocal.engine.entity.instance.InstanceState.Maintaining;
import io.dmslocal.engine.entity.instance.InstanceState.Modifying;
import io.dmslocal.engine.entity.instance.InstanceState.Rebooting;
import io.dmslocal.engine.entity.instance.InstanceState.Upgrading;
import io.dmslocal.engine.entity.instance.ReplicationInstanceEntity.*;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.SubnetGroups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.PendingMaintenanceAction;
import software.amazon.awssdk.services.databasemigration.model.RebootReplicationInstanceRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationSubnetGroup;

class ReplicationInstanceEntityTest extends EntityFixture<Command, Event, InstanceState, Reply> {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:rep:ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String TASK = "arn:aws:dms:us-east-1:000000000000:task:T";
    private static final InstanceDelays NEVER = new InstanceDelays(LONG, LONG, LONG, LONG, LONG);

    private final Queue<String> held = new ConcurrentLinkedQueue<>();
    private final Limits limits = new Limits(Map.of(Quota.REPLICATION_TASKS_PER_REPLICATION_INSTANCE, 2L));

    @BeforeEach
    void absent() {
        kit = kit(NEVER);
    }

    @Nested
    class WhenAbsent {

        @Test
        void creatingAnswersTheDocumentInStatusCreating() {
            ReplicationInstance created = run(replyTo -> new Create(request(), group(), Tags.none(), replyTo));

            assertEquals("creating", created.replicationInstanceStatus());
            assertEquals("mine", created.replicationInstanceIdentifier());
            assertInstanceOf(Creating.class, kit.getState());
        }

        @Test
        void describingIsNotFound() {
            assertEquals("ResourceNotFoundFault", refusal(Describe::new).code());
        }
    }

    @Nested
    class WhenCreating {

        @Test
        void itBecomesAvailableInTimeAlsoAfterARestart() {
            Duration soon = Duration.ofMillis(200);
            kit = kit(new InstanceDelays(soon, soon, soon, soon, soon));
            run(replyTo -> new Create(request(), group(), Tags.none(), replyTo));

            kit.restart();

            eventually("available", () -> kit.getState() instanceof Available);
            ReplicationInstance document = run(Describe::new);
            assertEquals("us-east-1a", document.availabilityZone());
            assertEquals(NOON, document.instanceCreateTime());
        }
    }

    @Nested
    class WhenAvailable {

        @BeforeEach
        void available() {
            kit.initialize(new Available(instance()));
        }

        @Test
        void modifyingWithoutApplyingStaysAvailableWithPendingValues() {
            ReplicationInstance modified = run(modify(request -> request.replicationInstanceClass("dms.c5.large")));

            assertEquals("available", modified.replicationInstanceStatus());
            assertEquals("dms.c5.large", modified.pendingModifiedValues().replicationInstanceClass());
        }

        @Test
        void askingForThePresentValueTakesBackAPendingOne() {
            run(modify(request -> request.replicationInstanceClass("dms.c5.large")));

            ReplicationInstance modified = run(modify(request -> request.replicationInstanceClass("dms.t3.micro")));

            assertFalse(InstanceDocument.hasPending(modified));
        }

        @Test
        void applyingAtOnceAppliesWhatWasPendingToo() {
            run(modify(request -> request.replicationInstanceClass("dms.c5.large")));

            run(modify(request -> request.allocatedStorage(500).applyImmediately(true)));

            Modifying modifying = assertInstanceOf(Modifying.class, kit.getState());
            ReplicationInstance applied =
                    InstanceDocument.pendingApplied(modifying.instance().document());
            assertEquals("dms.c5.large", applied.replicationInstanceClass());
            assertEquals(500, applied.allocatedStorage());
        }

        @Test
        void anUpgradeHasItsOwnStatus() {
            run(modify(request -> request.engineVersion("3.5.5").applyImmediately(true)));

            assertInstanceOf(Upgrading.class, kit.getState());
        }

        @Test
        void deletingIsRefusedWhileATaskUsesIt() {
            run(replyTo -> new Attach(TASK, replyTo));
            run(replyTo -> new Attach(TASK, replyTo));

            Fault fault = refusal(Delete::new);
            assertEquals("InvalidResourceStateFault", fault.code());
            assertTrue(fault.message().contains("has one or more replication tasks"), fault.message());

            run(replyTo -> new Detach(TASK, replyTo));
            assertEquals("deleting", run(Delete::new).replicationInstanceStatus());
        }

        @Test
        void moreTasksThanTheQuotaAreRefused() {
            run(replyTo -> new Attach(TASK, replyTo));
            run(replyTo -> new Attach(TASK + "2", replyTo));

            Fault fault = refusal(replyTo -> new Attach(TASK + "3", replyTo));

            assertEquals("ResourceQuotaExceededFault", fault.code());
            assertTrue(fault.message().contains("ReplicationTasksPerReplicationInstance of 2"), fault.message());
            run(replyTo -> new Attach(TASK, replyTo)); // which it has
        }

        @Test
        void aRebootAndAnotherClassAreToldToItsTasks() {
            run(replyTo -> new Attach(TASK, replyTo));

            run(replyTo -> new Reboot(RebootReplicationInstanceRequest.builder().build(), replyTo));
            assertEquals(List.of(TASK + " RECYCLE_TASK"), List.copyOf(held));

            held.clear();
            kit.clear();
            kit.initialize(new Available(instance().attached(TASK)));
            run(modify(
                    request -> request.replicationInstanceClass("dms.c5.large").applyImmediately(true)));
            assertEquals(List.of(TASK + " RECONFIGURATION_RESTART"), List.copyOf(held));
        }

        @Test
        void storageGrowsUnderTasksThatRun() {
            run(replyTo -> new Attach(TASK, replyTo));

            run(modify(request -> request.allocatedStorage(500).applyImmediately(true)));

            assertTrue(held.isEmpty(), held::toString);
        }

        @Test
        void aFailoverSwapsTheZones() {
            Duration soon = Duration.ofMillis(100);
            kit = kit(new InstanceDelays(soon, soon, soon, soon, soon));
            kit.initialize(new Available(instance()));
            run(modify(request -> request.multiAZ(true).applyImmediately(true)));
            eventually("available", () -> kit.getState() instanceof Available);
            ReplicationInstance before = run(Describe::new);

            run(replyTo -> new Reboot(
                    RebootReplicationInstanceRequest.builder()
                            .forceFailover(true)
                            .build(),
                    replyTo));

            eventually("available", () -> kit.getState() instanceof Available);
            ReplicationInstance after = run(Describe::new);
            assertEquals(before.secondaryAvailabilityZone(), after.availabilityZone());
            assertEquals(before.availabilityZone(), after.secondaryAvailabilityZone());
        }

        @Test
        void refusalsNameResourceStatusAndCommand() {
            run(replyTo -> new Reboot(RebootReplicationInstanceRequest.builder().build(), replyTo));

            assertEquals(
                    "Replication instance " + ARN
                            + " is in status rebooting; DeleteReplicationInstance needs status available.",
                    refusal(Delete::new).message());
        }
    }

    @Nested
    class WhenItsEngineIsOlderThanTheDefault {

        @BeforeEach
        void given() {
            kit.initialize(new Available(old(instance())));
        }

        @Test
        void anUpgradeIsPending() {
            PendingMaintenanceAction action = pending(AskMaintenance::new).get(0);

            assertEquals("db-upgrade", action.action());
            assertTrue(action.description().contains("3.5.2"), action.description());
            assertNull(action.optInStatus());
            assertNull(action.currentApplyDate());
        }

        @Test
        void nothingElseIs() {
            Fault fault = refusal(replyTo -> new Maintain("os-upgrade", "immediate", replyTo));

            assertEquals("ResourceNotFoundFault", fault.code());
            assertTrue(fault.message().contains("it has db-upgrade"), fault.message());
            kit.clear();
            kit.initialize(new Available(instance()));
            assertEquals(List.of(), pending(AskMaintenance::new));
            assertEquals(
                    "ResourceNotFoundFault",
                    refusal(replyTo -> new Maintain("db-upgrade", "immediate", replyTo))
                            .code());
        }

        @Test
        void theNextWindowMayBeChosenAndTakenBack() {
            PendingMaintenanceAction chosen = pending(
                            replyTo -> new Maintain("db-upgrade", "next-maintenance", replyTo))
                    .get(0);
            assertEquals("next-maintenance", chosen.optInStatus());
            assertTrue(chosen.currentApplyDate().isAfter(NOON));

            kit.restart();
            assertEquals("next-maintenance", pending(AskMaintenance::new).get(0).optInStatus());

            assertNull(pending(replyTo -> new Maintain("db-upgrade", "undo-opt-in", replyTo))
                    .get(0)
                    .optInStatus());
            assertFalse(assertInstanceOf(Available.class, kit.getState()).waitsForWindow());
        }

        @Test
        void atOnceItIsDoneAndNothingIsPendingAnyMore() {
            Duration soon = Duration.ofMillis(100);
            kit = kit(new InstanceDelays(soon, soon, soon, soon, soon));
            kit.initialize(new Available(old(instance().attached(TASK))));
            run(modify(request -> request.allocatedStorage(500)));

            PendingMaintenanceAction doing = pending(replyTo -> new Maintain("system-update", "immediate", replyTo))
                    .get(0);

            assertEquals("immediate", doing.optInStatus());
            assertEquals(List.of(TASK + " RECONFIGURATION_RESTART"), List.copyOf(held));
            eventually("available", () -> kit.getState() instanceof Available);
            assertEquals(List.of(), pending(AskMaintenance::new));
            ReplicationInstance document = run(Describe::new);
            assertEquals(EngineVersions.defaultVersion(), document.engineVersion());
            assertEquals(500, document.pendingModifiedValues().allocatedStorage());
        }

        @Test
        void inTheWindowPendingValuesAreAppliedToo() {
            run(modify(request -> request.allocatedStorage(500)));
            Maintaining maintaining =
                    assertInstanceOf(Available.class, kit.getState()).maintaining(new MaintenanceStarted(true, NOON));

            ReplicationInstance document =
                    maintaining.available(new MaintenanceFinished(NOON)).describe();

            assertEquals(EngineVersions.defaultVersion(), document.engineVersion());
            assertEquals(500, document.allocatedStorage());
            assertFalse(InstanceDocument.hasPending(document));
        }
    }

    @Nested
    class WhenDeleting {

        @Test
        void itVanishesAndLetsGoOfItsNameAndItsSubnetGroup() {
            Duration soon = Duration.ofMillis(100);
            kit = kit(new InstanceDelays(soon, soon, soon, soon, soon));
            kit.initialize(new Available(instance()));

            run(Delete::new);

            eventually("absent", () -> kit.getState() instanceof Absent && !gone.isEmpty());
            assertEquals(ARN + " used [arn:aws:dms:us-east-1:000000000000:subgrp:default]", gone.peek());
        }

        @Test
        void itsArnMayHaveASecondLife() {
            kit.initialize(new Absent());

            assertEquals(
                    "creating",
                    run(replyTo -> new Create(request(), group(), Tags.none(), replyTo))
                            .replicationInstanceStatus());
        }
    }

    @Test
    void everyStatusTakesTheCommandsOfTheTable() {
        lifecycle(InstanceState::status)
                .status(new Absent())
                .status(new Creating(instance(), NOON))
                .status(new Available(instance()))
                .status(new Modifying(instance(), NOON))
                .status(new Upgrading(instance(), NOON))
                .status(new Rebooting(instance(), false, NOON))
                .status(new Maintaining(old(instance()), false, NOON))
                .status(new Deleting(instance(), NOON))
                .command("Create", replyTo -> new Create(request(), group(), Tags.none(), replyTo.narrow()))
                .command("Describe", replyTo -> new Describe(replyTo.narrow()))
                .command(
                        "Modify",
                        replyTo -> new Modify(
                                ModifyReplicationInstanceRequest.builder()
                                        .multiAZ(true)
                                        .applyImmediately(true)
                                        .build(),
                                replyTo.narrow()))
                .command(
                        "Reboot",
                        replyTo -> new Reboot(
                                RebootReplicationInstanceRequest.builder().build(), replyTo.narrow()))
                .command("Maintain", replyTo -> new Maintain("db-upgrade", "immediate", replyTo.narrow()))
                .command("AskMaintenance", replyTo -> new AskMaintenance(replyTo.narrow()))
                .command("Delete", replyTo -> new Delete(replyTo.narrow()))
                .command("Attach", replyTo -> new Attach(TASK, replyTo.narrow()))
                .command("Detach", replyTo -> new Detach(TASK, replyTo.narrow()))
                .command("AskDependents", replyTo -> new AskDependents(replyTo.narrow()))
                .command("ListTags", replyTo -> new ChangeTags(TagChange.none(), replyTo.narrow()))
                .command(
                        "AddTags",
                        replyTo -> new ChangeTags(new TagChange(Map.of("a", "b"), List.of()), replyTo.narrow()))
                .compare("instance.txt");
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        ReplicationInstance document = instance().document();
        golden(
                "instance",
                Event.class,
                List.of(
                        new CreationRequested(document, new Tags(Map.of("team", "blue")), NOON),
                        new CreationFinished(NOON),
                        new Modified(document, NOON),
                        new ModificationStarted(NOON),
                        new UpgradeStarted(NOON),
                        new ModificationFinished(NOON),
                        new RebootRequested(true, NOON),
                        new RebootFinished(NOON),
                        new MaintenanceOptedIn(Optional.of("next-maintenance"), NOON),
                        new MaintenanceStarted(true, NOON),
                        new MaintenanceFinished(NOON),
                        new Attached(TASK, NOON),
                        new Detached(TASK, NOON),
                        new TagsChanged(new Tags(Map.of("team", "red")), NOON),
                        new DeletionRequested(NOON),
                        new Deleted(NOON)));
    }

    private EventSourcedBehaviorTestKit<Command, Event, InstanceState> kit(InstanceDelays delays) {
        Hosting hosting = new Hosting() {
            @Override
            public CompletionStage<Optional<Fault>> attach(String instance, String task) {
                throw new AssertionError("an instance is on nothing");
            }

            @Override
            public CompletionStage<?> detach(String instance, String task) {
                throw new AssertionError("an instance is on nothing");
            }

            @Override
            public CompletionStage<Boolean> isOpen(String instance) {
                throw new AssertionError("an instance is on nothing");
            }

            @Override
            public void hold(String task, String instance, String reason) {
                assertEquals(ARN, instance);
                held.add(task + " " + reason);
            }
        };
        return kitOf(ReplicationInstanceEntity.create(ARN, delays, AT_NOON, residents, hosting, limits));
    }

    private ReplicationInstance run(Function<ActorRef<Reply>, Command> command) {
        return answer(Described.class, command).document();
    }

    private static Function<ActorRef<Reply>, Command> modify(
            Consumer<ModifyReplicationInstanceRequest.Builder> change) {
        return replyTo -> new Modify(
                ModifyReplicationInstanceRequest.builder().applyMutation(change).build(), replyTo);
    }

    private List<PendingMaintenanceAction> pending(Function<ActorRef<Reply>, Command> command) {
        return kit.<Reply>runCommand(command::apply)
                .reply()
                .as(Pending.class)
                .value()
                .orElseThrow()
                .actions()
                .pendingMaintenanceActionDetails();
    }

    private static Instance instance() {
        return new Instance(
                InstanceDocument.opened(InstanceDocument.of(ARN, request(), group()), NOON),
                Tags.none(),
                List.of(),
                Optional.empty());
    }

    private static Instance old(Instance instance) {
        return instance.with(instance.document().copy(document -> document.engineVersion("3.5.2")));
    }

    private static CreateReplicationInstanceRequest request() {
        return CreateReplicationInstanceRequest.builder()
                .replicationInstanceIdentifier("Mine")
                .replicationInstanceClass("dms.t3.micro")
                .build();
    }

    private static ReplicationSubnetGroup group() {
        return new SubnetGroups(60)
                .implicit(new Scope("000000000000", "us-east-1"), SubnetGroups.DEFAULT)
                .orElseThrow();
    }
}
