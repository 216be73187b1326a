package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CollectorResponse;
import software.amazon.awssdk.services.databasemigration.model.CreateFleetAdvisorCollectorResponse;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.DatabaseResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeFleetAdvisorDatabasesResponse;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.Recommendation;
import software.amazon.awssdk.services.databasemigration.model.RecommendationSettings;
import software.amazon.awssdk.services.databasemigration.model.RunFleetAdvisorLsaAnalysisResponse;
import software.amazon.awssdk.services.databasemigration.model.StartRecommendationsRequestEntry;

/** Fleet Advisor and its recommendations as AWS's SDK sees them, with an inventory. */
class FleetAdvisorOperationsTest {

    private static final String DATE = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final RecommendationSettings SETTINGS = RecommendationSettings.builder()
            .instanceSizingType("total-capacity")
            .workloadType("production")
            .build();

    private static final String INVENTORY = """
            {"Databases": [
               {"DatabaseId": "a", "DatabaseName": "sales", "IpAddress": "10.0.0.1", "NumberOfSchemas": 2,
                "Server": {"ServerId": "s1", "IpAddress": "10.0.0.9", "ServerName": "one"},
                "SoftwareDetails": {"Engine": "Oracle", "EngineVersion": "19"},
                "Collectors": [{"CollectorName": "office"}]},
               {"DatabaseId": "b", "DatabaseName": "stock", "IpAddress": "10.0.0.2",
                "SoftwareDetails": {"Engine": "MySQL"}},
               {"DatabaseId": "c", "DatabaseName": "bare"}],
             "FleetAdvisorSchemas": [
               {"SchemaId": "1", "SchemaName": "orders", "Complexity": "simple",
                "DatabaseInstance": {"DatabaseId": "a", "DatabaseName": "sales", "DatabaseEngine": "Oracle",
                                     "DatabaseIpAddress": "10.0.0.1"},
                "Server": {"IpAddress": "10.0.0.9"}},
               {"SchemaId": "2", "SchemaName": "copies", "Similarity": 0.9,
                "OriginalSchema": {"SchemaId": "1", "SchemaName": "orders"},
                "DatabaseInstance": {"DatabaseId": "b"}}],
             "FleetAdvisorSchemaObjects": [
               {"SchemaId": "1", "ObjectType": "TABLE", "NumberOfObjects": 12},
               {"SchemaId": "1", "ObjectType": "VIEW", "NumberOfObjects": 3},
               {"SchemaId": "2", "ObjectType": "TABLE", "NumberOfObjects": 1}],
             "Recommendations": [
               {"DatabaseId": "a", "EngineName": "rds-postgresql", "Status": "recommended", "Preferred": true,
                "Data": {"RdsEngine": {"TargetConfiguration": {"InstanceType": "db.r5.large"}}}},
               {"DatabaseId": "a", "EngineName": "rds-mysql", "Status": "alternate"}],
             "Limitations": [
               {"DatabaseId": "a", "EngineName": "rds-mysql", "Name": "PL/SQL packages", "Impact": "High"}]}
            """;

    @TempDir
    static Path folder;

