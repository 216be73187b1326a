package io.dmslocal.engine.entity.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.CreateEndpointRequest;

/** What a test of a connection finds at a real PostgreSQL. */
class ConnectorProbeTest {

    private static final ExecutorService BLOCKING = Executors.newCachedThreadPool();
    private static final ConnectorProbe PROBE = new ConnectorProbe(
            Connectors.all(Optional.empty()), ConnectorProbeTest::complete, BLOCKING, Duration.ofSeconds(20));

    private static PostgresServer server;
    private static ContractDatabase database;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.shared();
        database = server.database("probed");
        database.createSchema("inventory");
        database.run("create table inventory.items (id int primary key)");
    }

    @AfterAll
    static void stop() {
        BLOCKING.shutdownNow();
    }

    @Test
    void rightDataConnectSourcesAndTargets() {
        assertEquals("", test(endpoint("source", r -> {})));
        assertEquals("", test(endpoint("target", r -> {})));
    }

    @Test
    void aWrongPasswordIsToldInTheServersWordsAndNotShown() {
        String failure = test(endpoint("source", r -> r.password("not-this-word")));

        assertTrue(failure.contains("password authentication failed"), failure);
        assertTrue(!failure.contains("not-this-word"), failure);
    }

    @Test
    void aMissingDatabaseIsNamed() {
        String failure = test(endpoint("target", r -> r.databaseName("nowhere")));

        assertTrue(failure.contains("nowhere"), failure);
    }

    @Test
    void aClosedPortIsNamed() {
        String failure = test(endpoint("source", r -> r.port(1)));

        assertTrue(failure.contains("127.0.0.1"), failure);
    }

    @Test
    void aServerThatSaysNothingFailsInTime() throws IOException {
        ConnectorProbe impatient = new ConnectorProbe(
                Connectors.all(Optional.empty()), ConnectorProbeTest::complete, BLOCKING, Duration.ofMillis(500));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Definition endpoint = endpoint("source", r -> r.port(silent.getLocalPort()));

            String failure =
                    impatient.test(endpoint).toCompletableFuture().join().failure();

            assertTrue(failure.startsWith("No answer from 127.0.0.1:" + silent.getLocalPort()), failure);
        }
    }

    @Test
    void schemasAreListedSorted() {
        List<String> schemas = PROBE.schemas(endpoint("source", r -> {}))
                .toCompletableFuture()
                .join()
                .schemas();

        assertTrue(schemas.contains("inventory"), schemas.toString());
        assertEquals(schemas.stream().sorted().toList(), schemas);
    }

    @Test
    void missingConnectionDataFailInsteadOfBeingGuessed() {
        String failure = test(endpoint("source", r -> r.serverName(null).port(null)));

        assertTrue(failure.contains("no ServerName"), failure);
    }

    @Test
    void whoCannotBeCompletedIsNotAsked() {
        ConnectorProbe closed = new ConnectorProbe(
                Connectors.all(Optional.empty()),
                settings -> CompletableFuture.completedFuture(
                        Outcome.refused(Fault.invalidOperation("The secret is gone."))),
                BLOCKING,
                Duration.ofSeconds(20));

        assertEquals(
                "The secret is gone.",
                closed.test(endpoint("source", r -> {}))
                        .toCompletableFuture()
                        .join()
                        .failure());
    }

    private static CompletionStage<Outcome<EndpointSettings>> complete(EndpointSettings settings) {
        return CompletableFuture.completedFuture(Outcome.done(settings));
    }

    private static String test(Definition endpoint) {
        return PROBE.test(endpoint).toCompletableFuture().join().failure();
    }

    private static Definition endpoint(String type, Consumer<CreateEndpointRequest.Builder> more) {
        CreateEndpointRequest.Builder request = CreateEndpointRequest.builder()
                .endpointIdentifier("probed")
                .endpointType(type)
                .engineName("postgres")
                .serverName("127.0.0.1")
                .port(server.port())
                .username(PostgresServer.USER)
                .password(PostgresServer.PASSWORD)
                .databaseName("probed");
        more.accept(request);
        return EndpointDocument.create("arn:aws:dms:us-east-1:000000000000:endpoint:P", request.build())
                .value()
                .orElseThrow();
    }
}
