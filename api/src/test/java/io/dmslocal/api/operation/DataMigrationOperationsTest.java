package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CreateDataMigrationRequest;
import software.amazon.awssdk.services.databasemigration.model.DataMigration;
import software.amazon.awssdk.services.databasemigration.model.DataProviderDescriptorDefinition;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.SourceDataSetting;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Data migrations as AWS's SDK sees them. */
class DataMigrationOperationsTest {

    private static final SourceDataSetting SLOT =
            SourceDataSetting.builder().slotName("slot").build();
    private static final String ROLE = "arn:aws:iam::000000000000:role/mover";

    private static RunningEngine engine;
    private static ServedApi api;

    private DatabaseMigrationClient dms;

    @BeforeAll
    static void start() {
        engine = new RunningEngine("""
                dms-local.engine.timings.local.data-migration {
                  starting = 300ms, running = 300ms, stopping = 300ms, deleting = 300ms
                }
                """);
        api = ServedApi.of(AllOperations.of(engine.engine()));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
    }

    /** A world of its own for each test, with a project. */
    @BeforeEach
    void project(TestInfo test) {
        String account =
                String.format("%012d", Math.floorMod(test.getDisplayName().hashCode(), 1_000_000_000));
        dms = api.client(account, "eu-west-1");
        dms.createDataProvider(request -> request.dataProviderName("db")
                .engine("postgres")
                .settings(settings -> settings.postgreSqlSettings(postgres -> postgres.serverName("localhost"))));
        dms.createInstanceProfile(request -> request.instanceProfileName("profile"));
        dms.createMigrationProject(request -> request.migrationProjectName("project")
                .instanceProfileIdentifier("profile")
                .sourceDataProviderDescriptors(descriptor("db", null))
                .targetDataProviderDescriptors(descriptor("db", null)));
    }

    @Test
    void aMigrationIsCreatedReadyAndReadBackByNameArnAndProject() {
        DataMigration created = create(
                "Nightly",
                MigrationTypeValue.FULL_LOAD,
                request -> request.selectionRules("{\"rules\":[]}")
                        .tags(Tag.builder().key("team").value("blue").build()));

        assertEquals("ready", created.dataMigrationStatus());
        assertEquals("Nightly", created.dataMigrationName());
        assertNotNull(created.dataMigrationCreateTime());
        assertEquals(8, created.dataMigrationSettings().numberOfJobs());
        assertEquals(0, created.dataMigrationStatistics().tablesLoaded());
        for (Filter filter : List.of(
                filter("data-migration-identifier", "nightly"),
                filter("data-migration-identifier", created.dataMigrationArn()),
                filter("data-migration-name", "NIGHTLY"),
                filter("data-migration-arn", created.dataMigrationArn()),
                filter("migration-project-identifier", "Project"),
                filter("migration-project-identifier", created.migrationProjectArn()))) {
            assertEquals(List.of(created), described(filter), filter.toString());
        }
        refused("ResourceNotFoundFault", () -> described(filter("migration-project-identifier", "other")));
        refused("InvalidParameterValueException", () -> described(filter("status", "ready")));
        assertEquals(
                "blue",
                dms.listTagsForResource(request -> request.resourceArn(created.dataMigrationArn()))
                        .tagList()
                        .get(0)
                        .value());
    }

    @Test
    void settingsAndStatisticsAreLeftOutOnRequest() {
        create("m", MigrationTypeValue.CDC, request -> request.sourceDataSettings(SLOT));

        DataMigration bare = dms.describeDataMigrations(
                        request -> request.withoutSettings(true).withoutStatistics(true))
                .dataMigrations()
                .get(0);
        DataMigration whole =
                dms.describeDataMigrations(request -> {}).dataMigrations().get(0);

        assertNull(bare.dataMigrationSettings());
        assertNull(bare.dataMigrationStatistics());
        assertFalse(bare.hasSourceDataSettings());
        assertEquals("slot", whole.sourceDataSettings().get(0).slotName());
        assertNotNull(whole.dataMigrationStatistics());
    }

    @Test
    void aFullLoadStartsRunsAndStopsByItself() {
        create("m", MigrationTypeValue.FULL_LOAD, request -> {});
        refused("InvalidOperationFault", () -> start("resume-processing"));
        refused("InvalidResourceStateFault", () -> dms.stopDataMigration(each -> each.dataMigrationIdentifier("m")));

        assertEquals("starting", start("start-replication").dataMigrationStatus());

        refused("InvalidResourceStateFault", () -> start("start-replication"));
        refused(
                "InvalidResourceStateFault",
                () -> dms.modifyDataMigration(
                        each -> each.dataMigrationIdentifier("m").numberOfJobs(1)));
        refused(
                "InvalidResourceStateFault",
                () -> dms.modifyMigrationProject(
                        each -> each.migrationProjectIdentifier("project").description("d")));
        eventually("running", () -> status("m").equals("running"));
        eventually("stopped", () -> status("m").equals("stopped"));
        DataMigration stopped = described(filter("data-migration-name", "m")).get(0);
        assertTrue(stopped.stopReason().startsWith("Nothing was moved"), stopped.stopReason());
        assertNotNull(stopped.dataMigrationEndTime());
        assertEquals("starting", start("reload-target").dataMigrationStatus());
    }

