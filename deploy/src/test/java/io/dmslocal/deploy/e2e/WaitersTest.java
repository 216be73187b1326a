package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Migration.mappings;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;
import software.amazon.awssdk.services.databasemigration.waiters.DatabaseMigrationWaiter;

/** Every waiter of AWS's service succeeds against a node in a process of its own. */
class WaitersTest {

    private static final String RULES =
            "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"object-locator\":"
                    + "{\"server-name\":\"db\",\"schema-name\":\"shop\"},\"rule-action\":\"explicit\"}]}";

    /** Those that the SDK of this build has; this test and {@link Migration} call each. */
    private static final Set<String> OF_THE_SDK = Set.of(
            "EndpointDeleted",
            "ReplicationInstanceAvailable",
            "ReplicationInstanceDeleted",
            "ReplicationTaskDeleted",
            "ReplicationTaskReady",
            "ReplicationTaskRunning",
            "ReplicationTaskStopped",
            "TestConnectionSucceeds");

    @TempDir
    Path folder;

    private final Map<String, ModelledWaiter> waiters = ModelledWaiter.all();
    private final Set<String> succeeded = new TreeSet<>();
    private Emulator emulator;
    private DatabaseMigrationClient dms;

    @BeforeEach
    void start() {
        emulator = Emulator.on(folder);
        dms = emulator.dms();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void allSeventeenOfTheServicesModelSucceed() throws Exception {
        theLifeOfATask();
        theRequestsOfSchemaConversion();

        assertEquals(17, waiters.size());
        assertEquals(waiters.keySet(), succeeded);
    }

    @Test
    void theSdksOwnSucceed() throws Exception {
        ContractDatabase source = shop();
        Migration migration = Migration.of(emulator);
        String from = migration.source("from", source.endpoint());
        String to = migration.target(
                "to", PostgresServer.shared().database("waiters_target").endpoint());
        Task task = migration.task(r -> r.replicationTaskIdentifier("shop")
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.CDC)
                .tableMappings(mappings("shop")));

        task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        task.stop();
        task.delete();
        migration.delete(from, to);

        assertEquals(
                OF_THE_SDK,
                Arrays.stream(DatabaseMigrationWaiter.class.getMethods())
                        .map(Method::getName)
                        .filter(name -> name.startsWith("waitUntil"))
                        .map(name -> name.substring("waitUntil".length()))
                        .collect(Collectors.toSet()),
                "a newer SDK has more waiters: call them here");
    }

    private void theLifeOfATask() throws Exception {
        ContractDatabase source = shop();
        ContractDatabase target = PostgresServer.shared().database("waiters_target");
        String instance = dms.createReplicationInstance(
                        r -> r.replicationInstanceIdentifier("waited").replicationInstanceClass("dms.t3.medium"))
                .replicationInstance()
                .replicationInstanceArn();
        await("ReplicationInstanceAvailable", "replication-instance-arn", instance);
        Migration migration = new Migration(emulator::dms, emulator::logTail, instance);
        String from = migration.source("from", source.endpoint());
        String to = migration.target("to", target.endpoint());
        dms.testConnection(r -> r.replicationInstanceArn(instance).endpointArn(from));
        await("TestConnectionSucceeds", "endpoint-arn", from);

        String task = dms.createReplicationTask(r -> r.replicationTaskIdentifier("shop")
                        .replicationInstanceArn(instance)
                        .sourceEndpointArn(from)
                        .targetEndpointArn(to)
                        .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                        .tableMappings(mappings("shop")))
                .replicationTask()
                .replicationTaskArn();
        await("ReplicationTaskReady", "replication-task-arn", task);
        dms.startReplicationTask(r ->
                r.replicationTaskArn(task).startReplicationTaskType(StartReplicationTaskTypeValue.START_REPLICATION));
        await("ReplicationTaskRunning", "replication-task-arn", task);
        dms.stopReplicationTask(r -> r.replicationTaskArn(task));
        await("ReplicationTaskStopped", "replication-task-arn", task);
        dms.deleteReplicationTask(r -> r.replicationTaskArn(task));
        await("ReplicationTaskDeleted", "replication-task-arn", task);
        for (String endpoint : new String[] {from, to}) {
            dms.deleteEndpoint(r -> r.endpointArn(endpoint));
            await("EndpointDeleted", "endpoint-arn", endpoint);
        }
        dms.deleteReplicationInstance(r -> r.replicationInstanceArn(instance));
        await("ReplicationInstanceDeleted", "replication-instance-arn", instance);
    }

