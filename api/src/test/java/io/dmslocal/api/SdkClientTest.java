package io.dmslocal.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.operation.AccountOperations;
import io.dmslocal.api.operation.AllOperations;
import io.dmslocal.api.operation.Answer;
import io.dmslocal.api.operation.CatalogueOperations;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Quota;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.AccountQuota;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointResponse;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.DeleteEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.EngineVersion;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.InvalidOperationException;
import software.amazon.awssdk.services.databasemigration.model.OrderableReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.SupportedEndpointType;

/** AWS's own SDK against a bound server: the static operations, and two of this test for what needs requests with content. */
class SdkClientTest {

    private static ServedApi api;
    private static DatabaseMigrationClient dms;

    @BeforeAll
    static void serve() {
        AccountOperations account = new AccountOperations(
                scope -> CompletableFuture.completedFuture(Map.of(Quota.ENDPOINTS, 7L)), Quota::usual);
        Operations operations = AllOperations.of(
                List.of(account::register, new CatalogueOperations()::register, SdkClientTest::registerEndpoints));
        api = ServedApi.of(operations);
        dms = api.client();
    }

    @AfterAll
    static void stop() {
        dms.close();
        api.close();
    }

    private static void registerEndpoints(Operations operations) {
        operations.real("CreateEndpoint", CreateEndpointRequest::builder, SdkClientTest::createEndpoint);
        operations.real("DeleteEndpoint", DeleteEndpointRequest::builder, SdkClientTest::deleteEndpoint);
    }

    /** Gives back what it was given, and under which account and region. */
    private static CompletionStage<Answer> createEndpoint(Caller caller, CreateEndpointRequest request) {
        return CompletableFuture.completedFuture(Answer.done(CreateEndpointResponse.builder()
                .endpoint(Endpoint.builder()
                        .endpointArn(caller.scope().toString())
                        .endpointIdentifier(request.endpointIdentifier())
                        .port(request.port())
                        .s3Settings(request.s3Settings())
                        .build())
                .build()));
    }

    private static CompletionStage<Answer> deleteEndpoint(Caller caller, DeleteEndpointRequest request) {
        return CompletableFuture.completedFuture(Answer.refused(Fault.notFound("Endpoint could not be found.")));
    }

    private static CreateEndpointRequest endpoint() {
        return CreateEndpointRequest.builder()
                .endpointIdentifier("orders")
                .endpointType("target")
                .engineName("s3")
                .port(1)
                .s3Settings(settings -> settings.bucketName("b\u00fccher")
                        .enableStatistics(false)
                        .cdcMaxBatchInterval(60))
                .build();
    }

    @Nested
    class Requests {

        @Test
        void comeBackAsTheyWereSent() {
            Endpoint created = dms.createEndpoint(endpoint()).endpoint();

            assertEquals("orders", created.endpointIdentifier());
            assertEquals(endpoint().s3Settings(), created.s3Settings());
            assertNull(created.status());
        }

        @Test
        void belongToTheAccountAndRegionOfTheirSignature() {
            assertEquals(
                    "000000000000/us-east-1",
                    dms.createEndpoint(endpoint()).endpoint().endpointArn());
            try (DatabaseMigrationClient other = api.client("123456789012", "eu-central-1")) {
                assertEquals(
                        "123456789012/eu-central-1",
                        other.createEndpoint(endpoint()).endpoint().endpointArn());
            }
        }

        @Test
        void areRefusedWithTheSdksOwnExceptions() {
            ResourceNotFoundException missing =
                    assertThrows(ResourceNotFoundException.class, () -> dms.deleteEndpoint(r -> r.endpointArn("arn")));
            InvalidOperationException later =
                    assertThrows(InvalidOperationException.class, () -> dms.runFleetAdvisorLsaAnalysis(r -> {}));
            DatabaseMigrationException invalid =
                    assertThrows(DatabaseMigrationException.class, () -> dms.deleteEndpoint(r -> {}));

            assertEquals(
                    "Endpoint could not be found.", missing.awsErrorDetails().errorMessage());
            assertEquals(36, missing.requestId().length());
            assertEquals(
                    "RunFleetAdvisorLsaAnalysis is not available: this version of dms-local does not do it yet.",
                    later.awsErrorDetails().errorMessage());
            assertEquals("ValidationException", invalid.awsErrorDetails().errorCode());
        }
    }

    @Nested
    class Account {

