package io.dmslocal.deploy.e2e;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** A topic does not take what tasks tell: EventErrorPolicy. */
class EventErrorTest {

    private static final String PUBLISHED = """
            <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
              <PublishResult><MessageId>1</MessageId></PublishResult><ResponseMetadata><RequestId>2</RequestId></ResponseMetadata>
            </PublishResponse>""";

    @TempDir
    Path folder;

    private final List<String> published = new CopyOnWriteArrayList<>();
    private volatile boolean isOpen;
    private HttpServer topic;
    private Emulator emulator;
    private Migration migration;
    private String from;
    private String to;

    @BeforeEach
    void start() throws Exception {
        topic = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        topic.createContext("/", this::answer);
        topic.start();
        Path settings = folder.resolve("topic.conf");
        Files.writeString(
                settings,
                "dms-local.engine.event-delivery { first-pause = 200ms, longest-pause = 200ms, sns-endpoint = \"http://127.0.0.1:"
                        + topic.getAddress().getPort() + "\" }");
        emulator = Emulator.start(
                List.of("--data", folder.resolve("node").toString(), "--port", "0"),
                Map.of("DMS_LOCAL_CONFIG", settings.toString()));
        migration = Migration.of(emulator);
        ContractDatabase source = PostgresServer.shared().database("told_from");
        source.run("CREATE SCHEMA shop", "CREATE TABLE shop.orders (id int PRIMARY KEY)");
        from = migration.source("from", source.endpoint());
        to = migration.target("to", PostgresServer.shared().database("told_to").endpoint());
    }

    @AfterEach
    void stop() {
        emulator.close();
        topic.stop(0);
    }

    @Test
    void aTaskThatIsToStopOverItFailsAndGoesOnWhenItsEventsAreTaken() {
        Task ignoring = task("ignoring", "IGNORE");
        Task stopping = task("stopping", "STOP_TASK");
        emulator.dms()
                .createEventSubscription(r -> r.subscriptionName("closed")
                        .snsTopicArn("arn:aws:sns:us-east-1:000000000000:closed")
                        .sourceType("replication-task"));

        ignoring.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        stopping.start();

        stopping.await("failed");
        String failure = stopping.describe().lastFailureMessage();
        assertTrue(
                failure.contains("EventErrorPolicy is STOP_TASK, and event DMS-EVENT-0069 of subscription arn:"),
                failure);
        assertTrue(failure.endsWith("Stop Reason FATAL_ERROR Error Level FATAL"), failure);
        assertEquals("Stop Reason FATAL_ERROR", stopping.describe().stopReason());
        assertEquals("running", ignoring.describe().status(), ignoring::state);

        isOpen = true;
        stopping.start(StartReplicationTaskTypeValue.RESUME_PROCESSING);

        eventually(
                () -> "nothing is lost: " + published,
                () -> published.stream()
                                .filter(letter -> letter.contains("DMS-EVENT-0069"))
                                .count()
                        == 3);
        stopping.await("running");
    }

    private Task task(String name, String policy) {
        return migration.task(r -> r.replicationTaskIdentifier(name)
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.CDC)
                .tableMappings(Migration.mappings("shop"))
                .replicationTaskSettings("{\"ErrorBehavior\": {\"EventErrorPolicy\": \"" + policy + "\"}}"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String call = URLDecoder.decode(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        boolean isTaken = isOpen;
        if (isTaken) {
            published.add(call);
        }
        byte[] answer = isTaken ? PUBLISHED.getBytes(StandardCharsets.UTF_8) : new byte[0];
        exchange.sendResponseHeaders(isTaken ? 200 : 403, isTaken ? answer.length : -1);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