    private void theRequestsOfSchemaConversion() {
        String project = project();
        awaitRequest(
                "MetadataModelImported",
                project,
                dms.startMetadataModelImport(r -> r.migrationProjectIdentifier(project)
                                .origin("SOURCE")
                                .refresh(true)
                                .selectionRules(RULES))
                        .requestIdentifier());
        awaitRequest(
                "MetadataModelAssessed",
                project,
                dms.startMetadataModelAssessment(
                                r -> r.migrationProjectIdentifier(project).selectionRules(RULES))
                        .requestIdentifier());
        awaitRequest("MetadataModelConverted", project, conversion(project));
        awaitRequest("MetadataModelCreated", project, creation(project, "kept"));
        awaitRequest(
                "MetadataModelExportedAsScript",
                project,
                dms.startMetadataModelExportAsScript(r -> r.migrationProjectIdentifier(project)
                                .origin("TARGET")
                                .selectionRules(RULES))
                        .requestIdentifier());
        awaitRequest(
                "MetadataModelExportedToTarget",
                project,
                dms.startMetadataModelExportToTarget(
                                r -> r.migrationProjectIdentifier(project).selectionRules(RULES))
                        .requestIdentifier());
        awaitRequest(
                "ExtensionPackAssociated",
                project,
                dms.startExtensionPackAssociation(r -> r.migrationProjectIdentifier(project))
                        .requestIdentifier());
        String conversion = conversion(project);
        dms.cancelMetadataModelConversion(
                r -> r.migrationProjectIdentifier(project).requestIdentifier(conversion));
        awaitRequest("MetadataModelConversionCancelled", project, conversion);
        String creation = creation(project, "dropped");
        dms.cancelMetadataModelCreation(
                r -> r.migrationProjectIdentifier(project).requestIdentifier(creation));
        awaitRequest("MetadataModelCreationCancelled", project, creation);
    }

    private String conversion(String project) {
        return dms.startMetadataModelConversion(
                        r -> r.migrationProjectIdentifier(project).selectionRules(RULES))
                .requestIdentifier();
    }

    private String creation(String project, String name) {
        return dms.startMetadataModelCreation(r -> r.migrationProjectIdentifier(project)
                        .metadataModelName(name)
                        .selectionRules(RULES)
                        .properties(p -> p.statementProperties(s -> s.definition("SELECT 1"))))
                .requestIdentifier();
    }

    /** Between two virtual data providers. */
    private String project() {
        dms.createInstanceProfile(r -> r.instanceProfileName("profile"));
        for (String name : new String[] {"from", "to"}) {
            dms.createDataProvider(r -> r.dataProviderName(name)
                    .engine("postgres")
                    .virtual(true)
                    .settings(s -> s.postgreSqlSettings(
                            p -> p.serverName("db").port(5432).databaseName("shop"))));
        }
        return dms.createMigrationProject(r -> r.migrationProjectName("project")
                        .instanceProfileIdentifier("profile")
                        .sourceDataProviderDescriptors(provider("from"))
                        .targetDataProviderDescriptors(provider("to"))
                        .schemaConversionApplicationAttributes(s3 -> s3.s3BucketPath("s3://bucket")))
                .migrationProject()
                .migrationProjectArn();
    }

    private static DataProviderDescriptorDefinition provider(String name) {
        return DataProviderDescriptorDefinition.builder()
                .dataProviderIdentifier(name)
                .build();
    }

    private static ContractDatabase shop() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("waiters_source");
        Shop.create(source, 100);
        return source;
    }

    private void awaitRequest(String waiter, String project, String request) {
        await(waiter, """
                {"MigrationProjectIdentifier": "%s", "Filters": [{"Name": "request-id", "Values": ["%s"]}]}""".formatted(project, request));
    }

    private void await(String waiter, String filter, String value) {
        await(waiter, """
                {"Filters": [{"Name": "%s", "Values": ["%s"]}]}""".formatted(filter, value));
    }

    private void await(String waiter, String request) {
        waiters.get(waiter).await(emulator.served(), request);
        succeeded.add(waiter);
    }
}