        @Test
        void quotasSayWhatThereIsAndWhatThereMayBe() {
            List<AccountQuota> quotas = dms.describeAccountAttributes().accountQuotas();

            assertEquals(Quota.values().length, quotas.size());
            assertTrue(
                    quotas.contains(AccountQuota.builder()
                            .accountQuotaName("Endpoints")
                            .used(7L)
                            .max(1000L)
                            .build()),
                    quotas.toString());
        }

        @Test
        void theUniqueIdentifierStaysAndDiffersPerRegion() {
            String identifier = dms.describeAccountAttributes().uniqueAccountIdentifier();

            assertTrue(identifier.matches("c[a-z0-9]{11}"), identifier);
            assertEquals(identifier, dms.describeAccountAttributes().uniqueAccountIdentifier());
            try (DatabaseMigrationClient other = api.client("test", "eu-west-1")) {
                assertNotEquals(identifier, other.describeAccountAttributes().uniqueAccountIdentifier());
            }
        }
    }

    @Nested
    class Catalogues {

        @Test
        void orderableInstancesComeInPages() {
            List<OrderableReplicationInstance> all =
                    dms.describeOrderableReplicationInstancesPaginator(r -> r.maxRecords(20)).stream()
                            .flatMap(page -> page.orderableReplicationInstances().stream())
                            .toList();

            assertTrue(all.size() > 100, () -> all.size() + " entries");
            assertEquals(
                    all.size(),
                    all.stream()
                            .map(each -> each.replicationInstanceClass() + each.engineVersion())
                            .distinct()
                            .count());
            assertEquals(
                    100,
                    dms.describeOrderableReplicationInstances(r -> {})
                            .orderableReplicationInstances()
                            .size());
            OrderableReplicationInstance medium = all.stream()
                    .filter(each -> each.replicationInstanceClass().equals("dms.t3.medium"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(50, medium.includedAllocatedStorage());
            assertEquals("us-east-1f", medium.availabilityZones().get(5));
        }

        @Test
        void oneEngineVersionIsTheDefault() {
            List<EngineVersion> versions = dms.describeEngineVersions(r -> {}).engineVersions();

            assertEquals(
                    List.of("3.5.4"),
                    versions.stream()
                            .filter(each -> each.lifecycle().equals("DEFAULT_VERSION"))
                            .map(EngineVersion::version)
                            .toList());
            assertEquals("prod", versions.get(0).releaseStatusAsString());
            assertTrue(versions.get(0).availableUpgrades().contains("3.5.4"));
            assertEquals(List.of(), versions.get(versions.size() - 1).availableUpgrades());
            assertEquals(
                    1,
                    dms.describeEngineVersions(r -> r.maxRecords(1))
                            .engineVersions()
                            .size());
        }

        @Test
        void endpointTypesHaveOneEntryPerEngineAndRole() {
            List<SupportedEndpointType> all = dms.describeEndpointTypesPaginator(r -> r.maxRecords(20)).stream()
                    .flatMap(page -> page.supportedEndpointTypes().stream())
                    .toList();

            assertEquals(
                    all.size(),
                    new TreeSet<>(all.stream()
                                    .map(each -> each.engineName() + each.endpointTypeAsString())
                                    .toList())
                            .size());
            assertTrue(all.size() > 40);
        }

        @Test
        void endpointTypesAreFilteredByNameAndRole() {
            Filter engines = Filter.builder()
                    .name("engine-name")
                    .values("kinesis", "Postgres")
                    .build();
            Filter sources =
                    Filter.builder().name("endpoint-type").values("SOURCE").build();

            assertEquals(
                    3,
                    dms.describeEndpointTypes(r -> r.filters(engines))
                            .supportedEndpointTypes()
                            .size());
            SupportedEndpointType postgres = dms.describeEndpointTypes(r -> r.filters(engines, sources))
                    .supportedEndpointTypes()
                    .get(0);
            assertEquals("postgres", postgres.engineName());
            assertEquals("source", postgres.endpointTypeAsString());
            assertEquals("PostgreSQL", postgres.engineDisplayName());
            assertTrue(postgres.supportsCDC());
        }

        @Test
        void whatNoFilterMatchesIsAnEmptyList() {
            Filter none = Filter.builder().name("engine-name").values("access").build();

            assertEquals(
                    List.of(), dms.describeEndpointTypes(r -> r.filters(none)).supportedEndpointTypes());
        }
    }
}
