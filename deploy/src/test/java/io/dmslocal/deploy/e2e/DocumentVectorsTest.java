package io.dmslocal.deploy.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.vectors.Vectors;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;

/** A task's documents over the wire: which ones a client's create is refused for, in which words, and what a describe shows of the others. */
class DocumentVectorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger TASKS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static Emulator emulator;
    private static Migration migration;
    private static String from;
    private static String to;

    @BeforeAll
    static void start() {
        emulator = Emulator.on(folder);
        migration = Migration.of(emulator);
        EndpointSettings nowhere =
                new EndpointSettings("", "postgres", "127.0.0.1", 1, "u", "p", "d", "none", "", Map.of());
        from = migration.untested("from", ReplicationEndpointTypeValue.SOURCE, nowhere);
        to = migration.untested("to", ReplicationEndpointTypeValue.TARGET, nowhere);
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @Test
    void mappingsWithMistakesAreRefusedWhenTheTaskIsCreated() {
        Vectors.checkGiven("mapping_errors", c -> {
            String mappings = c.given().path("tableMappings").asText();
            if (c.expect().path("accepted").asBoolean()) {
                assertEquals(
                        mappings,
                        created("full-load", mappings, "{}").describe().tableMappings());
            } else {
                refused(
                        c.expect(),
                        assertThrows(AwsServiceException.class, () -> created("full-load", mappings, "{}")));
            }
        });
    }

    @Test
    void settingsAreCompletedOrRefused() {
        Vectors.checkGiven("settings", c -> {
            String type = c.given().path("migrationType").asText();
            String given = c.given().path("replicationTaskSettings").asText("");
            JsonNode error = c.expect().path("error");
            if (error.isObject()) {
                refused(error, assertThrows(AwsServiceException.class, () -> described(c.given(), type, given)));
                return;
            }
            JsonNode document =
                    JSON.readTree(described(c.given(), type, given).describe().replicationTaskSettings());
            c.expect()
                    .path("contains")
                    .properties()
                    .forEach(e -> assertEquals(e.getValue(), at(document, e.getKey()), e.getKey()));
        });
    }

    private static Task described(JsonNode given, String type, String settings) {
        if (!given.has("prior")) {
            return created(type, Migration.mappings("s"), settings);
        }
        Task task = created(type, Migration.mappings("s"), given.path("prior").asText());
        task.await("ready");
        emulator.dms()
                .modifyReplicationTask(r -> r.replicationTaskArn(task.arn()).replicationTaskSettings(settings));
        return task;
    }

    /** Nobody waits until it is ready. */
    private static Task created(String type, String mappings, String settings) {
        String arn = emulator.dms()
                .createReplicationTask(r -> r.replicationTaskIdentifier("t" + TASKS.incrementAndGet())
                        .replicationInstanceArn(migration.instance())
                        .sourceEndpointArn(from)
                        .targetEndpointArn(to)
                        .migrationType(type)
                        .tableMappings(mappings)
                        .replicationTaskSettings(settings.isEmpty() ? null : settings))
                .replicationTask()
                .replicationTaskArn();
        return new Task(emulator::dms, emulator::logTail, arn);
    }

    private static void refused(JsonNode expect, AwsServiceException refusal) {
        String message = refusal.awsErrorDetails().errorMessage();
        assertEquals(
                expect.path("code").asText("InvalidParameterValueException"),
                refusal.awsErrorDetails().errorCode(),
                message);
        assertEquals(expect.path("httpStatus").asInt(400), refusal.statusCode());
        assertEquals(expect.path("message").asText(message), message);
        assertTrue(message.contains(expect.path("messageContains").asText("")), message);
    }

    private static JsonNode at(JsonNode document, String path) {
        JsonNode node = document;
        for (String step : path.split("\\.")) {
            if (step.equals("length")) {
                node = JSON.getNodeFactory().numberNode(node.size());
            } else {
                node = step.matches("\\d+") ? node.path(Integer.parseInt(step)) : node.path(step);
            }
        }
        return node;
    }
}