    @Test
    void changesAreFollowedUntilSomebodyStopsIt() {
        create("m", MigrationTypeValue.CDC, request -> {});
        start("start-replication");
        eventually("running", () -> status("m").equals("running"));
        refused("InvalidResourceStateFault", () -> dms.deleteDataMigration(each -> each.dataMigrationIdentifier("m")));

        assertEquals(
                "stopping",
                dms.stopDataMigration(each -> each.dataMigrationIdentifier("M"))
                        .dataMigration()
                        .dataMigrationStatus());
        eventually("stopped", () -> status("m").equals("stopped"));
        assertEquals("starting", start("resume-processing").dataMigrationStatus());
    }

    @Test
    void aMigrationIsModifiedAndRenamed() {
        DataMigration created = create("old", MigrationTypeValue.FULL_LOAD, request -> {});
        create("taken", MigrationTypeValue.FULL_LOAD, request -> {});
        refused(
                "ResourceAlreadyExistsFault",
                () -> dms.modifyDataMigration(
                        each -> each.dataMigrationIdentifier("old").dataMigrationName("TAKEN")));

        DataMigration modified = dms.modifyDataMigration(each -> each.dataMigrationIdentifier("old")
                        .dataMigrationName("New")
                        .enableCloudwatchLogs(true)
                        .dataMigrationType(MigrationTypeValue.FULL_LOAD_AND_CDC))
                .dataMigration();

        assertEquals("New", modified.dataMigrationName());
        assertEquals(created.dataMigrationArn(), modified.dataMigrationArn());
        assertEquals(true, modified.dataMigrationSettings().cloudwatchLogsEnabled());
        assertEquals(List.of(modified), described(filter("data-migration-name", "new")));
        refused("ResourceNotFoundFault", () -> described(filter("data-migration-name", "old")));
    }

    @Test
    void aMigrationHoldsItsProjectUntilItIsGone() {
        create("m", MigrationTypeValue.FULL_LOAD, request -> {});
        dms.modifyMigrationProject(
                each -> each.migrationProjectIdentifier("project").description("allowed while nothing runs"));
        String message = refused(
                "InvalidResourceStateFault",
                () -> dms.deleteMigrationProject(each -> each.migrationProjectIdentifier("project")));
        assertTrue(message.contains("because of m,"), message);

        assertEquals(
                "deleting",
                dms.deleteDataMigration(each -> each.dataMigrationIdentifier("m"))
                        .dataMigration()
                        .dataMigrationStatus());

        eventually(
                "gone",
                () -> dms.describeDataMigrations(each -> {}).dataMigrations().isEmpty());
        eventually("the project is free", this::deletesProject);
    }

    @Test
    void whatCannotBeIsRefused() {
        refused(
                "ResourceNotFoundFault",
                () -> create("m", MigrationTypeValue.CDC, request -> request.migrationProjectIdentifier("nowhere")));
        refused(
                "InvalidParameterValueException",
                () -> create("m", MigrationTypeValue.CDC, request -> request.selectionRules("rules")));
        refused(
                "InvalidOperationFault",
                () -> create("m", MigrationTypeValue.FULL_LOAD, request -> request.sourceDataSettings(SLOT)));
        create("m", MigrationTypeValue.CDC, request -> {});
        refused("ResourceAlreadyExistsFault", () -> create("M", MigrationTypeValue.CDC, request -> {}));
        refused(
                "ResourceNotFoundFault",
                () -> dms.startDataMigration(
                        each -> each.dataMigrationIdentifier("other").startType("start-replication")));
    }

    private DataMigration create(
            String name, MigrationTypeValue type, Consumer<CreateDataMigrationRequest.Builder> change) {
        return dms.createDataMigration(request -> request.dataMigrationName(name)
                        .dataMigrationType(type)
                        .migrationProjectIdentifier("project")
                        .serviceAccessRoleArn(ROLE)
                        .applyMutation(change))
                .dataMigration();
    }

    private DataMigration start(String type) {
        return dms.startDataMigration(each -> each.dataMigrationIdentifier("m").startType(type))
                .dataMigration();
    }

    private String status(String name) {
        return described(filter("data-migration-name", name)).get(0).dataMigrationStatus();
    }

    private boolean deletesProject() {
        try {
            dms.deleteMigrationProject(each -> each.migrationProjectIdentifier("project"));
            return true;
        } catch (DatabaseMigrationException stillHeld) {
            return false;
        }
    }

    private List<DataMigration> described(Filter filter) {
        return dms.describeDataMigrations(request -> request.filters(filter)).dataMigrations();
    }

    private static DataProviderDescriptorDefinition descriptor(String identifier, String secret) {
        return DataProviderDescriptorDefinition.builder()
                .dataProviderIdentifier(identifier)
                .secretsManagerSecretId(secret)
                .build();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    /** The message. */
    private static String refused(String code, Executable call) {
        DatabaseMigrationException refused = assertThrows(DatabaseMigrationException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode(), refused.getMessage());
        return refused.awsErrorDetails().errorMessage();
    }
}
