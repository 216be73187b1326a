package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.code;
import static io.dmslocal.api.operation.Calls.filter;
import static io.dmslocal.api.operation.MemoryShop.MAPPINGS;
import static io.dmslocal.api.operation.MemoryShop.ORDERS;
import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;

/** Tasks as AWS's SDK sees them, between two databases in memory. */
class TaskOperationsTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static MemoryShop shop;
    private static DatabaseMigrationClient dms;
    private static String instance;
    private static String from;
    private static String to;

    private String name;

    @BeforeAll
    static void start() {
        shop = MemoryShop.open("100000000009", "", 25);
        dms = shop.dms();
        from = shop.from();
        to = shop.to();
        instance = dms.createReplicationInstance(
                        r -> r.replicationInstanceIdentifier("machine").replicationInstanceClass("dms.t3.micro"))
                .replicationInstance()
                .replicationInstanceArn();
        eventually(
                "the instance is available",
                () -> dms.describeReplicationInstances()
                        .replicationInstances()
                        .get(0)
                        .replicationInstanceStatus()
                        .equals("available"));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @BeforeEach
    void name() {
        name = "task-" + NUMBER.incrementAndGet();
    }

    @Nested
    class Creating {

        @Test
        void answersTheCompletedDocumentAndBecomesReady() {
            ReplicationTask created = create("full-load", r -> {});

            assertEquals("creating", created.status());
            assertNull(created.replicationTaskStats());
            assertTrue(created.replicationTaskSettings().contains("\"MaxFullLoadSubTasks\":8"));
            ReplicationTask ready = await(created, "ready");
            assertEquals(0, ready.replicationTaskStats().tablesLoaded());
            assertNull(ready.replicationTaskStartDate());
            assertEquals(
                    List.of(),
                    dms.describeTableStatistics(r -> r.replicationTaskArn(created.replicationTaskArn()))
                            .tableStatistics());
        }

        @Test
        void refusesWhatDoesNotExistOrPlaysTheWrongPart() {
            assertThrows(ResourceNotFoundException.class, () -> create("cdc", r -> r.sourceEndpointArn(from + "X")));
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> create("cdc", r -> r.sourceEndpointArn(to).targetEndpointArn(from))));
            assertEquals("InvalidParameterValueException", code(() -> create("sometimes", r -> {})));
            assertEquals("InvalidParameterValueException", code(() -> create("cdc", r -> r.tableMappings("{"))));
            create("cdc", r -> {});
            assertThrows(ResourceAlreadyExistsException.class, () -> create("cdc", r -> {}));
        }

        @Test
        void holdsItsEndpointsAndInstance() {
            ReplicationTask task = create("full-load", r -> {});

            assertThrows(InvalidResourceStateException.class, () -> dms.deleteEndpoint(r -> r.endpointArn(from)));
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.deleteReplicationInstance(r -> r.replicationInstanceArn(instance)));
            delete(task);
        }
    }

    @Nested
    class Running {

        @Test
        void aFullLoadMovesTheRowsAndStops() {
            ReplicationTask task = create("full-load", r -> {});
            await(task, "ready");

            ReplicationTask starting = start(task, "start-replication");

            assertEquals("starting", starting.status());
            assertNotNull(starting.replicationTaskStartDate());
            ReplicationTask stopped = await(task, "stopped");
            assertEquals("Stop Reason FULL_LOAD_ONLY_FINISHED", stopped.stopReason());
            assertEquals(100, stopped.replicationTaskStats().fullLoadProgressPercent());
            assertEquals(1, stopped.replicationTaskStats().tablesLoaded());
            assertNotNull(stopped.replicationTaskStats().stopDate());
            TableStatistics table = statistics(task);
            assertEquals("Table completed", table.tableState());
            assertTrue(table.fullLoadRows() >= 25, table.toString());
            assertEquals(0L, table.inserts());
            assertEquals(table.fullLoadEndTime(), table.lastUpdateTime());
            assertEquals(
                    shop.source().database().content(ORDERS),
                    shop.target().database().content(ORDERS));
            assertEquals(
                    "Start Type : START_REPLICATION, valid only for tasks running for the first time",
                    refusal(() -> start(task, "start-replication")));
            start(task, "reload-target");
            await(task, "stopped");
            assertTrue(statistics(task).fullLoadReloaded());
            delete(task);
        }

        @Test
        void changesFlowUntilItIsStoppedAndGoOnWithResume() {
            ReplicationTask task = create("full-load-and-cdc", r -> {});
            await(task, "ready");
            start(task, "start-replication");
            await(task, "running");
            shop.insert(1001);
            shop.arrives(1001);
            assertThrows(InvalidResourceStateException.class, () -> delete(task));

            assertEquals(
                    "stopping",
                    dms.stopReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn()))
                            .replicationTask()
                            .status());
            ReplicationTask stopped = await(task, "stopped");
            assertEquals("Stop Reason NORMAL", stopped.stopReason());
            assertTrue(
                    stopped.recoveryCheckpoint().matches("checkpoint:V1#1#\\d+#0#0#\\*#0#\\d+"),
                    stopped.recoveryCheckpoint());
            shop.insert(1002);
            ReplicationTask again = start(task, "resume-processing");

            assertNull(again.stopReason());
            shop.arrives(1002);
            await(task, "running");
            dms.stopReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn()));
            await(task, "stopped");
            delete(task);
        }

        @Test
        void aTableIsLoadedAgainWhileTheTaskRuns() {
            ReplicationTask task = create("full-load-and-cdc", r -> {});
            await(task, "ready");
            assertEquals(
                    "Replication task is in status ready; ReloadTables needs status running.",
                    refusal(() -> reload(task, "orders")));
            start(task, "start-replication");
            await(task, "running");
            shop.insert(2001);
            shop.arrives(2001);
            shop.target().database().transaction(tx -> tx.delete(ORDERS, 2001L));

            assertEquals(task.replicationTaskArn(), reload(task, "orders"));

            shop.arrives(2001);
            eventually(
                    "the table says so",
                    () -> statistics(task).fullLoadReloaded()
                            && statistics(task).tableState().equals("Table completed"));
            assertEquals("running", describe(task).status());
            assertEquals("InvalidParameterValueException", code(() -> reload(task, "nobody")));
            assertEquals("InvalidParameterValueException", code(() -> reload(task, "orders", "orders")));
            dms.stopReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn()));
            await(task, "stopped");
            delete(task);
        }

        @Test
        void anEndpointCannotBeModifiedWhileATaskIsAtWorkWithIt() {
            ReplicationTask task = create("full-load-and-cdc", r -> {});
            await(task, "ready");
            dms.modifyEndpoint(r -> r.endpointArn(to).username("b"));
            test(to);
            start(task, "start-replication");

            InvalidResourceStateException refused = assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.modifyEndpoint(r -> r.endpointArn(from).port(2)));

            assertTrue(
                    refused.awsErrorDetails().errorMessage().contains("in use by replication task " + name),
                    refused.getMessage());
            await(task, "running");
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.modifyEndpoint(r -> r.endpointArn(to).endpointIdentifier("renamed")));
            dms.stopReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn()));
            await(task, "stopped");
            assertEquals(
                    "to",
                    dms.modifyEndpoint(r -> r.endpointArn(to).username("c"))
                            .endpoint()
                            .endpointIdentifier());
            test(to);
            delete(task);
        }

        @Test
        void withoutATableItFailsWithTheReason() {
            ReplicationTask task = create("full-load", r -> r.tableMappings(MAPPINGS.replace("shop", "nowhere")));
            await(task, "ready");
            start(task, "start-replication");

            ReplicationTask failed = await(task, "failed");

            assertEquals("Stop Reason FATAL_ERROR", failed.stopReason());
            assertTrue(failed.lastFailureMessage().contains("No tables were found"), failed.lastFailureMessage());
            delete(task);
        }
    }

    @Nested
    class Modifying {

        @Test
        void goesBackToTheStatusBefore() {
            ReplicationTask task = create("full-load", r -> {});
            await(task, "ready");

            ReplicationTask modifying = dms.modifyReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn())
                            .replicationTaskIdentifier(name + "-new")
                            .replicationTaskSettings("{\"FullLoadSettings\":{\"CommitRate\":77}}"))
                    .replicationTask();

            assertEquals("modifying", modifying.status());
            ReplicationTask ready = await(task, "ready");
            assertTrue(ready.replicationTaskSettings().contains("\"CommitRate\":77"));
            assertEquals(name + "-new", ready.replicationTaskIdentifier());
            assertEquals(
                    "No modifications were requested on the task",
                    refusal(() -> dms.modifyReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn()))));
            delete(task);
        }
    }

    @Nested
    class Deleting {

        @Test
        void theSourceForgetsATaskThatCapturedBeforeItsTypeWasModified() {
            ReplicationTask task = create("cdc", r -> {});
            await(task, "ready");
            start(task, "start-replication");
            eventually("it captures", () -> !shop.source().database().captures().isEmpty());
            await(task, "running");
            dms.stopReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn()));
            await(task, "stopped");
            dms.modifyReplicationTask(
                    r -> r.replicationTaskArn(task.replicationTaskArn()).migrationType("full-load"));
            await(task, "stopped");

            delete(task);

            assertEquals(Set.of(), shop.source().database().captures());
        }

        @Test
        void leavesNothingToBeStartedWithTheNextNode() {
            ReplicationTask task = create("cdc", r -> {});
            await(task, "ready");
            assertTrue(shop.engine().awakeTasks().contains(task.replicationTaskArn()));

            delete(task);

            eventually("it sleeps for good", () -> !shop.engine().awakeTasks().contains(task.replicationTaskArn()));
        }

        @Test
        void nobodyIsCreatedByBeingAskedFor() {
            String nobody = create("cdc", r -> {}).replicationTaskArn() + "X";

            assertThrows(
                    ResourceNotFoundException.class, () -> dms.stopReplicationTask(r -> r.replicationTaskArn(nobody)));
            assertThrows(
                    ResourceNotFoundException.class,
                    () -> dms.startReplicationTask(
                            r -> r.replicationTaskArn(nobody).startReplicationTaskType("start-replication")));
            assertThrows(
                    ResourceNotFoundException.class,
                    () -> dms.describeTableStatistics(r -> r.replicationTaskArn(nobody)));
            assertThrows(ResourceNotFoundException.class, () -> dms.listTagsForResource(r -> r.resourceArn(nobody)));

            assertFalse(shop.engine().awakeTasks().contains(nobody));
        }
    }

    @Nested
    class Describing {

        @Test
        void filtersAndLeavesSettingsOut() {
            ReplicationTask task = create("full-load", r -> {});

            ReplicationTask found = dms.describeReplicationTasks(r -> r.withoutSettings(true)
                            .filters(filter("replication-task-id", name.toUpperCase(java.util.Locale.ROOT))))
                    .replicationTasks()
                    .get(0);

            assertNull(found.replicationTaskSettings());
            assertEquals(MAPPINGS, found.tableMappings());
            assertFalse(dms.describeReplicationTasks(r -> r.filters(filter("endpoint-arn", to)))
                    .replicationTasks()
                    .isEmpty());
            assertEquals(
                    "No Tasks found matching provided filters",
                    refusal(() ->
                            dms.describeReplicationTasks(r -> r.filters(filter("replication-task-id", "nobody")))));
            delete(task);
        }
    }

    private ReplicationTask create(String type, Consumer<CreateReplicationTaskRequest.Builder> more) {
        return dms.createReplicationTask(r -> {
                    r.replicationTaskIdentifier(name)
                            .replicationInstanceArn(instance)
                            .sourceEndpointArn(from)
                            .targetEndpointArn(to)
                            .migrationType(type)
                            .tableMappings(MAPPINGS);
                    more.accept(r);
                })
                .replicationTask();
    }

    private static ReplicationTask start(ReplicationTask task, String type) {
        return dms.startReplicationTask(
                        r -> r.replicationTaskArn(task.replicationTaskArn()).startReplicationTaskType(type))
                .replicationTask();
    }

    private static String reload(ReplicationTask task, String... tables) {
        return dms.reloadTables(r -> r.replicationTaskArn(task.replicationTaskArn())
                        .tablesToReload(Stream.of(tables)
                                .map(name -> TableToReload.builder()
                                        .schemaName("shop")
                                        .tableName(name)
                                        .build())
                                .toList()))
                .replicationTaskArn();
    }

    private static void delete(ReplicationTask task) {
        eventually("the task may be deleted", () -> !describe(task).status().matches("creating|modifying"));
        assertEquals(
                "deleting",
                dms.deleteReplicationTask(r -> r.replicationTaskArn(task.replicationTaskArn()))
                        .replicationTask()
                        .status());
        eventually("the task is gone", () -> {
            try {
                describe(task);
                return false;
            } catch (ResourceNotFoundException gone) {
                return true;
            }
        });
    }

    private static ReplicationTask describe(ReplicationTask task) {
        return dms.describeReplicationTasks(r -> r.filters(filter("replication-task-arn", task.replicationTaskArn())))
                .replicationTasks()
                .get(0);
    }

    private static ReplicationTask await(ReplicationTask task, String status) {
        eventually("status " + status, () -> describe(task).status().equals(status));
        return describe(task);
    }

    private static void test(String endpoint) {
        dms.testConnection(r -> r.endpointArn(endpoint).replicationInstanceArn(instance));
        eventually(
                "the connection is tested",
                () -> dms.describeConnections(r -> r.filters(filter("endpoint-arn", endpoint))).connections().stream()
                        .allMatch(c -> c.status().equals("successful")));
    }

    private static TableStatistics statistics(ReplicationTask task) {
        return dms.describeTableStatistics(r -> r.replicationTaskArn(task.replicationTaskArn()))
                .tableStatistics()
                .get(0);
    }

    private static String refusal(Runnable call) {
        return assertThrows(DatabaseMigrationException.class, call::run)
                .awsErrorDetails()
                .errorMessage();
    }
}
