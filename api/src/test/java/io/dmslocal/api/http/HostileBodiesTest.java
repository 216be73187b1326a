package io.dmslocal.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.RawHttp;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.protocol.ServiceModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Bodies made to hurt: noise, deep nesting, endless numbers, texts and keys, whole or in chunks, packed or not, under any content type and target.
 * Each gets an answer in form before the socket's patience of 20 s ends, and never a 5xx. A seed reproduces a run: {@code -Dfuzz.seed=42}.
 */
class HostileBodiesTest {

    private static final long SEED = Long.getLong("fuzz.seed", 20_160_101);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1_500);

    private static final String[] CONTENT_TYPES = {
        "application/x-amz-json-1.1",
        "application/x-amz-json-1.0; charset=utf-16",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/xml",
        "application/cbor",
        "nothing",
        "",
        "a/b/c;;;="
    };

    private static final List<String> BAD_TARGETS = List.of(
            "", ".", "AmazonDMSv20160101.", "CreateEndpoint", "AmazonDMSv20160101.CreateEndpoint ; x", "\u00ff.\u00fe");

    private static final List<String> STEPS = List.of("[", "{\"a\":", "{\"Filters\":[", "[{\"\":[");

    private static ServedApi api;
    private static List<String> operations;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void serve() {
        api = ServedApi.of(EveryOperation.accepted());
        operations = List.copyOf(ServiceModel.dms().operations().keySet());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void everyBodyGetsAnAnswerInForm() throws IOException {
        Set<Integer> statuses = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] request = request();
            String at = "seed " + SEED + " round " + round + ": " + beginning(request);

            RawHttp.Answer answer;
            try (RawHttp connection = new RawHttp(api.port())) {
                answer = connection.send(request).answer();
            } catch (IOException unanswered) {
                throw new AssertionError(at, unanswered);
            }

            assertForm(answer, at);
            statuses.add(answer.status());
        }
        assertTrue(statuses.containsAll(List.of(200, 400)), statuses::toString);
    }

    @Test
    void aBrokenFrameGetsAnAnswerOrAClosedConnection() throws IOException {
        for (int round = 0; round < ROUNDS / 5; round++) {
            byte[] request = request();
            byte[] broken = random.nextBoolean() ? cut(request) : withBrokenFrame(request);
            String at = "seed " + SEED + " round " + round + ": " + beginning(broken);

            try (RawHttp connection = new RawHttp(api.port())) {
                assertForm(connection.send(broken).end().answer(), at);
            } catch (IOException closed) {
                assertFalse(closed instanceof SocketTimeoutException, () -> "no answer to " + at);
            }
        }
        assertEquals(200, api.call("DescribeEndpoints", "{}").status());
    }

    private static void assertForm(RawHttp.Answer answer, String at) throws IOException {
        assertTrue(answer.status() < 500, () -> answer + " to " + at);
        assertEquals(36, answer.headers().getOrDefault("x-amzn-requestid", "").length(), () -> answer + " to " + at);
        JsonNode body = new ObjectMapper().readTree(answer.body());
        assertTrue(body.isObject(), () -> answer + " to " + at);
        if (answer.status() != 200) {
            assertEquals(
                    answer.headers().get("x-amzn-errortype"),
                    body.path("__type").asText(),
                    at);
            assertFalse(body.path("message").asText().isEmpty(), at);
        }
    }

    private byte[] request() throws IOException {
        boolean isPacked = random.nextInt(6) == 0;
        boolean isChunked = random.nextInt(3) == 0;
        byte[] body = isPacked ? packed(body()) : body();
        String target = random.nextInt(10) == 0 ? pick(BAD_TARGETS) : "AmazonDMSv20160101." + pick(operations);
        String head = "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: " + target + "\r\n"
                + (random.nextInt(4) == 0 ? "" : "Content-Type: " + pick(List.of(CONTENT_TYPES)) + "\r\n")
                + (isPacked ? "Content-Encoding: gzip\r\n" : "")
                + (isChunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length)
                + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(head.getBytes(StandardCharsets.ISO_8859_1));
        request.write(isChunked ? chunked(body) : body);
        return request.toByteArray();
    }

    private byte[] body() {
        return switch (random.nextInt(8)) {
            case 0 -> noise(random.nextInt(300));
            case 1 -> text(nested());
            case 2 -> text("{\"MaxRecords\":" + number() + "}");
            case 3 -> text("{\"" + "k".repeat(length()) + "\":\"" + "v".repeat(length()) + "\"}");
            case 4 -> text("{" + "\"Marker\":null,".repeat(length() / 10) + "\"Marker\":\"\"}");
            case 5 -> text("{\"Filters\":[" + "{\"Name\":\"a\",\"Values\":[]},".repeat(length() / 30) + "null]}");
            case 6 ->
                text(" \t\r\n".repeat(random.nextInt(50)) + pick(List.of("", "[]", "1", "\"\"", "null", "{}", "tru")));
            default -> text("{\"Marker\":\"" + "\\u" + String.format("%04x", random.nextInt(0x10000)) + "\"}");
        };
    }

    /** Up to a million levels, closed or left open. */
    private String nested() {
        int levels = length();
        String step = pick(STEPS);
        String nest = step.repeat(levels);
        if (random.nextBoolean()) {
            return random.nextBoolean() ? nest : "{\"Unknown\":" + nest;
        }
        String closing = new StringBuilder(
                        step.replace("\"a\":", "").replace("\"Filters\":", "").replace("\"\":", ""))
                .reverse()
                .toString()
                .replace('[', ']')
                .replace('{', '}');
        return nest + "1" + closing.repeat(levels);
    }

    private String number() {
        String digits = "9".repeat(1 + length());
        return switch (random.nextInt(5)) {
            case 0 -> digits;
            case 1 -> "-" + digits + ".5";
            case 2 -> "1e" + digits;
            case 3 -> "0." + "0".repeat(length()) + "1";
            default -> "1E-" + random.nextInt(Integer.MAX_VALUE);
        };
    }

    /** Mostly short, at times a million. */
    private int length() {
        return (int) Math.pow(10, random.nextDouble() * 6);
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] packed(byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
            packing.write(body);
        }
        byte[] bytes = packed.toByteArray();
        if (random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] chunked(byte[] body) throws IOException {
        ByteArrayOutputStream chunked = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; ) {
            int length = Math.min(body.length - from, 1 + length());
            String extension = random.nextInt(4) == 0 ? ";name=\"value\"" : "";
            chunked.write(text(Integer.toHexString(length) + extension + "\r\n"));
            chunked.write(body, from, length);
            chunked.write(text("\r\n"));
            from += length;
        }
        chunked.write(text("0\r\n\r\n"));
        return chunked.toByteArray();
    }

    private byte[] cut(byte[] request) {
        return java.util.Arrays.copyOf(request, random.nextInt(request.length));
    }

    /** A length that is no number, too many, or both ways of framing at once. */
    private byte[] withBrokenFrame(byte[] request) {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        String framing = pick(List.of(
                "Content-Length: -1",
                "Content-Length: 99999999999999999999",
                "Content-Length: x",
                "Content-Length: 1\r\nContent-Length: 2",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: bogus"));
        return text.replaceFirst("Content-Length: \\d+|Transfer-Encoding: chunked", framing)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String beginning(byte[] request) {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        return text.substring(0, Math.min(text.length(), 600));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
