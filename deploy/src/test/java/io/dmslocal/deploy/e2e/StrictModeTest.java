package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static io.dmslocal.deploy.e2e.Migration.mappings;
import static io.dmslocal.deploy.e2e.Migration.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.model.SchemaConversionRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** Every life, with every switch on that makes a node as strict as AWS: signatures, quotas, tested connections, reachable providers. */
class StrictModeTest {

    private static final String STRICT = """
            dms-local.api.credentials = [{ access-key-id = "test", secret-access-key = "test" }]
            dms-local.engine {
              start-needs-successful-connection-tests = true
              schema-conversion-needs-reachable-providers = true
              quotas { ReplicationInstances = 1, Endpoints = 3, ReplicationTasks = 1, MigrationProjects = 2 }
            }
            """;

    private static final String RULES =
            "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"object-locator\":"
                    + "{\"server-name\":\"db\",\"schema-name\":\"shop\"},\"rule-action\":\"explicit\"}]}";

    @TempDir
    static Path folder;

    private static Emulator emulator;
    private static DatabaseMigrationClient dms;
    private static ContractDatabase source;
    private static ContractDatabase target;

    @BeforeAll
    static void start() throws Exception {
        Path strict = Files.writeString(folder.resolve("strict.conf"), STRICT);
        emulator = Emulator.start(
                List.of("--data", folder.resolve("node").toString(), "--port", "0", "--config", strict.toString()),
                Map.of("DMS_SERVERLESS_DEPROVISIONING_DELAY", "1"));
        dms = emulator.dms();
        source = PostgresServer.shared().database("strict_source");
        target = PostgresServer.shared().database("strict_target");
        Shop.create(source, 200);
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @Test
    void whoSignsWithNoKeyOrAnotherIsNotServed() {
        assertEquals(
                "MissingAuthenticationTokenException",
                emulator.served().call("DescribeEndpoints", "{}").path("__type").asText());
        try (DatabaseMigrationClient wrong = emulator.served().sdk("test", "guessed")) {
            refused("InvalidSignatureException", () -> wrong.describeEndpoints(r -> {}));
        }
        try (DatabaseMigrationClient stranger = emulator.served().sdk("AKIASTRANGER", "test")) {
            refused("UnrecognizedClientException", () -> stranger.describeEndpoints(r -> {}));
        }
        assertTrue(dms.describeAccountAttributes(r -> {}).hasAccountQuotas());
    }

    /** Both lives share the quota of endpoints. */
    @Test
    void instancesEndpointsTasksAndReplicationsLiveWithinTheirQuotas() throws Exception {
        Migration migration = Migration.of(emulator);
        quota(() -> dms.createReplicationInstance(
                r -> r.replicationInstanceIdentifier("second").replicationInstanceClass("dms.t3.medium")));
        String from = migration.source("from", source.endpoint());
        String to = migration.target("to", target.endpoint());
        aTaskNeedsSuccessfulTests(migration, from);
        String third = dms.createEndpoint(r -> r.endpointIdentifier("third")
                        .endpointType(ReplicationEndpointTypeValue.SOURCE)
                        .engineName("mysql"))
                .endpoint()
                .endpointArn();
        quota(() -> dms.createEndpoint(r -> r.endpointIdentifier("fourth")
                .endpointType(ReplicationEndpointTypeValue.SOURCE)
                .engineName("mysql")));

        Task task = migration.task(r -> r.replicationTaskIdentifier("shop")
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                .tableMappings(mappings("shop")));
        quota(() -> dms.createReplicationTask(r -> r.replicationTaskIdentifier("more")
                .replicationInstanceArn(migration.instance())
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.FULL_LOAD)
                .tableMappings(mappings("shop"))));
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        task.awaitTable("account", "Table completed");
        refused(
                "InvalidResourceStateFault",
                () -> dms.deleteReplicationInstance(r -> r.replicationInstanceArn(migration.instance())));
        refused("InvalidResourceStateFault", () -> dms.deleteEndpoint(r -> r.endpointArn(from)));
        dms.rebootReplicationInstance(r -> r.replicationInstanceArn(migration.instance()));
        eventually(
                "the instance reboots",
                task::state,
                () -> !instanceStatus(migration).equals("available"));
        eventually(
                "the instance is back",
                task::state,
                () -> instanceStatus(migration).equals("available"));
        task.await("running");
        task.stop();
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.RESUME_PROCESSING);
        task.stop();
        task.delete();
        aReplicationRunsToo(from, to);
        migration.delete(from, to, third);
    }

    @Test
    void schemaConversionAndDataMigrationsNeedWhatTheyName() {
        dms.createInstanceProfile(r -> r.instanceProfileName("profile"));
        provider("there", source.endpoint().port());
        provider("away", 1);
        String reached = project("reached", "there");
        String unreached = project("unreached", "away");
        quota(() -> project("third", "there"));

        assertEquals("SUCCESS", assessed(reached).status());
        SchemaConversionRequest failed = assessed(unreached);
        assertEquals("FAILED", failed.status());
        assertTrue(failed.error().defaultErrorDetails().message().contains("away"), failed::toString);

        dms.createDataMigration(r -> r.dataMigrationName("nightly")
                .migrationProjectIdentifier("reached")
                .dataMigrationType(MigrationTypeValue.CDC)
                .serviceAccessRoleArn("arn:aws:iam::000000000000:role/dms"));
        refused(
                "InvalidResourceStateFault",
                () -> dms.deleteMigrationProject(r -> r.migrationProjectIdentifier("reached")));
        dms.startDataMigration(r -> r.dataMigrationIdentifier("nightly").startType("start-replication"));
        eventually(
                "it runs",
                () -> dataMigration().toString(),
                () -> dataMigration().dataMigrationStatus().equals("running"));
        dms.stopDataMigration(r -> r.dataMigrationIdentifier("nightly"));
        eventually(
                "it is stopped",
                () -> dataMigration().toString(),
                () -> dataMigration().dataMigrationStatus().equals("stopped"));
        dms.deleteDataMigration(r -> r.dataMigrationIdentifier("nightly"));
        eventually("the project is free", () -> "", () -> {
            dms.deleteMigrationProject(r -> r.migrationProjectIdentifier("reached"));
            return true;
        });
    }

    private void aTaskNeedsSuccessfulTests(Migration migration, String from) {
        String nobody = dms.createEndpoint(r -> r.endpointIdentifier("nobody")
                        .endpointType(ReplicationEndpointTypeValue.TARGET)
                        .engineName("postgres")
                        .serverName("127.0.0.1")
                        .port(1)
                        .username("u")
                        .password("p")
                        .databaseName("d"))
                .endpoint()
                .endpointArn();
        dms.testConnection(r -> r.replicationInstanceArn(migration.instance()).endpointArn(nobody));
        eventually(
                "the test fails",
                () -> "",
                () -> dms.describeConnections(r -> r.filters(where("endpoint-arn", nobody)))
                        .connections()
                        .get(0)
                        .status()
                        .equals("failed"));
        Task untested = migration.task(r -> r.replicationTaskIdentifier("untested")
                .sourceEndpointArn(from)
                .targetEndpointArn(nobody)
                .migrationType(MigrationTypeValue.FULL_LOAD)
                .tableMappings(mappings("shop")));

        refused("InvalidResourceStateFault", untested::start);

        assertEquals("ready", untested.describe().status());
        untested.delete();
        dms.deleteEndpoint(r -> r.endpointArn(nobody));
        eventually(
                "its place is free",
                () -> "",
                () -> dms.describeEndpoints(r -> {}).endpoints().size() == 2);
    }

    private void aReplicationRunsToo(String from, String to) throws Exception {
        String arn = dms.createReplicationConfig(r -> r.replicationConfigIdentifier("shop-config")
                        .replicationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                        .sourceEndpointArn(from)
                        .targetEndpointArn(to)
                        .computeConfig(c -> c.maxCapacityUnits(4))
                        .tableMappings(mappings("shop")))
                .replicationConfig()
                .replicationConfigArn();
        dms.startReplication(r -> r.replicationConfigArn(arn).startReplicationType("start-replication"));
        awaitReplication(arn, "running");
        source.run("insert into shop.account values (800000, 'strictly', 1, now())");
        Contents.awaitEqual(
                source, target, List.of("shop.account"), () -> replication(arn).toString());
        dms.stopReplication(r -> r.replicationConfigArn(arn));
        awaitReplication(arn, "stopped");
        dms.deleteReplicationConfig(r -> r.replicationConfigArn(arn));
        eventually(
                "the config is gone",
                () -> "",
                () -> dms.describeReplicationConfigs(r -> {})
                        .replicationConfigs()
                        .isEmpty());
    }

    private void awaitReplication(String arn, String status) {
        eventually(
                status,
                () -> replication(arn) + "\n" + emulator.logTail(),
                () -> replication(arn).status().equals(status));
    }

    private static Replication replication(String arn) {
        return dms.describeReplications(r -> r.filters(where("replication-config-arn", arn)))
                .replications()
                .get(0);
    }

    private static String instanceStatus(Migration migration) {
        return dms.describeReplicationInstances(r -> r.filters(where("replication-instance-arn", migration.instance())))
                .replicationInstances()
                .get(0)
                .replicationInstanceStatus();
    }

    private static DataMigration dataMigration() {
        return dms.describeDataMigrations(r -> r.filters(where("data-migration-name", "nightly")))
                .dataMigrations()
                .get(0);
    }

    private static void provider(String name, int port) {
        dms.createDataProvider(r -> r.dataProviderName(name)
                .engine("postgres")
                .settings(s -> s.postgreSqlSettings(
                        p -> p.serverName("127.0.0.1").port(port).databaseName("strict_source"))));
    }

    private static String project(String name, String provider) {
        DataProviderDescriptorDefinition descriptor = DataProviderDescriptorDefinition.builder()
                .dataProviderIdentifier(provider)
                .build();
        return dms.createMigrationProject(r -> r.migrationProjectName(name)
                        .instanceProfileIdentifier("profile")
                        .sourceDataProviderDescriptors(descriptor)
                        .targetDataProviderDescriptors(descriptor))
                .migrationProject()
                .migrationProjectArn();
    }

    private static SchemaConversionRequest assessed(String project) {
        String id = dms.startMetadataModelAssessment(
                        r -> r.migrationProjectIdentifier(project).selectionRules(RULES))
                .requestIdentifier();
        eventually(
                "the request ends",
                () -> request(project, id).toString(),
                () -> List.of("SUCCESS", "FAILED").contains(request(project, id).status()));
        return request(project, id);
    }

    private static SchemaConversionRequest request(String project, String id) {
        return dms.describeMetadataModelAssessments(
                        r -> r.migrationProjectIdentifier(project).filters(where("request-id", id)))
                .requests()
                .get(0);
    }

    private static void quota(Executable call) {
        refused("ResourceQuotaExceededFault", call);
    }

    private static void refused(String code, Executable call) {
        DatabaseMigrationException refused = assertThrows(DatabaseMigrationException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode(), refused::getMessage);
    }
}
