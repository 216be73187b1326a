package io.dmslocal.api.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.RawHttp;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import io.dmslocal.api.operation.Answer;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.api.protocol.JsonBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.DescribeSchemasRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeSchemasResponse;

/** Bodies large, packed and in pieces; connections that stay open. */
class TransportTest {

    private static final String HEAD =
            "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AmazonDMSv20160101.DescribeEndpoints\r\n";

    private static ServedApi api;

    @BeforeAll
    static void serve() {
        api = ServedApi.of(EveryOperation.accepted());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static byte[] padded(int bytes) {
        byte[] body = new byte[bytes];
        java.util.Arrays.fill(body, (byte) ' ');
        body[0] = '{';
        body[bytes - 1] = '}';
        return body;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
            packing.write(bytes);
        }
        return packed.toByteArray();
    }

    private static Answered packed(byte[] body, String encoding) {
        return api.send(api.request("/")
                .header("X-Amz-Target", "AmazonDMSv20160101.DescribeEndpoints")
                .header("Content-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    @Nested
    class Sizes {

        @Test
        void eightMebibytesAreTakenAndOneByteMoreIsNot() {
            Answered taken = api.post("AmazonDMSv20160101.DescribeEndpoints", padded(JsonBody.LIMIT));
            Answered refused = api.post("AmazonDMSv20160101.DescribeEndpoints", padded(JsonBody.LIMIT + 1));

            assertEquals(200, taken.status());
            assertEquals(413, refused.status());
            assertEquals("RequestEntityTooLargeException", refused.code());
        }

        @Test
        void aClientThatWritesFarMoreStillGetsItsAnswer() {
            Answered refused = api.post("AmazonDMSv20160101.DescribeEndpoints", padded(5 * JsonBody.LIMIT));

            assertEquals(413, refused.status());
        }

        @Test
        void whatUnpacksToMoreIsTooLarge() throws IOException {
            assertEquals(413, packed(gzip(padded(JsonBody.LIMIT + 1)), "gzip").status());
        }
    }

    @Nested
    class Encodings {

        @Test
        void gzipIsUnpacked() throws IOException {
            byte[] body = gzip("{\"Marker\":1}".getBytes(StandardCharsets.UTF_8));

            assertEquals(
                    "NUMBER_VALUE can not be converted to a String at 'marker'",
                    packed(body, "gzip").message());
        }

        @Test
        void whatIsNoGzipIsRefused() {
            assertEquals(
                    "SerializationException",
                    packed("{}".getBytes(StandardCharsets.UTF_8), "gzip").code());
        }

        @Test
        void otherEncodingsAreRefused() {
            assertEquals(
                    "Content-Encoding br is not supported; gzip and identity are.",
                    packed("{}".getBytes(StandardCharsets.UTF_8), "br").message());
        }

        @Test
        void longAnswersArePackedWhenAsked() throws IOException {
            Operations operations = new Operations();
            DescribeSchemasResponse response = DescribeSchemasResponse.builder()
                    .schemas(Collections.nCopies(1000, "a_schema"))
                    .build();
            operations.real(
                    "DescribeSchemas",
                    DescribeSchemasRequest::builder,
                    (caller, request) -> CompletableFuture.completedFuture(Answer.done(response)));

            try (ServedApi served = ServedApi.of(operations)) {
                Answered plain = served.call("DescribeSchemas", "{\"EndpointArn\":\"a\"}");
                Answered packed = served.send(served.request("/")
                        .header("X-Amz-Target", "AmazonDMSv20160101.DescribeSchemas")
                        .header("Accept-Encoding", "deflate, gzip")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"EndpointArn\":\"a\"}")));

                assertEquals("", plain.header("Content-Encoding"));
                assertEquals("gzip", packed.header("Content-Encoding"));
                byte[] unpacked = new GZIPInputStream(
                                new ByteArrayInputStream(packed.response().body()))
                        .readAllBytes();
                assertArrayEquals(plain.response().body(), unpacked);
            }
        }
    }

    @Nested
    class Methods {

        @Test
        void whoOnlyLooksIsToldWhatIsHere() {
            for (String path : List.of("/", "/dms", "/index.html")) {
                Answered answer = api.get(path);
                assertEquals(405, answer.status(), path);
                assertEquals("POST", answer.header("Allow"));
                assertTrue(answer.message().startsWith("This is dms-local,"), answer::message);
            }
        }

        @Test
        void aHeadIsAnsweredAsAGetWithoutItsBody() throws IOException {
            try (RawHttp connection = new RawHttp(api.port())) {
                for (String path : List.of("/", "/dms", "/_dms/nothing", "/_dms/health")) {
                    int get = api.get(path).status();
                    assertEquals(
                            get,
                            api.send(api.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                                    .status(),
                            path);
                }
                assertEquals(
                        200,
                        connection
                                .send(HEAD + "Content-Length: 2\r\n\r\n{}")
                                .answer()
                                .status());
            }
        }
    }

    @Nested
    class Connections {

        @Test
        void aConnectionStaysOpenAfterRefusals() throws IOException {
            try (RawHttp connection = new RawHttp(api.port())) {
                assertEquals(
                        400,
                        connection
                                .send(HEAD + "Content-Length: 1\r\n\r\n{")
                                .answer()
                                .status());
                assertEquals(
                        405,
                        connection
                                .send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                                .answer()
                                .status());
                assertEquals(
                        200,
                        connection
                                .send(HEAD + "Content-Length: 2\r\n\r\n{}")
                                .answer()
                                .status());
            }
        }

        @Test
        void chunksArePutTogether() throws IOException {
            try (RawHttp connection = new RawHttp(api.port())) {
                RawHttp.Answer answer = connection
                        .send(HEAD + "Transfer-Encoding: chunked\r\n\r\n")
                        .send("8\r\n{\"Marker\r\n")
                        .send("6\r\n\":\"a\"}\r\n0\r\n\r\n")
                        .answer();

                assertEquals(200, answer.status());
                assertEquals("{}", answer.body());
            }
        }

        @Test
        void aCarefulClientIsToldToContinue() throws IOException {
            try (RawHttp connection = new RawHttp(api.port())) {
                connection.send(HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
                assertEquals(100, connection.answer().status());
                assertEquals(200, connection.send("{}").answer().status());
            }
        }

        @Test
        void everyAnswerHasItsHeaders() throws IOException {
            try (RawHttp connection = new RawHttp(api.port())) {
                RawHttp.Answer answer =
                        connection.send(HEAD + "Content-Length: 0\r\n\r\n").answer();

                assertEquals("application/x-amz-json-1.1", answer.headers().get("content-type"));
                assertEquals("2", answer.headers().get("content-length"));
                assertTrue(answer.headers().containsKey("x-amzn-requestid"));
                assertTrue(answer.headers().containsKey("date"));
                assertFalse(answer.headers().containsKey("x-amzn-errortype"));
            }
        }
    }
}
