package io.dmslocal.engine.cloudwatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.log.TaskLogs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogShippingTest {

    private static final String TASK = "arn:aws:dms:eu-west-1:123456789012:task:TTT";
    private static final String SERVERLESS = "arn:aws:dms:eu-west-1:123456789012:replication-config:SSS";
    private static final String LINE = "00000001: 2024-02-03T04:05:06:789000 [TARGET_LOAD     ]I:  ";

    @TempDir
    Path directory;

    private HttpServer server;
    private final Set<String> streams = new HashSet<>();
    private final List<String> put = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private boolean isBroken;
    private TaskLogs logs;
    private final MeteredRuns runs = new MeteredRuns();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        logs = new TaskLogs(directory.resolve("logs"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void linesGoToTheStreamOfTheTaskWhichIsMadeWhenItIsMissing() {
        runs.planned(TASK, "one");
        logs.append(logs.of(TASK), LINE + "first");
        logs.append(logs.of(TASK), LINE + "second");

        shipping().run();

        assertEquals(Set.of("dms-tasks-one/dms-task-TTT"), streams);
        assertEquals(List.of(LINE + "first", LINE + "second"), put);
        assertEquals(1706933106789L, times.get(0));
        assertTrue(authorizations.get(0).contains("123456789012/"), authorizations.get(0));
        assertTrue(authorizations.get(0).contains("/eu-west-1/logs/"), authorizations.get(0));
    }

    @Test
    void nothingIsSentTwiceAlsoAfterARestart() {
        runs.planned(TASK, "one");
        logs.append(logs.of(TASK), LINE + "first");
        shipping().run();
        logs.append(logs.of(TASK), LINE + "second");

        shipping().run();
        shipping().run();

        assertEquals(List.of(LINE + "first", LINE + "second"), put);
    }

    @Test
    void whatCannotBeSentIsSentLater() {
        runs.planned(TASK, "one");
        logs.append(logs.of(TASK), LINE + "first");
        LogShipping shipping = shipping();
        isBroken = true;
        shipping.run();
        assertEquals(List.of(), put);

        isBroken = false;
        shipping.run();

        assertEquals(List.of(LINE + "first"), put);
    }

    @Test
    void aLogThatIsRefusedKeepsBackNoOther() {
        runs.planned(TASK, "refused");
        runs.planned(TASK.replace("TTT", "UUU"), "one");
        logs.append(logs.of(TASK), LINE + "first");
        logs.append(logs.of(TASK.replace("TTT", "UUU")), LINE + "second");

        shipping().run();

        assertEquals(List.of(LINE + "second"), put);
    }

    @Test
    void linesThatADayOrMoreLiesBetweenGoInSeparateCalls() {
        runs.planned(TASK, "one");
        logs.append(logs.of(TASK), LINE + "first");
        logs.append(logs.of(TASK), LINE.replace("02-03T04:05:06", "02-04T04:05:05") + "second");
        logs.append(logs.of(TASK), LINE.replace("02-03", "02-04") + "third");

        shipping().run();

        assertEquals(3, put.size());
        assertEquals(List.of(2, 1), sizes);
    }

    @Test
    void aServerlessReplicationHasAGroupWithAStreamForItsSteps() {
        runs.planned(SERVERLESS, "");
        logs.append(logs.orchestrator(SERVERLESS), "{'replication_state':'initializing','message':'...'}");
        logs.append(logs.of(SERVERLESS), LINE + "first");

        shipping().run();

        assertEquals(
                Set.of(
                        "dms-serverless-replication-SSS/dms-serverless-replication-SSS",
                        "dms-serverless-replication-SSS/dms-serverless-replication-orchestrator-SSS"),
                streams);
    }

    @Test
    void aDeletedLogIsDeletedThereTooAndBeginsAnew() {
        runs.planned(TASK, "one");
        logs.append(logs.of(TASK), LINE + "first");
        shipping().run();

        logs.deleteEverywhere(TASK);
        logs.append(logs.of(TASK), LINE + "anew");
        shipping().run();

        assertEquals(List.of(LINE + "first", LINE + "anew"), put);
        assertFalse(TaskLogs.isDeletionAsked(logs.of(TASK)));
        assertEquals(Set.of("dms-tasks-one/dms-task-TTT"), streams);
    }

    @Test
    void largeLogsGoInParts() {
        runs.planned(TASK, "one");
        for (int i = 0; i < 300; i++) {
            logs.append(logs.of(TASK), LINE + "x".repeat(5_000));
        }

        shipping().run();

        assertEquals(300, put.size());
    }

    private LogShipping shipping() {
        return new LogShipping(
                runs, logs, URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Clock.systemUTC());
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes());
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
        String stream = body.path("logGroupName").asText() + "/"
                + body.path("logStreamName").asText();
        int status = isBroken ? 503 : 200;
        String error = "";
        switch (target.substring(target.indexOf('.') + 1)) {
            case "CreateLogStream" -> streams.add(stream);
            case "DeleteLogStream" -> streams.remove(stream);
            case "PutLogEvents" -> {
                if (isBroken) {
                    break;
                }
                if (stream.startsWith("dms-tasks-refused/")) {
                    status = 400;
                    error = "InvalidParameterException";
                    break;
                }
                if (!streams.contains(stream)) {
                    status = 400;
                    error = "ResourceNotFoundException";
                    break;
                }
                sizes.add(body.path("logEvents").size());
                body.path("logEvents").forEach(event -> {
                    put.add(event.path("message").asText());
                    times.add(event.path("timestamp").asLong());
                });
            }
            default -> {}
        }
        byte[] answer = ("{\"__type\":\"" + error + "\"}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
