package io.dmslocal.deploy.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AskWhyTest {

    private static final String ANSWER = """
            {"summary": "It is running.", "failures": [{"time": "T", "table": "s.t", "cause": "DATA", "decision": "SKIP", "times": 3,
              "message": "too long", "suggestion": "Widen it.", "examples": [{"key": "id = 1", "statement": "INSERT"}]}],
             "tables": [{"table": "s.idle", "state": "Table completed", "why": "Nothing came."}], "leftOut": ["s.x is left out."],
             "settings": ["A.B is 1, but nothing reads it"]}""";

    @Test
    void theReportHasEverythingThatTheNodeSays() throws IOException {
        assertEquals("""
                It is running.

                T  s.t: DATA, SKIP, 3 times
                  too long
                  Widen it.
                  row id = 1: INSERT

                s.idle (Table completed): Nothing came.

                s.x is left out.

                A.B is 1, but nothing reads it
                """, WhyText.of(new ObjectMapper().readTree(ANSWER)));
    }

    @Test
    void theNodeIsAskedAndItsRefusalIsToldAsASentence() throws IOException {
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            boolean isKnown = exchange.getRequestURI().getPath().equals("/_dms/tasks/arn:a:b/why");
            byte[] body =
                    (isKnown ? ANSWER : "{\"message\":\"There is no such task.\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isKnown ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        node.start();
        try {
            String url = "http://127.0.0.1:" + node.getAddress().getPort();
            assertTrue(AskWhy.report(new String[] {"arn:a:b", "--url", url}).startsWith("It is running."));
            assertTrue(AskWhy.report(new String[] {"--json", "arn:a:b", "--url", url})
                    .startsWith("{"));
            assertEquals("There is no such task.", refused("arn:a:c", "--url", url));
        } finally {
            node.stop(0);
        }
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertTrue(refused().startsWith("dms-local why takes the ARN"));
        assertTrue(refused("arn:a:b", "--fast").contains("\"--fast\""));
        assertTrue(refused("arn:a:b", "--url", "http://127.0.0.1:1").contains("--url"));
    }

    private static String refused(String... arguments) {
        return assertThrows(AskWhy.NoAnswer.class, () -> AskWhy.report(arguments))
                .getMessage();
    }
}
