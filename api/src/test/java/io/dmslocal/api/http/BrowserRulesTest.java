package io.dmslocal.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.RawHttp;
import io.dmslocal.api.ServedApi;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages may do, in the words of a browser. */
class BrowserRulesTest {

    private static ServedApi api;

    @BeforeAll
    static void serve() {
        api = ServedApi.of(EveryOperation.accepted(), List.of("https://console.example:8443"), List.of("dms.example"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static RawHttp.Answer send(String method, String path, String host, String headers) throws IOException {
        try (RawHttp connection = new RawHttp(api.port())) {
            return connection
                    .send(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
                            + "X-Amz-Target: AmazonDMSv20160101.DescribeEndpoints\r\n" + headers
                            + "Content-Length: 0\r\n\r\n")
                    .answer();
        }
    }

    private static RawHttp.Answer post(String origin) throws IOException {
        return send("POST", "/", "localhost:4566", "Origin: " + origin + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example",
                "x y"
            })
    void aPageOfAnotherSiteIsRefused(String origin) throws IOException {
        RawHttp.Answer answer = post(origin);

        assertEquals(403, answer.status());
        assertEquals("AccessDeniedException", answer.headers().get("x-amzn-errortype"));
        assertTrue(answer.body().contains("dms-local.api.allowed-origins"), answer.body());
        assertFalse(answer.headers().containsKey("access-control-allow-origin"));
        assertEquals(
                403,
                send("OPTIONS", "/", "localhost", "Origin: " + origin + "\r\n").status());
        assertEquals(
                403,
                send("GET", "/_dms/health", "localhost", "Origin: " + origin + "\r\n")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:3000",
                "http://127.0.0.1",
                "http://[::1]:8080",
                "https://app.localhost",
                "https://console.example:8443"
            })
    void aPageOfThisMachineOrOfTheAllowListIsServed(String origin) throws IOException {
        RawHttp.Answer answer = post(origin);

        assertEquals(200, answer.status());
        assertEquals(origin, answer.headers().get("access-control-allow-origin"));
        assertEquals("x-amzn-RequestId, x-amzn-ErrorType", answer.headers().get("access-control-expose-headers"));
        assertEquals("Origin", answer.headers().get("vary"));
    }

    @Test
    void aPreflightIsAnsweredWithWhatItAsksFor() throws IOException {
        RawHttp.Answer answer = send(
                "OPTIONS",
                "/any/path",
                "localhost",
                "Origin: http://localhost:3000\r\nAccess-Control-Request-Method: POST\r\n"
                        + "Access-Control-Request-Headers: x-amz-target, authorization\r\n");

        assertEquals(204, answer.status());
        assertEquals("http://localhost:3000", answer.headers().get("access-control-allow-origin"));
        assertEquals("POST, GET, OPTIONS, PUT, DELETE", answer.headers().get("access-control-allow-methods"));
        assertEquals("x-amz-target, authorization", answer.headers().get("access-control-allow-headers"));
    }

    @Test
    void theApiIsServedUnderAnyNameAndTheConsoleIsNot() throws IOException {
        assertEquals(200, send("POST", "/", "rebound.example:4566", "").status());
        assertEquals(
                200,
                send("GET", "/_localstack/health", "rebound.example:4566", "").status());

        RawHttp.Answer refused = send("GET", "/_dms/operations", "rebound.example:4566", "");
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("dms-local.api.allowed-hosts"), refused.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:4566",
                "127.0.0.1",
                "[::1]:4566",
                "192.168.1.5:4566",
                "dms.localhost",
                "dms.example:4566",
                "DMS.example"
            })
    void theConsoleIsServedUnderNamesOfThisMachine(String host) throws IOException {
        assertEquals(200, send("GET", "/_dms/operations", host, "").status());
    }

    @Test
    void aStarLetsAnyPageIn() throws IOException {
        try (ServedApi open = ServedApi.of(EveryOperation.accepted(), List.of("*"), List.of());
                RawHttp connection = new RawHttp(open.port())) {
            RawHttp.Answer answer = connection
                    .send("POST / HTTP/1.1\r\nHost: x\r\nOrigin: https://any.example\r\nContent-Length: 0\r\n\r\n")
                    .answer();

            assertEquals("https://any.example", answer.headers().get("access-control-allow-origin"));
        }
    }
}