    private static RunningEngine engine;
    private static ServedApi api;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(folder.resolve("inventory.json"), INVENTORY);
        engine = new RunningEngine("dms-local.engine.fleet-advisor-inventory = \"" + file + "\"");
        api = ServedApi.of(AllOperations.of(List.of(
                new CollectorOperations(engine.engine())::register,
                new FleetAdvisorOperations(engine.engine())::register,
                new RecommendationOperations(engine.engine())::register)));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
    }

    @Nested
    class Collectors {

        private final DatabaseMigrationClient dms = api.client("100000000021", "eu-west-1");

        @Test
        void stayUnregisteredAndCountWhatTheInventorySaysItFound() {
            CreateFleetAdvisorCollectorResponse created = create("office");

            assertTrue(created.collectorReferencedId().matches(UUID), created.collectorReferencedId());
            assertEquals("office", created.collectorName());
            assertEquals("about", created.description());
            assertEquals("bucket", created.s3BucketName());
            CollectorResponse described =
                    collectors(filter("collector-name", "OFFICE")).get(0);
            assertEquals(created.collectorReferencedId(), described.collectorReferencedId());
            assertEquals("UNREGISTERED", described.collectorHealthCheck().collectorStatusAsString());
            assertFalse(described.collectorHealthCheck().localCollectorS3Access());
            assertFalse(described.collectorHealthCheck().webCollectorS3Access());
            assertFalse(described.collectorHealthCheck().webCollectorGrantedRoleBasedAccess());
            assertTrue(described.createdDate().matches(DATE), described.createdDate());
            assertEquals(described.createdDate(), described.modifiedDate());
            assertEquals("UP_TO_DATE", described.versionStatusAsString());
            assertEquals(1, described.inventoryData().numberOfDatabases());
            assertEquals(2, described.inventoryData().numberOfSchemas());
        }

        @Test
        void haveNamesOfTheirOwn() {
            create("twice");

            refused("InvalidResourceStateFault", () -> create("Twice"));
        }

        @Test
        void areDeletedByTheirId() {
            String id = create("short-lived").collectorReferencedId();

            dms.deleteFleetAdvisorCollector(r -> r.collectorReferencedId(id));

            assertEquals(List.of(), collectors(filter("collector-referenced-id", id)));
            refused("CollectorNotFoundFault", () -> dms.deleteFleetAdvisorCollector(r -> r.collectorReferencedId(id)));
        }

        private CreateFleetAdvisorCollectorResponse create(String name) {
            return dms.createFleetAdvisorCollector(r -> r.collectorName(name)
                    .description("about")
                    .s3BucketName("bucket")
                    .serviceAccessRoleArn("arn:aws:iam::100000000021:role/fleet"));
        }

        private List<CollectorResponse> collectors(Filter filter) {
            return dms.describeFleetAdvisorCollectors(r -> r.filters(filter)).collectors();
        }
    }

    @Nested
    class Inventories {

        private final DatabaseMigrationClient dms = api.client("100000000022", "eu-west-1");

        @Test
        void areFilteredByEveryNameThatAWSDocuments() {
            assertEquals(List.of("a", "b", "c"), databases());
            assertEquals(List.of("b"), databases(filter("database-id", "b")));
            assertEquals(List.of("b"), databases(filter("database-name", "STOCK")));
            assertEquals(List.of("a"), databases(filter("database-engine", "oracle")));
            assertEquals(List.of("a"), databases(filter("server-ip-address", "10.0.0.9")));
            assertEquals(List.of("b"), databases(filter("database-ip-address", "10.0.0.2")));
            assertEquals(List.of("a"), databases(filter("collector-name", "office")));
            assertEquals(List.of(), databases(filter("database-id", "x")));

            assertEquals(List.of("1", "2"), schemas());
            assertEquals(List.of("1"), schemas(filter("complexity", "simple")));
            assertEquals(List.of("2"), schemas(filter("database-id", "b")));
            assertEquals(List.of("1"), schemas(filter("database-ip-address", "10.0.0.1")));
            assertEquals(List.of("1"), schemas(filter("database-name", "sales")));
            assertEquals(List.of("1"), schemas(filter("database-engine", "Oracle")));
            assertEquals(List.of("2"), schemas(filter("original-schema-name", "orders")));
            assertEquals(List.of("2"), schemas(filter("schema-id", "2")));
            assertEquals(List.of("1"), schemas(filter("schema-name", "orders")));
            assertEquals(List.of("1"), schemas(filter("server-ip-address", "10.0.0.9")));

            assertEquals(
                    List.of("TABLE", "VIEW"),
                    dms
                            .describeFleetAdvisorSchemaObjectSummary(r -> r.filters(filter("schema-id", "1")))
                            .fleetAdvisorSchemaObjects()
                            .stream()
                            .map(object -> object.objectType())
                            .toList());
            refused("InvalidParameterValueException", () -> databases(filter("engine", "x")));
        }

        @Test
        void comeInPages() {
            List<String> paged = new ArrayList<>();
            String token = null;
            do {
                String from = token;
                DescribeFleetAdvisorDatabasesResponse page =
                        dms.describeFleetAdvisorDatabases(r -> r.maxRecords(2).nextToken(from));
                paged.addAll(page.databases().stream()
                        .map(DatabaseResponse::databaseId)
                        .toList());
                token = page.nextToken();
            } while (token != null);

            assertEquals(List.of("a", "b", "c"), paged);
            refused("InvalidParameterValueException", () -> dms.describeFleetAdvisorDatabases(r -> r.maxRecords(101)));
        }

        @Test
        void loseWhatIsDeletedInOneRegionAlone() {
            DatabaseMigrationClient elsewhere = api.client("100000000022", "us-west-2");

            refused("ResourceNotFoundFault", () -> elsewhere.deleteFleetAdvisorDatabases(r -> r.databaseIds("a", "x")));
            assertEquals(
                    List.of("a"),
                    elsewhere
                            .deleteFleetAdvisorDatabases(r -> r.databaseIds("a"))
                            .databaseIds());

            assertEquals(
                    2,
                    elsewhere.describeFleetAdvisorDatabases(r -> {}).databases().size());
            assertEquals(
                    1,
                    elsewhere
                            .describeFleetAdvisorSchemas(r -> {})
                            .fleetAdvisorSchemas()
                            .size());
            assertEquals(
                    1,
                    elsewhere
                            .describeFleetAdvisorSchemaObjectSummary(r -> {})
                            .fleetAdvisorSchemaObjects()
                            .size());
            assertEquals(List.of("a", "b", "c"), databases());
        }

        private List<String> databases(Filter... filters) {
            return dms.describeFleetAdvisorDatabases(r -> r.filters(filters)).databases().stream()
                    .map(DatabaseResponse::databaseId)
                    .toList();
        }

        private List<String> schemas(Filter... filters) {
            return dms.describeFleetAdvisorSchemas(r -> r.filters(filters)).fleetAdvisorSchemas().stream()
                    .map(schema -> schema.schemaId())
                    .toList();
        }
    }

    @Test
    void anAnalysisIsRunningThenCompleted() {
        DatabaseMigrationClient dms = api.client("100000000023", "eu-west-1");
        assertEquals(List.of(), dms.describeFleetAdvisorLsaAnalysis(r -> {}).analysis());

        RunFleetAdvisorLsaAnalysisResponse started = dms.runFleetAdvisorLsaAnalysis(r -> {});

        assertTrue(started.lsaAnalysisId().matches(UUID), started.lsaAnalysisId());
        assertEquals("running", started.status());
        eventually(
                "completed",
                () -> dms.describeFleetAdvisorLsaAnalysis(r -> {})
                        .analysis()
                        .get(0)
                        .status()
                        .equals("completed"));
    }

    @Nested
    class Recommendations {

        @Test
        void areInProgressThenWhatTheInventorySays() {
            DatabaseMigrationClient dms = api.client("100000000024", "eu-west-1");
            assertEquals(List.of(), dms.describeRecommendations(r -> {}).recommendations());

            dms.startRecommendations(r -> r.databaseId("a").settings(SETTINGS));

            Recommendation started =
                    dms.describeRecommendations(r -> {}).recommendations().get(0);
            assertEquals("in-progress", started.status());
            assertNull(started.engineName());
            assertEquals(
                    List.of(), dms.describeRecommendationLimitations(r -> {}).limitations());
            eventually(
                    "ready",
                    () -> dms.describeRecommendations(r -> {}).recommendations().size() == 2);
            Recommendation postgres = dms.describeRecommendations(
                            r -> r.filters(filter("database-id", "a"), filter("engine-name", "rds-postgresql")))
                    .recommendations()
                    .get(0);
            assertEquals("recommended", postgres.status());
            assertEquals(SETTINGS, postgres.settings());
            assertTrue(postgres.createdDate().matches(DATE), postgres.createdDate());
            assertEquals(
                    "PL/SQL packages",
                    dms.describeRecommendationLimitations(r -> r.filters(filter("engine-name", "rds-mysql")))
                            .limitations()
                            .get(0)
                            .name());
        }

        @Test
        void ofADatabaseThatIsNotThereAreRefused() {
            DatabaseMigrationClient dms = api.client("100000000025", "eu-west-1");

            refused(
                    "ResourceNotFoundFault",
                    () -> dms.startRecommendations(r -> r.databaseId("x").settings(SETTINGS)));
        }

        @Test
        void inABatchNameWhatCouldNotBeStarted() {
            DatabaseMigrationClient dms = api.client("100000000026", "eu-west-1");

            var errors = dms.batchStartRecommendations(r -> r.data(entry("a"), entry("x"), entry("b")))
                    .errorEntries();

            assertEquals(1, errors.size());
            assertEquals("x", errors.get(0).databaseId());
            assertEquals("ResourceNotFoundFault", errors.get(0).code());
            assertTrue(errors.get(0).message().contains("x"));
            assertEquals(
                    List.of("a", "b"),
                    dms.describeRecommendations(r -> {}).recommendations().stream()
                            .map(Recommendation::databaseId)
                            .distinct()
                            .toList());
            refused(
                    "InvalidParameterValueException",
                    () -> dms.batchStartRecommendations(r -> r.data(Collections.nCopies(21, entry("a")))));
        }

        private static StartRecommendationsRequestEntry entry(String id) {
            return StartRecommendationsRequestEntry.builder()
                    .databaseId(id)
                    .settings(SETTINGS)
                    .build();
        }
    }

    @Test
    void tokensAndPagesAreBoundEverywhere() {
        DatabaseMigrationClient dms = api.client();
        Stream.<Executable>of(
                        () -> dms.describeFleetAdvisorCollectors(r -> r.maxRecords(0)),
                        () -> dms.describeFleetAdvisorSchemas(r -> r.maxRecords(0)),
                        () -> dms.describeFleetAdvisorSchemaObjectSummary(r -> r.nextToken("x")),
                        () -> dms.describeFleetAdvisorLsaAnalysis(r -> r.nextToken("x")),
                        () -> dms.describeRecommendations(r -> r.nextToken("x")),
                        () -> dms.describeRecommendationLimitations(r -> r.maxRecords(101)))
                .forEach(call -> refused("InvalidParameterValueException", call));
        assertTrue(
                assertThrows(DatabaseMigrationException.class, () -> dms.describeRecommendations(r -> r.nextToken("x")))
                        .getMessage()
                        .startsWith("The parameter NextToken is not one"));
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static void refused(String code, Executable call) {
        DatabaseMigrationException refused = assertThrows(DatabaseMigrationException.class, call);
        assertEquals(
                code,
                refused.awsErrorDetails().errorCode(),
                refused.awsErrorDetails().errorMessage());
    }
}
