package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.refused;
import static io.dmslocal.api.operation.MemoryShop.MAPPINGS;
import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.AccountQuota;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.PendingMaintenanceAction;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** Instances and the tasks on them, as AWS's SDK sees them, between two databases in memory. */
class HostingTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static MemoryShop shop;
    private static DatabaseMigrationClient dms;
    private static String from;
    private static String to;

    @BeforeAll
    static void start() {
        shop = MemoryShop.open("100000000019", """
                dms-local.engine.quotas { ReplicationTasksPerReplicationInstance = 2, EndpointsPerReplicationInstance = 3 }
                # long enough for a slow machine to see them
                dms-local.engine.timings.local {
                  instance { creating = 1s, modifying = 2s, rebooting = 2s, upgrading = 2s }
                  task.moving = 2s
                }
                """, 0);
        dms = shop.dms();
        from = shop.from();
        to = shop.to();
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Nested
    class ARunningTask {

        @Test
        void isStoppedForARebootAndGoesOnByItself() {
            String machine = instance("3.5.4");
            ReplicationTask task = running(machine);
            Set<String> reasons = ConcurrentHashMap.newKeySet();

            dms.rebootReplicationInstance(r -> r.replicationInstanceArn(machine));
            shop.insert(11);
            eventually("it was stopped", () -> {
                ReplicationTask seen = describe(task);
                reasons.add(String.valueOf(seen.stopReason()));
                return seen.status().equals("stopped") || reasons.contains("Stop Reason RECYCLE_TASK");
            });

            await(task, "running");
            shop.arrives(11);
            assertEquals("available", status(machine));
            assertTrue(reasons.contains("Stop Reason RECYCLE_TASK"), reasons::toString);
            end(task);
        }

        @Test
        void isStoppedForAnotherClassAndGoesOnByItself() {
            String machine = instance("3.5.4");
            ReplicationTask task = running(machine);

            dms.modifyReplicationInstance(r -> r.replicationInstanceArn(machine)
                    .replicationInstanceClass("dms.c5.large")
                    .applyImmediately(true));

            eventually(
                    "it was stopped",
                    () -> "Stop Reason RECONFIGURATION_RESTART"
                            .equals(describe(task).stopReason()));
            shop.insert(12);
            await(task, "running");
            shop.arrives(12);
            assertNull(describe(task).stopReason());
            end(task);
        }

        @Test
        void cannotBeMoved() {
            String machine = instance("3.5.4");
            String other = instance("3.5.4");
            ReplicationTask task = running(machine);

            refused("InvalidResourceStateFault", () -> move(task, other));

            end(task);
        }
    }

    @Nested
    class ATaskThatIsMoved {

        @Test
        void holdsBothInstancesAndArrivesAsItWas() {
            String old = instance("3.5.2");
            String young = instance("3.5.4");
            ReplicationTask task = task(old);
            await(task, "ready");

            ReplicationTask moving = move(task, young);

            assertEquals("moving", moving.status());
            assertEquals(old, moving.replicationInstanceArn());
            assertEquals(young, moving.targetReplicationInstanceArn());
            refused(
                    "InvalidResourceStateFault",
                    () -> dms.deleteReplicationInstance(r -> r.replicationInstanceArn(young)));
            refused(
                    "InvalidResourceStateFault",
                    () -> dms.deleteReplicationInstance(r -> r.replicationInstanceArn(old)));
            refused(
                    "InvalidResourceStateFault",
                    () -> dms.deleteReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn())));

            ReplicationTask moved = await(task, "ready");
            assertEquals(young, moved.replicationInstanceArn());
            assertNull(moved.targetReplicationInstanceArn());
            assertEquals(
                    "deleting",
                    dms.deleteReplicationInstance(r -> r.replicationInstanceArn(old))
                            .replicationInstance()
                            .replicationInstanceStatus());
            refused(
                    "InvalidResourceStateFault",
                    () -> dms.deleteReplicationInstance(r -> r.replicationInstanceArn(young)));
            begin(task);
            end(task);
        }

        @Test
        void needsAnotherInstanceOfTheSameOrALaterVersion() {
            String machine = instance("3.5.4");
            String old = instance("3.5.2");
            ReplicationTask task = task(machine);
            await(task, "ready");

            refused("InvalidResourceStateFault", () -> move(task, machine));
            refused("InvalidResourceStateFault", () -> move(task, old));
            refused("ResourceNotFoundFault", () -> move(task, machine + "X"));
            String creating = create("3.5.4");
            refused("InvalidResourceStateFault", () -> move(task, creating));

            // nothing of this has left a trace
            assertEquals(
                    "deleting",
                    dms.deleteReplicationInstance(r -> r.replicationInstanceArn(old))
                            .replicationInstance()
                            .replicationInstanceStatus());
            delete(task);
        }
    }

    @Nested
    class Maintenance {

        @Test
        void isPendingWhereTheEngineIsOldUntilItIsApplied() {
            String old = instance("3.5.3");
            String young = instance("3.5.4");

            PendingMaintenanceAction action = pending(old).get(0);
            assertEquals("db-upgrade", action.action());
            assertEquals(List.of(), pending(young));
            Filter filter = Filter.builder()
                    .name("replication-instance-arn")
                    .values(old, young)
                    .build();
            assertEquals(
                    List.of(old),
                    dms.describePendingMaintenanceActions(r -> r.filters(filter)).pendingMaintenanceActions().stream()
                            .map(each -> each.resourceIdentifier())
                            .toList());

            apply(old, "db-upgrade", "next-maintenance");
            assertEquals("next-maintenance", pending(old).get(0).optInStatus());
            apply(old, "db-upgrade", "undo-opt-in");
            assertNull(pending(old).get(0).optInStatus());
            apply(old, "db-upgrade", "immediate");
            assertEquals("maintenance", status(old));

            eventually("available", () -> status(old).equals("available"));
            assertEquals(List.of(), pending(old));
            assertEquals("3.5.4", describeInstance(old).engineVersion());
        }

        @Test
        void refusesWhatIsNotPendingAndWhatIsNoAction() {
            String young = instance("3.5.4");

            refused("ResourceNotFoundFault", () -> apply(young, "db-upgrade", "immediate"));
            refused("InvalidParameterValueException", () -> apply(young, "paint", "immediate"));
            refused("InvalidParameterValueException", () -> apply(young, "db-upgrade", "tomorrow"));
            refused("ResourceNotFoundFault", () -> apply(young + "X", "db-upgrade", "immediate"));
            refused("ResourceNotFoundFault", () -> pending(young + "X"));
        }
    }

    @Nested
    class Quotas {

        @Test
        void ofAnInstanceAreCountedByTheFullestAndHold() {
            String machine = instance("3.5.4");
            ReplicationTask first = task(machine);
            ReplicationTask second = task(machine);

            refused("ResourceQuotaExceededFault", () -> task(machine));

            Map<String, Long> used = dms.describeAccountAttributes(r -> {}).accountQuotas().stream()
                    .collect(Collectors.toMap(AccountQuota::accountQuotaName, AccountQuota::used));
            assertEquals(2, used.get("ReplicationTasksPerReplicationInstance"));
            assertEquals(2, used.get("EndpointsPerReplicationInstance"));
            delete(second);
            String third = shop.endpoint("third", "target", "mysql");
            String fourth = shop.endpoint("fourth", "source", "postgres");
            refused("ResourceQuotaExceededFault", () -> task(machine, fourth, third));
            delete(task(machine, from, third));
            delete(first);
        }
    }

    private static String create(String version) {
        String name = "machine-" + NUMBER.incrementAndGet();
        return dms.createReplicationInstance(r -> r.replicationInstanceIdentifier(name)
                        .replicationInstanceClass("dms.t3.micro")
                        .engineVersion(version))
                .replicationInstance()
                .replicationInstanceArn();
    }

    private static String instance(String version) {
        String arn = create(version);
        eventually("available", () -> status(arn).equals("available"));
        return arn;
    }

    private static String status(String instance) {
        return describeInstance(instance).replicationInstanceStatus();
    }

    private static ReplicationInstance describeInstance(String instance) {
        Filter filter = Filter.builder()
                .name("replication-instance-arn")
                .values(instance)
                .build();
        return dms.describeReplicationInstances(r -> r.filters(filter))
                .replicationInstances()
                .get(0);
    }

    private static ReplicationTask task(String instance) {
        return task(instance, from, to);
    }

    private static ReplicationTask task(String instance, String source, String target) {
        String name = "task-" + NUMBER.incrementAndGet();
        return dms.createReplicationTask(r -> r.replicationTaskIdentifier(name)
                        .replicationInstanceArn(instance)
                        .sourceEndpointArn(source)
                        .targetEndpointArn(target)
                        .migrationType("cdc")
                        .tableMappings(MAPPINGS))
                .replicationTask();
    }

    private static ReplicationTask running(String instance) {
        ReplicationTask task = task(instance);
        await(task, "ready");
        begin(task);
        return task;
    }

    private static void begin(ReplicationTask task) {
        dms.startReplicationTask(
                r -> r.replicationTaskArn(task.replicationTaskArn()).startReplicationTaskType("start-replication"));
        await(task, "running");
    }

    private static void end(ReplicationTask task) {
        dms.stopReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn()));
        await(task, "stopped");
        delete(task);
    }

    private static void delete(ReplicationTask task) {
        eventually("at rest", () -> !describe(task).status().equals("creating"));
        dms.deleteReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn()));
        eventually(
                "gone",
                () -> dms.describeReplicationTasks(r -> {}).replicationTasks().stream()
                        .noneMatch(each -> each.replicationTaskArn().equals(task.replicationTaskArn())));
    }

    private static ReplicationTask move(ReplicationTask task, String instance) {
        return dms.moveReplicationTask(
                        r -> r.replicationTaskArn(task.replicationTaskArn()).targetReplicationInstanceArn(instance))
                .replicationTask();
    }

    private static ReplicationTask describe(ReplicationTask task) {
        Filter filter = Filter.builder()
                .name("replication-task-arn")
                .values(task.replicationTaskArn())
                .build();
        return dms.describeReplicationTasks(r -> r.filters(filter))
                .replicationTasks()
                .get(0);
    }

    private static ReplicationTask await(ReplicationTask task, String status) {
        eventually("status " + status, () -> describe(task).status().equals(status));
        return describe(task);
    }

    private static List<PendingMaintenanceAction> pending(String instance) {
        return dms
                .describePendingMaintenanceActions(r -> r.replicationInstanceArn(instance))
                .pendingMaintenanceActions()
                .stream()
                .flatMap(each -> each.pendingMaintenanceActionDetails().stream())
                .toList();
    }

    private static void apply(String instance, String action, String optIn) {
        dms.applyPendingMaintenanceAction(
                r -> r.replicationInstanceArn(instance).applyAction(action).optInType(optIn));
    }
}
