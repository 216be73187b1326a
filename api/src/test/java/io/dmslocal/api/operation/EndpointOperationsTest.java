package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.connector.Connectors;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.Connection;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Endpoints and connections as AWS's SDK sees them. */
class EndpointOperationsTest {

    private static DoorConnector door;
    private static RunningEngine engine;
    private static ServedApi api;

    @BeforeAll
    static void start() {
        door = new DoorConnector();
        engine = new RunningEngine("""
                dms-local.engine.timings.local {
                  instance { creating = 100ms, deleting = 100ms }
                  endpoint { testing = 300ms, refreshing = 300ms, deleting = 300ms, connect-timeout = 2s }
                }
                """, new Connectors(List.of(door)));
        api = ServedApi.of(AllOperations.of(List.of(
                new InstanceOperations(engine.engine())::register,
                new EndpointOperations(engine.engine())::register,
                new ConnectionOperations(engine.engine())::register,
                new TagOperations(engine.engine())::register)));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
        door.close();
    }

    @Nested
    class Creating {

        private final DatabaseMigrationClient dms = api.client("100000000001", "eu-west-1");

        @Test
        void isDoneAtOnce() {
            Endpoint endpoint = create(dms, "New-One", r -> r.serverName("db").password("hidden-word"));

            assertEquals("active", endpoint.status());
            assertEquals("new-one", endpoint.endpointIdentifier());
            assertEquals("SOURCE", endpoint.endpointTypeAsString());
            assertEquals("SAP Sybase ASE", endpoint.engineDisplayName());
            assertEquals("db", endpoint.sybaseSettings().serverName());
            assertTrue(endpoint.endpointArn().startsWith("arn:aws:dms:eu-west-1:100000000001:endpoint:"));
            assertFalse(dms.describeEndpoints().toString().contains("hidden-word"));
        }

        @Test
        void keepsAChosenResourceIdentifier() {
            assertTrue(create(dms, "chosen", r -> r.resourceIdentifier("MyOwn"))
                    .endpointArn()
                    .endsWith(":endpoint:MyOwn"));
        }

        @Test
        void refusesAnIdentifierInUseAndNamesTheArn() {
            String arn = create(dms, "taken", r -> {}).endpointArn();

            ResourceAlreadyExistsException refused =
                    assertThrows(ResourceAlreadyExistsException.class, () -> create(dms, "TAKEN", r -> {}));

            assertEquals(arn, refused.resourceArn());
        }

        @Test
        void refusesWhatCannotBe() {
            refused("InvalidParameterValueException", () -> create(dms, "1x", r -> {}));
            refused("InvalidParameterValueException", () -> create(dms, "x", r -> r.engineName("db3")));
            refused("InvalidParameterValueException", () -> create(dms, "x", r -> r.port(0)));
            refused(
                    "InvalidParameterValueException",
                    () -> create(dms, "x", r -> r.extraConnectionAttributes("nonsense=1")));
            refused(
                    "InvalidParameterCombinationException",
                    () -> create(dms, "x", r -> r.kafkaSettings(s -> s.broker("b"))));
            refused(
                    "ResourceNotFoundFault",
                    () -> create(
                            dms,
                            "x",
                            r -> r.certificateArn(
                                    "arn:aws:dms:eu-west-1:100000000001:cert:ABCDEFGHIJKLMNOPQRSTUVWXYZ")));
            assertFalse(identifiers(dms).contains("x"));
        }

        @Test
        void acceptsEnginesThatHaveNoConnector() {
            Endpoint endpoint = create(dms, "later", r -> r.engineName("oracle"));

            assertEquals("active", endpoint.status());
            assertTrue(endpoint.oracleSettings() != null);
        }
    }

    @Nested
    class Describing {

        private final DatabaseMigrationClient dms = api.client("200000000001", "us-east-1");

        @Test
        void narrowsByEveryFilterAndRefusesNoMatch() {
            Endpoint a = create(dms, "aa", r -> {});
            create(dms, "bb", r -> r.engineName("kinesis").endpointType("target"));

            assertEquals(List.of("aa"), identifiers(dms, filter("endpoint-arn", a.endpointArn())));
            assertEquals(List.of("aa"), identifiers(dms, filter("endpoint-id", "AA")));
            assertEquals(List.of("bb"), identifiers(dms, filter("endpoint-type", "target")));
            assertEquals(List.of("aa"), identifiers(dms, filter("endpoint-type", "SOURCE")));
            assertEquals(List.of("bb"), identifiers(dms, filter("engine-name", "kinesis")));
            DatabaseMigrationException none =
                    refused("ResourceNotFoundFault", () -> identifiers(dms, filter("endpoint-id", "nobody")));
            assertEquals(
                    "No Endpoints found matching provided filters",
                    none.awsErrorDetails().errorMessage());
            refused("InvalidParameterValueException", () -> identifiers(dms, filter("colour", "red")));
        }

