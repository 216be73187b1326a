package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;

/** A replication without an instance, over HTTP, between real databases; by the calls that Terraform and Airflow make. */
class ServerlessTest {

    private static final int ACCOUNTS = 5_000;

    @TempDir
    Path folder;

    private Emulator emulator;

    @Test
    void aReplicationMovesRowsOutlivesAKillStopsAndGivesItsCapacityBack() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("serverless_source");
        ContractDatabase target = PostgresServer.shared().database("serverless_target");
        Shop.create(source, ACCOUNTS);
        try (Emulator node = Emulator.start(
                        List.of("--data", folder.toString(), "--port", "0"),
                        Map.of("DMS_SERVERLESS_DEPROVISIONING_DELAY", "2"));
                ShopWriter writer = ShopWriter.start(source, 7)) {
            emulator = node;
            String from = endpoint("from", ReplicationEndpointTypeValue.SOURCE, source);
            String to = endpoint("to", ReplicationEndpointTypeValue.TARGET, target);
            ReplicationConfig config = create(from, to);
            String arn = config.replicationConfigArn();
            isAsItWasCreated(config);

            // Terraform: the very first start says resume-processing, and each status on the way is pending
            assertEquals("initializing", start(arn, "resume-processing").status());
            assertTrue(awaitStatus(arn, "running").contains("testing_connection"));
            assertEquals("provisioned", describe(arn).provisionData().provisionState());
            writer.awaitMore(50);
            emulator.kill();
            emulator.startAgain();
            awaitStatus(arn, "running");
            eventually(
                    "all tables are loaded",
                    () -> describe(arn).toString(),
                    () -> describe(arn).replicationStats().tablesLoaded() == 4);
            // as by a hand that slipped; alone with the table, or it and the changes that come may wait for each
            // other's rows
            target.run("do $$ begin lock table shop.document in exclusive mode;"
                    + " delete from shop.document where id % 2 = 0; end $$");
            emulator.dms()
                    .reloadReplicationTables(r -> r.replicationConfigArn(arn)
                            .tablesToReload(TableToReload.builder()
                                    .schemaName("shop")
                                    .tableName("document")
                                    .build()));
            writer.awaitMore(50);
            writer.finish();
            Contents.awaitEqual(source, target, Shop.KEYED, () -> describe(arn).toString());
            assertEquals(4, tables(arn));

            emulator.dms().stopReplication(r -> r.replicationConfigArn(arn));
            awaitStatus(arn, "stopped");
            assertEquals("Stop Reason NORMAL", describe(arn).stopReason());
            awaitProvision(arn, "deprovisioned");
            assertEquals(0, tables(arn));

            // Terraform: a stopped config is modified, and started again where it was
            emulator.dms()
                    .modifyReplicationConfig(r -> r.replicationConfigArn(arn)
                            .computeConfig(config.computeConfig().copy(c -> c.maxCapacityUnits(32))));
            awaitStatus(arn, "stopped");
            source.run("insert into shop.account values (900000, 'while it was stopped', 1, now())");
            start(arn, "resume-processing");
            awaitStatus(arn, "running");
            Contents.awaitEqual(source, target, Shop.KEYED, () -> describe(arn).toString());

            emulator.dms().stopReplication(r -> r.replicationConfigArn(arn));
            awaitStatus(arn, "stopped");
            deletedAsAirflowWaitsForIt(arn);
            eventually(
                    "the source has forgotten it",
                    () -> "",
                    () -> Contents.count(
                                    source,
                                    "select count(*) from pg_replication_slots where database = current_database()")
                            == 0);
            emulator.dms().deleteEndpoint(r -> r.endpointArn(from));
        }
    }

    @Test
    void anEndpointThatCannotBeReachedFailsTheReplicationWithTheReason() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("serverless_alone");
        try (Emulator node = Emulator.on(folder)) {
            emulator = node;
            String from = endpoint("from", ReplicationEndpointTypeValue.SOURCE, source);
            String to = emulator.dms()
                    .createEndpoint(r -> r.endpointIdentifier("nobody")
                            .endpointType(ReplicationEndpointTypeValue.TARGET)
                            .engineName("postgres")
                            .serverName("127.0.0.1")
                            .port(1)
                            .username("u")
                            .password("p")
                            .databaseName("d"))
                    .endpoint()
                    .endpointArn();
            String arn = create(from, to).replicationConfigArn();

            start(arn, "start-replication");

            awaitStatus(arn, "failed");
            Replication failed = describe(arn);
            assertEquals("Stop Reason FATAL_ERROR", failed.stopReason());
            assertTrue(failed.failureMessages().get(0).contains("Test connection failed for target"), failed::toString);
            assertNull(failed.provisionData());
            deletedAsAirflowWaitsForIt(arn);
        }
    }

    private ReplicationConfig create(String from, String to) {
        return emulator.dms()
                .createReplicationConfig(r -> r.replicationConfigIdentifier("Shop-config")
                        .replicationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                        .sourceEndpointArn(from)
                        .targetEndpointArn(to)
                        .computeConfig(c -> c.minCapacityUnits(1).maxCapacityUnits(16))
                        .tableMappings(Migration.mappings("shop"))
                        .replicationSettings("""
                                {"TargetMetadata": {"SupportLobs": true, "FullLobMode": true, "LimitedSizeLobMode": false}}"""))
                .replicationConfig();
    }

    /** What Terraform reads back after a create. */
    private void isAsItWasCreated(ReplicationConfig config) {
        String arn = config.replicationConfigArn();
        ReplicationConfig read = emulator.dms()
                .describeReplicationConfigs(r -> r.filters(Migration.where("replication-config-arn", arn)))
                .replicationConfigs()
                .get(0);
        assertEquals(config, read);
        assertEquals("Shop-config", read.replicationConfigIdentifier());
        assertNull(read.computeConfig().multiAZ());
        assertEquals(
                List.of(),
                emulator.dms().listTagsForResource(r -> r.resourceArn(arn)).tagList());
        assertEquals("created", describe(arn).status());
        assertNull(describe(arn).provisionData());
    }

    private void deletedAsAirflowWaitsForIt(String arn) {
        awaitNoProvision(arn);
        emulator.dms().deleteReplicationConfig(r -> r.replicationConfigArn(arn));
        eventually("the config is gone", () -> "", () -> {
            try {
                emulator.dms()
                        .describeReplicationConfigs(r -> r.filters(Migration.where("replication-config-arn", arn)));
                return false;
            } catch (ResourceNotFoundException gone) {
                return true;
            }
        });
        assertThrows(ResourceNotFoundException.class, () -> describe(arn));
    }

    /** Airflow deletes what has no capacity. */
    private void awaitNoProvision(String arn) {
        if (describe(arn).provisionData() != null) {
            awaitProvision(arn, "deprovisioned");
        }
    }

    private void awaitProvision(String arn, String state) {
        eventually(
                state,
                () -> describe(arn).toString(),
                () -> describe(arn).provisionData().provisionState().equals(state));
    }

    /** @return the statuses that were seen on the way */
    private Set<String> awaitStatus(String arn, String status) {
        Set<String> seen = new ConcurrentSkipListSet<>();
        eventually(status, () -> describe(arn) + "\n" + emulator.logTail(), () -> {
            seen.add(describe(arn).status());
            return seen.contains(status);
        });
        return seen;
    }

    private Replication start(String arn, String type) {
        return emulator.dms()
                .startReplication(r -> r.replicationConfigArn(arn).startReplicationType(type))
                .replication();
    }

    private int tables(String arn) {
        return emulator.dms()
                .describeReplicationTableStatistics(r -> r.replicationConfigArn(arn))
                .replicationTableStatistics()
                .size();
    }

    private Replication describe(String arn) {
        return emulator.dms()
                .describeReplications(r -> r.filters(Migration.where("replication-config-arn", arn)))
                .replications()
                .get(0);
    }

    private String endpoint(String name, ReplicationEndpointTypeValue type, ContractDatabase database) {
        return emulator.dms()
                .createEndpoint(r -> r.endpointIdentifier(name)
                        .endpointType(type)
                        .engineName(database.endpoint().engineName())
                        .serverName(database.endpoint().serverName())
                        .port(database.endpoint().port())
                        .username(database.endpoint().username())
                        .password(database.endpoint().password())
                        .databaseName(database.endpoint().databaseName()))
                .endpoint()
                .endpointArn();
    }
}
