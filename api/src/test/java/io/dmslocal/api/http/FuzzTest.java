package io.dmslocal.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.RawHttp;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.operation.AccountOperations;
import io.dmslocal.api.operation.CatalogueOperations;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.api.protocol.ServiceModel;
import io.dmslocal.engine.model.Quota;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Thousands of damaged requests: each gets an answer in form, and never a 5xx. A seed reproduces a run: {@code -Dfuzz.seed=42}. */
class FuzzTest {

    private static final long SEED = Long.getLong("fuzz.seed", 20_160_101);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 6_000);

    private static final String[] SEEDS = {
        "{}",
        "{\"MaxRecords\":20,\"Marker\":\"OmE\",\"Filters\":[{\"Name\":\"engine-name\",\"Values\":[\"mysql\",\"s3\"]}]}",
        "{\"EndpointIdentifier\":\"e\",\"EndpointType\":\"source\",\"EngineName\":\"mysql\",\"Port\":3306,"
                + "\"Password\":\"secret\",\"S3Settings\":{\"CsvRowDelimiter\":\"\\n\",\"EnableStatistics\":true},"
                + "\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}],\"KafkaSettings\":null}",
        "{\"ReplicationTaskArn\":\"arn:aws:dms:us-east-1:000000000000:task:X\",\"StartReplicationTaskType\":\"start-replication\","
                + "\"CdcStartTime\":1590619811.528,\"CdcStartPosition\":\"\"}",
        "{\"CertificateIdentifier\":\"c\",\"CertificateWallet\":\"c29tZQ==\",\"CertificatePem\":\"\\u0041\\uD83D\\uDE00\"}",
        "{\"Engine\":\"mysql\",\"Settings\":{\"MySqlSettings\":{\"Port\":3306}},\"Virtual\":false}",
    };

    private static final String[] SNIPPETS = {
        "null",
        "true",
        "[]",
        "{}",
        "1e999",
        "-0",
        "1e-999",
        "9223372036854775808",
        "\"\"",
        "\"\\u0000\"",
        "NaN",
        ",",
        ":",
        "[[[[",
        "}}",
        "\"\uD800\"",
        "\uFEFF",
        "\u0000",
        "1E400",
        "5.0",
        "0x10",
        "'",
        "/*",
        "\\",
        "\"\\uDEAD\"",
        "99999999999999999999999999"
    };

    private static final String[] HEADERS = {
        "Authorization: AWS4-HMAC-SHA256 Credential=test/20261120/eu-west-1/dms/aws4_request, SignedHeaders=a, Signature=b",
        "Authorization: AWS4-HMAC-SHA256 Credential=/////",
        "Authorization: Basic Og==",
        "Authorization: ",
        "X-Amz-Region: ../../etc",
        "Content-Encoding: gzip",
        "Content-Encoding: identity",
        "Content-Type: a/b; c",
        "Content-Type: application/x-amz-json-1.1",
        "Accept-Encoding: gzip;q=x, *",
        "X-Amz-Date: never",
        "Cookie: =;=;",
        "X-Amz-Security-Token: \u00e4\u00f6",
        "Origin: http://localhost:1",
    };

    private static ServedApi every;
    private static ServedApi real;
    private static List<String> targets;

    @BeforeAll
    static void serve() {
        every = ServedApi.of(EveryOperation.accepted());
        Operations operations = new Operations();
        new CatalogueOperations().register(operations);
        new AccountOperations(scope -> CompletableFuture.completedFuture(Map.of()), Quota::usual).register(operations);
        real = ServedApi.of(operations);
        targets = new ArrayList<>();
        ServiceModel.dms().operations().keySet().forEach(name -> targets.add("AmazonDMSv20160101." + name));
        for (int i = 0; i < 20; i++) {
            operations.byName().keySet().forEach(name -> targets.add("AmazonDMSv20160101." + name));
        }
        targets.addAll(List.of(
                "", ".", "DynamoDB_20120810.ListTables", "AmazonDMSv20160101.\u00e4", "a.b.c", "x".repeat(5000)));
    }

    @AfterAll
    static void stop() {
        every.close();
        real.close();
    }

    @Test
    void damagedRequestsGetAnAnswerInFormAndNeverAServerError() throws IOException {
        Random random = new Random(SEED);
        List<Integer> statuses = new ArrayList<>();
        RawHttp connection = null;
        for (int round = 0; round < ROUNDS; round++) {
            String target = pick(random, targets.toArray(String[]::new));
            byte[] body = damaged(random);
            byte[] request = request(random, target, body);
            String description =
                    "seed " + SEED + " round " + round + ": " + new String(request, StandardCharsets.UTF_8);
            if (connection == null) {
                connection = new RawHttp((round % 2 == 0 ? every : real).port());
            }

            RawHttp.Answer answer = connection.send(request).answer();

            assertTrue(answer.status() < 500, () -> answer + " to " + description);
            assertForm(answer, description);
            statuses.add(answer.status());
            boolean closing = "close".equals(answer.headers().get("connection"));
            if (closing || round % 50 == 49) {
                connection.close();
                connection = null;
            }
        }
        // The damage is neither always nor never fatal: the run has looked behind the parser.
        assertTrue(statuses.stream().filter(status -> status == 200).count() > ROUNDS / 20, statuses::toString);
        assertTrue(statuses.stream().filter(status -> status == 400).count() > ROUNDS / 20, statuses::toString);
    }

    @Test
    void damagedHeadsGetAnAnswerOrAClosedConnectionAndTheServerLives() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            byte[] request = request(random, pick(random, targets.toArray(String[]::new)), damaged(random));
            byte[] cut = mutated(random, request);
            int number = round;
            try (RawHttp connection = new RawHttp(every.port())) {
                RawHttp.Answer answer = connection.send(cut).end().answer();
                assertTrue(answer.status() < 500, () -> answer + " at seed " + SEED + " round " + number);
                assertForm(answer, "seed " + SEED + " round " + number);
            } catch (IOException closed) {
                assertFalse(
                        closed instanceof java.net.SocketTimeoutException,
                        () -> "no answer at seed " + SEED + " round " + number);
            }
        }
        assertEquals(200, every.call("DescribeEndpoints", "{}").status());
    }

    private static void assertForm(RawHttp.Answer answer, String description) throws IOException {
        assertEquals(
                36,
                answer.headers().getOrDefault("x-amzn-requestid", "").length(),
                () -> answer + " to " + description);
        if (answer.status() == 405 || answer.headers().containsKey("content-encoding")) {
            return; // no body, or a packed one
        }
        JsonNode body = new ObjectMapper().readTree(answer.body());
        assertTrue(body.isObject(), () -> answer + " to " + description);
        if (answer.status() != 200) {
            assertEquals(
                    answer.headers().get("x-amzn-errortype"),
                    body.path("__type").asText(),
                    description);
            assertTrue(body.path("message").isTextual(), description);
        }
    }

    private static byte[] request(Random random, String target, byte[] body) throws IOException {
        StringBuilder head =
                new StringBuilder("POST /" + "x".repeat(random.nextInt(3)) + " HTTP/1.1\r\nHost: localhost\r\n");
        head.append("X-Amz-Target: ").append(target).append("\r\n");
        for (int i = random.nextInt(3); i > 0; i--) {
            head.append(pick(random, HEADERS)).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        request.write(body);
        return request.toByteArray();
    }

    private static byte[] damaged(Random random) {
        String body = pick(random, SEEDS);
        for (int i = random.nextInt(4); i > 0; i--) {
            body = damaged(random, body);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return random.nextInt(8) == 0 ? mutated(random, bytes) : bytes;
    }

    /** A value or a piece of syntax put, cut or repeated where the text has one. */
    private static String damaged(Random random, String body) {
        int at = random.nextInt(body.length() + 1);
        int to = Math.min(body.length(), at + random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> body.substring(0, at) + pick(random, SNIPPETS) + body.substring(at);
            case 1 -> body.substring(0, at) + body.substring(to);
            case 2 -> body.substring(0, to) + body.substring(at, to) + body.substring(to);
            case 3 -> body.replaceFirst("\"[a-z]+\"", java.util.regex.Matcher.quoteReplacement(pick(random, SNIPPETS)));
            case 4 -> body.replaceFirst("[0-9.]+", java.util.regex.Matcher.quoteReplacement(pick(random, SNIPPETS)));
            default ->
                body.replaceFirst(
                        "(true|false|null)", java.util.regex.Matcher.quoteReplacement(pick(random, SNIPPETS)));
        };
    }

    private static byte[] mutated(Random random, byte[] bytes) {
        byte[] mutated = bytes.clone();
        for (int i = 1 + random.nextInt(4); i > 0 && mutated.length > 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
        }
        return mutated;
    }

    private static String pick(Random random, String[] from) {
        return from[random.nextInt(from.length)];
    }
}