        @Test
        void pagesThroughAll() {
            DatabaseMigrationClient other = api.client("200000000002", "us-east-1");
            Set<String> made = new TreeSet<>();
            for (int i = 0; i < 25; i++) {
                made.add(create(other, "e" + i, r -> {}).endpointIdentifier());
            }

            List<String> read = other.describeEndpointsPaginator(r -> r.maxRecords(20)).stream()
                    .flatMap(page -> page.endpoints().stream())
                    .map(Endpoint::endpointIdentifier)
                    .toList();

            assertEquals(List.copyOf(made), read);
        }
    }

    @Nested
    class ModifyingAndDeleting {

        private final DatabaseMigrationClient dms = api.client("300000000001", "us-east-1");

        @Test
        void aNewNameFreesTheOldOne() {
            String arn = create(dms, "old-name", r -> {}).endpointArn();

            Endpoint renamed = dms.modifyEndpoint(r ->
                            r.endpointArn(arn).endpointIdentifier("new-name").serverName("there"))
                    .endpoint();

            assertEquals("new-name", renamed.endpointIdentifier());
            assertEquals("there", renamed.sybaseSettings().serverName());
            create(dms, "old-name", r -> {});
            refused(
                    "ResourceAlreadyExistsFault",
                    () -> dms.modifyEndpoint(r -> r.endpointArn(arn).endpointIdentifier("old-name")));
        }

        @Test
        void onlyTheArnIsNoMistake() {
            String arn = create(dms, "calm", r -> {}).endpointArn();

            assertEquals(
                    "active",
                    dms.modifyEndpoint(r -> r.endpointArn(arn)).endpoint().status());
        }

