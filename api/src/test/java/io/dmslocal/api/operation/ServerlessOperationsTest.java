package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.code;
import static io.dmslocal.api.operation.Calls.filter;
import static io.dmslocal.api.operation.MemoryShop.ORDERS;
import static io.dmslocal.api.operation.Replications.compute;
import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Serverless replications as AWS's SDK sees them, between two databases in memory. */
class ServerlessOperationsTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static MemoryShop shop;
    private static Replications replications;
    private static DatabaseMigrationClient dms;
    private static String from;
    private static String to;

    private String name;

    @BeforeAll
    static void start() {
        shop = MemoryShop.open("100000000019", """
                dms-local.engine.timings.local {
                  serverless { status-change = 50ms, deprovisioning-delay = 1s }
                }
                """, 25);
        replications = new Replications(shop);
        dms = shop.dms();
        from = shop.from();
        to = shop.to();
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @BeforeEach
    void name() {
        name = "Config-" + NUMBER.incrementAndGet();
    }

    @Nested
    class Creating {

        @Test
        void keepsTheIdentifierAndTheComputeConfigAsTheyAreGiven() {
            ReplicationConfig created = create("cdc", c -> c.supplementalSettings("{}"));

            assertEquals(name, created.replicationConfigIdentifier());
            assertTrue(created.replicationConfigArn().matches(".*:replication-config:[A-Z0-9]{26}"), created::toString);
            assertEquals(compute(2, 16), created.computeConfig());
            assertTrue(created.replicationSettings().contains("\"MaxFullLoadSubTasks\":8"));
            assertEquals("{}", created.supplementalSettings());
            assertEquals(false, created.isReadOnly());
            assertEquals(created.replicationConfigCreateTime(), created.replicationConfigUpdateTime());
            Replication replication = describe(created);
            assertEquals("created", replication.status());
            assertNull(replication.provisionData());
            assertEquals(
                    List.of(created),
                    dms.describeReplicationConfigs(r ->
                                    r.filters(filter("replication-config-id", name.toUpperCase(java.util.Locale.ROOT))))
                            .replicationConfigs());
        }

        @Test
        void takesAChosenResourceIdentifierAndTags() {
            ReplicationConfig created = create(
                    "cdc",
                    c -> c.resourceIdentifier("Chosen")
                            .tags(Tag.builder().key("team").value("data").build()));

            assertTrue(created.replicationConfigArn().endsWith(":replication-config:Chosen"));
            assertEquals(
                    "data",
                    dms.listTagsForResource(r -> r.resourceArn(created.replicationConfigArn()))
                            .tagList()
                            .get(0)
                            .value());
        }

        @Test
        void refusesWhatDoesNotExistOrPlaysTheWrongPartOrIsTaken() {
            assertThrows(ResourceNotFoundException.class, () -> create("cdc", c -> c.sourceEndpointArn(from + "X")));
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> create("cdc", c -> c.sourceEndpointArn(to).targetEndpointArn(from))));
            assertEquals("InvalidParameterValueException", code(() -> create("sometimes", c -> {})));
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> create(
                            "cdc", c -> c.computeConfig(ComputeConfig.builder().build()))));
            assertThrows(
                    ResourceNotFoundException.class,
                    () -> create(
                            "cdc", c -> c.computeConfig(compute(2, 16).copy(g -> g.replicationSubnetGroupId("none")))));
            create("cdc", c -> {});
            assertThrows(
                    ResourceAlreadyExistsException.class,
                    () -> create("cdc", c -> c.replicationConfigIdentifier(name.toLowerCase(java.util.Locale.ROOT))));
        }

        @Test
        void holdsItsEndpointsAndItsSubnetGroup() {
            String own = shop.endpoint("own-" + NUMBER.incrementAndGet(), "source", "postgres");
            dms.createReplicationSubnetGroup(g -> g.replicationSubnetGroupIdentifier("held")
                    .replicationSubnetGroupDescription("x")
                    .subnetIds("subnet-1", "subnet-2"));
            ReplicationConfig config = create(
                    "cdc",
                    c -> c.sourceEndpointArn(own)
                            .computeConfig(compute(2, 16).copy(g -> g.replicationSubnetGroupId("Held"))));

            assertThrows(InvalidResourceStateException.class, () -> dms.deleteEndpoint(e -> e.endpointArn(own)));
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.deleteReplicationSubnetGroup(g -> g.replicationSubnetGroupIdentifier("held")));

            delete(config);
            eventually("the endpoint may go", () -> succeeds(() -> dms.deleteEndpoint(e -> e.endpointArn(own))));
            eventually(
                    "the group may go",
                    () -> succeeds(
                            () -> dms.deleteReplicationSubnetGroup(g -> g.replicationSubnetGroupIdentifier("held"))));
        }
    }

    @Nested
    class Modifying {

        @Test
        void takesAnotherNameAndAnotherSourceAndLetsGoOfTheOldOne() {
            String before = shop.endpoint("before-" + NUMBER.incrementAndGet(), "source", "postgres");
            ReplicationConfig config = create("cdc", c -> c.sourceEndpointArn(before));

            ReplicationConfig modified = dms.modifyReplicationConfig(m -> m.replicationConfigArn(
                                    config.replicationConfigArn())
                            .replicationConfigIdentifier(name + "-b")
                            .sourceEndpointArn(from)
                            .computeConfig(
                                    ComputeConfig.builder().maxCapacityUnits(32).build()))
                    .replicationConfig();

            assertEquals("modifying", describe(config).status());
            assertEquals(name + "-b", modified.replicationConfigIdentifier());
            assertEquals(from, modified.sourceEndpointArn());
            assertEquals(compute(2, 32), modified.computeConfig());
            await(config, "created");
            eventually("the old one may go", () -> succeeds(() -> dms.deleteEndpoint(e -> e.endpointArn(before))));
            assertEquals(
                    "InvalidParameterCombinationException",
                    code(() ->
                            dms.modifyReplicationConfig(m -> m.replicationConfigArn(config.replicationConfigArn()))));
        }

        @Test
        void isRefusedWhileItIsOnItsWay() {
            ReplicationConfig config = create("full-load", c -> {});
            start(config, "start-replication");

            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.modifyReplicationConfig(m -> m.replicationConfigArn(config.replicationConfigArn())
                            .supplementalSettings("{}")));
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.deleteReplicationConfig(d -> d.replicationConfigArn(config.replicationConfigArn())));
            assertThrows(InvalidResourceStateException.class, () -> start(config, "start-replication"));
            assertTrue(assertThrows(
                            InvalidResourceStateException.class,
                            () -> dms.modifyEndpoint(e -> e.endpointArn(from).port(2)))
                    .getMessage()
                    .contains("serverless replication " + name));
            await(config, "stopped");
        }
    }

    @Nested
    class Running {

        @Test
        void movesRowsAndChangesAndGivesItsCapacityBack() {
            ReplicationConfig config = create("full-load-and-cdc", c -> {});
            assertEquals("initializing", start(config, "resume-processing").status());

            await(config, "running");
            shop.insert(900);
            shop.arrives(900);
            assertEquals("provisioned", describe(config).provisionData().provisionState());
            assertEquals(1, tables(config));
            reloads(config);
            assertEquals(
                    "stopping",
                    dms.stopReplication(s -> s.replicationConfigArn(config.replicationConfigArn()))
                            .replication()
                            .status());

            await(config, "stopped");
            assertEquals(1, tables(config));
            eventually(
                    "deprovisioned",
                    () -> describe(config).provisionData().provisionState().equals("deprovisioned"));
            assertEquals("stopped", describe(config).status());
            assertEquals(0, tables(config));
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.stopReplication(s -> s.replicationConfigArn(config.replicationConfigArn())));
            delete(config);
        }

        /** Rows that went astray on the target are back; changes made meanwhile are there, too. */
        private void reloads(ReplicationConfig config) {
            shop.target().database().transaction(tx -> tx.delete(ORDERS, 3L));
            dms.reloadReplicationTables(
                    r -> r.replicationConfigArn(config.replicationConfigArn()).tablesToReload(table("orders")));
            shop.insert(901);
            eventually(
                    "the lost row",
                    () -> shop.target().database().content(ORDERS).contains("[3, row 3, 3]"));
            shop.arrives(901);
            eventually(
                    "it is told",
                    () -> dms
                            .describeReplicationTableStatistics(
                                    r -> r.replicationConfigArn(config.replicationConfigArn()))
                            .replicationTableStatistics()
                            .stream()
                            .allMatch(table -> table.fullLoadReloaded()
                                    && table.tableState().equals("Table completed")));
            assertEquals("running", describe(config).status());
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> dms.reloadReplicationTables(r -> r.replicationConfigArn(config.replicationConfigArn())
                            .tablesToReload(table("nobody")))));
            assertEquals(
                    "InvalidParameterCombinationException",
                    code(() -> dms.reloadReplicationTables(r -> r.replicationConfigArn(config.replicationConfigArn())
                            .reloadOption("validate-only")
                            .tablesToReload(table("orders")))));
        }

        @Test
        void anUnknownStartTypeAndASettingThatNoAssessmentHasAreRefusedByName() {
            ReplicationConfig config = create("cdc", c -> {});

            assertEquals("InvalidParameterValueException", code(() -> start(config, "restart")));
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> dms.startReplication(s -> s.replicationConfigArn(config.replicationConfigArn())
                            .startReplicationType("start-replication")
                            .premigrationAssessmentSettings("{\"a\":1}"))));
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.reloadReplicationTables(r -> r.replicationConfigArn(config.replicationConfigArn())
                            .tablesToReload(table("orders"))));
            assertEquals("created", describe(config).status());
        }
    }

    @Nested
    class Listing {

        @Test
        void whatMatchesNothingIsNotFound() {
            Filter nobody = filter("replication-config-arn", "arn:aws:dms:us-east-1:100000000019:replication-config:N");

            assertThrows(ResourceNotFoundException.class, () -> dms.describeReplicationConfigs(r -> r.filters(nobody)));
            assertThrows(ResourceNotFoundException.class, () -> dms.describeReplications(r -> r.filters(nobody)));
            assertThrows(
                    ResourceNotFoundException.class,
                    () -> dms.describeReplicationTableStatistics(
                            r -> r.replicationConfigArn(nobody.values().get(0))));
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> dms.describeReplications(r -> r.filters(filter("status", "created")))));
        }

        @Test
        void goesPageByPage() {
            create("cdc", c -> {});
            create("cdc", c -> c.replicationConfigIdentifier(name + "-2"));

            var first = dms.describeReplications(r -> r.maxRecords(1));

            assertEquals(1, first.replications().size());
            assertTrue(first.marker() != null && !first.marker().isEmpty());
            assertEquals(
                    1,
                    dms.describeReplications(r -> r.maxRecords(1).marker(first.marker()))
                            .replications()
                            .size());
        }
    }

    private ReplicationConfig create(String type, Consumer<CreateReplicationConfigRequest.Builder> more) {
        return replications.create(name, type, more);
    }

    private static Replication start(ReplicationConfig config, String type) {
        return dms.startReplication(s ->
                        s.replicationConfigArn(config.replicationConfigArn()).startReplicationType(type))
                .replication();
    }

    private static TableToReload table(String name) {
        return TableToReload.builder().schemaName("shop").tableName(name).build();
    }

    private static int tables(ReplicationConfig config) {
        return dms.describeReplicationTableStatistics(r -> r.replicationConfigArn(config.replicationConfigArn()))
                .replicationTableStatistics()
                .size();
    }

    /** As the Airflow provider waits for it. */
    private static void delete(ReplicationConfig config) {
        dms.deleteReplicationConfig(d -> d.replicationConfigArn(config.replicationConfigArn()));
        assertEquals("deleting", describe(config).status());
        eventually("the config is gone", () -> {
            try {
                dms.describeReplicationConfigs(
                        r -> r.filters(filter("replication-config-arn", config.replicationConfigArn())));
                return false;
            } catch (ResourceNotFoundException gone) {
                return true;
            }
        });
    }

    private static Replication describe(ReplicationConfig config) {
        return replications.describe(config);
    }

    private static void await(ReplicationConfig config, String status) {
        replications.await(config, status);
    }

    private static boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (InvalidResourceStateException notYet) {
            return false;
        }
    }
}