        @Test
        void aDeletedEndpointIsSeenAndThenGone() {
            String arn = create(dms, "short-lived", r -> {}).endpointArn();

            assertEquals(
                    "deleting",
                    dms.deleteEndpoint(r -> r.endpointArn(arn)).endpoint().status());
            assertEquals("deleting", described(arn).status());
            refused("InvalidResourceStateFault", () -> dms.deleteEndpoint(r -> r.endpointArn(arn)));
            dms.waiter()
                    .waitUntilEndpointDeleted(
                            r -> r.filters(filter("endpoint-arn", arn)),
                            config -> config.backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(100))));
            refused("ResourceNotFoundFault", () -> dms.deleteEndpoint(r -> r.endpointArn(arn)));
            create(dms, "short-lived", r -> {});
        }

        @Test
        void itsTagsAreItsOwn() {
            String arn = create(
                            dms,
                            "tagged",
                            r -> r.tags(Tag.builder().key("k").value("v").build()))
                    .endpointArn();

            assertEquals(
                    "v",
                    dms.listTagsForResource(r -> r.resourceArn(arn))
                            .tagList()
                            .get(0)
                            .value());
        }

        private Endpoint described(String arn) {
            return dms.describeEndpoints(r -> r.filters(filter("endpoint-arn", arn)))
                    .endpoints()
                    .get(0);
        }
    }

    @Nested
    class Connecting {

        private final DatabaseMigrationClient dms = api.client("400000000001", "us-east-1");

        @Test
        void aTestReallyConnects() {
            String instance = instance(dms, "i-good");
            String arn = create(dms, "good", atTheDoor(DoorConnector.PASSWORD)).endpointArn();

            Connection testing = test(instance, arn);

            assertEquals("testing", testing.status());
            assertEquals("good", testing.endpointIdentifier());
            assertEquals("i-good", testing.replicationInstanceIdentifier());
            DatabaseMigrationException busy = refused("InvalidResourceStateFault", () -> test(instance, arn));
            // Terraform looks for these words
            assertTrue(busy.awsErrorDetails().errorMessage().contains("already being tested"), busy.getMessage());
            refused("InvalidResourceStateFault", () -> disconnect(instance, arn));
            dms.waiter()
                    .waitUntilTestConnectionSucceeds(
                            r -> r.filters(filter("endpoint-arn", arn)),
                            config -> config.backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(100))));
            assertEquals("i-good", connection(arn).replicationInstanceIdentifier());
            assertNull(connection(arn).lastFailureMessage());

            assertEquals("deleting", disconnect(instance, arn).status());
            eventually("disconnected", () -> connections(arn).isEmpty());
            refused("ResourceNotFoundFault", () -> disconnect(instance, arn));
        }

        @Test
        void aFailureTellsTheReason() {
            String instance = instance(dms, "i-bad");
            String wrong = create(dms, "wrong-password", atTheDoor("guess")).endpointArn();
            String closed = create(dms, "closed", atTheDoor("x").andThen(r -> r.port(1)))
                    .endpointArn();
            String missing =
                    create(dms, "no-connector", r -> r.engineName("oracle")).endpointArn();
            String silent = create(dms, "silent", atTheDoor("x").andThen(r -> r.username("patient")))
                    .endpointArn();

            List.of(wrong, closed, missing, silent).forEach(arn -> test(instance, arn));

            assertFailure(wrong, "Wrong password for u");
            assertFailure(closed, "Nobody at the door");
            assertFailure(missing, "This version has no connector for engine oracle");
            assertFailure(silent, "No answer from 127.0.0.1:" + door.port() + " within 2 s.");
        }

        @Test
        void anEndpointThatIsNotThereIsSaidBeforeAnInstanceThatIsNotReady() {
            String instance = dms.createReplicationInstance(
                            r -> r.replicationInstanceIdentifier("i-young").replicationInstanceClass("dms.t3.micro"))
                    .replicationInstance()
                    .replicationInstanceArn();
            String arn = "arn:aws:dms:us-east-1:400000000001:endpoint:NOTHERE";

            refused("ResourceNotFoundFault", () -> test(instance, arn));
            refused(
                    "ResourceNotFoundFault",
                    () -> dms.refreshSchemas(
                            r -> r.replicationInstanceArn(instance).endpointArn(arn)));
        }

        private void assertFailure(String arn, String words) {
            eventually("failed", () -> connection(arn).status().equals("failed"));
            String message = connection(arn).lastFailureMessage();
            assertTrue(message.startsWith("Test Endpoint failed: Application-Status: 1020912"), message);
            assertTrue(message.contains(words), message);
        }

        @Test
        void anEndpointDeletedDuringItsTestTakesTheConnectionAlong() {
            String instance = instance(dms, "i-deleted");
            String arn = create(dms, "deleted-early", atTheDoor(DoorConnector.PASSWORD))
                    .endpointArn();
            test(instance, arn);

            dms.deleteEndpoint(r -> r.endpointArn(arn));

            eventually("gone", () -> !identifiers(dms).contains("deleted-early"));
            assertEquals(List.of(), connections(arn));
        }

        @Test
        void instancesMustBeAvailableAndKnown() {
            String arn = create(dms, "lonely", r -> {}).endpointArn();

            refused("ResourceNotFoundFault", () -> test("arn:aws:dms:us-east-1:400000000001:rep:NOBODY", arn));
            String instance = instance(dms, "i-known");
            refused("ResourceNotFoundFault", () -> test(instance, arn + "X"));
        }

        @Test
        void schemasAreReadAndListed() {
            String instance = instance(dms, "i-schemas");
            String arn =
                    create(dms, "schemas", atTheDoor(DoorConnector.PASSWORD)).endpointArn();
            refused("ResourceNotFoundFault", () -> dms.describeRefreshSchemasStatus(r -> r.endpointArn(arn)));
            assertEquals(List.of(), dms.describeSchemas(r -> r.endpointArn(arn)).schemas());

            assertEquals(
                    "refreshing",
                    dms.refreshSchemas(r -> r.endpointArn(arn).replicationInstanceArn(instance))
                            .refreshSchemasStatus()
                            .statusAsString());

            eventually(
                    "successful",
                    () -> dms.describeRefreshSchemasStatus(r -> r.endpointArn(arn))
                            .refreshSchemasStatus()
                            .statusAsString()
                            .equals("successful"));
            assertEquals(
                    List.of("attic", "hall"),
                    dms.describeSchemas(r -> r.endpointArn(arn)).schemas());
            refused("ResourceNotFoundFault", () -> dms.describeSchemas(r -> r.endpointArn(arn + "X")));
        }

        private Consumer<CreateEndpointRequest.Builder> atTheDoor(String password) {
            return r ->
                    r.serverName("127.0.0.1").port(door.port()).username("u").password(password);
        }

        private Connection test(String instance, String endpoint) {
            return dms.testConnection(r -> r.replicationInstanceArn(instance).endpointArn(endpoint))
                    .connection();
        }

        private Connection disconnect(String instance, String endpoint) {
            return dms.deleteConnection(r -> r.replicationInstanceArn(instance).endpointArn(endpoint))
                    .connection();
        }

        private Connection connection(String endpoint) {
            return connections(endpoint).get(0);
        }

        private List<Connection> connections(String endpoint) {
            return dms.describeConnections(r -> r.filters(filter("endpoint-arn", endpoint)))
                    .connections();
        }
    }

    private static String instance(DatabaseMigrationClient dms, String identifier) {
        String arn = dms.createReplicationInstance(
                        r -> r.replicationInstanceIdentifier(identifier).replicationInstanceClass("dms.t3.micro"))
                .replicationInstance()
                .replicationInstanceArn();
        eventually(
                "available",
                () -> dms.describeReplicationInstances(r -> r.filters(filter("replication-instance-arn", arn)))
                        .replicationInstances()
                        .get(0)
                        .replicationInstanceStatus()
                        .equals("available"));
        return arn;
    }

    private static Endpoint create(
            DatabaseMigrationClient dms, String identifier, Consumer<CreateEndpointRequest.Builder> more) {
        return dms.createEndpoint(r -> {
                    r.endpointIdentifier(identifier)
                            .endpointType(ReplicationEndpointTypeValue.SOURCE)
                            .engineName("sybase");
                    more.accept(r);
                })
                .endpoint();
    }

    private static List<String> identifiers(DatabaseMigrationClient dms, Filter... filters) {
        return dms.describeEndpoints(r -> r.filters(filters)).endpoints().stream()
                .map(Endpoint::endpointIdentifier)
                .toList();
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    private static DatabaseMigrationException refused(String code, Executable call) {
        DatabaseMigrationException refused = assertThrows(DatabaseMigrationException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode(), refused.getMessage());
        return refused;
    }
}
