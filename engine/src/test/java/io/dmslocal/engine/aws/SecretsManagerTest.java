package io.dmslocal.engine.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as Secrets Manager does. */
class SecretsManagerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENDPOINT = "arn:aws:dms:eu-west-1:123456789012:endpoint:E";
    private static final String SECRET = "arn:aws:secretsmanager:eu-central-1:210987654321:secret:shop-AbCdEf";
    private static final String LOGIN =
            "{\"username\":\"app\",\"password\":\"pass=,word\",\"host\":\"db.local\",\"port\":\"5433\",\"dbname\":\"shop\"}";

    private static final List<String> AUTHORIZATIONS = new ArrayList<>();
    private static final List<String> TARGETS = new ArrayList<>();
    private static HttpServer server;
    private static ObjectNode answer;
    private static int status;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", SecretsManagerTest::answer);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @BeforeEach
    void holdASecret() {
        status = 200;
        answer = JSON.createObjectNode().put("Name", "shop").put("SecretString", LOGIN);
        AUTHORIZATIONS.clear();
        TARGETS.clear();
    }

    @Test
    void anEndpointIsFoundAndEnteredAsItsSecretSays() {
        EndpointSettings opened =
                manager().opened(endpoint("postgres", "", SECRET)).value().orElseThrow();

        assertEquals("db.local", opened.serverName());
        assertEquals(5433, opened.port());
        assertEquals("app", opened.username());
        assertEquals("pass=,word", opened.password());
        assertEquals("shop", opened.databaseName());
        assertEquals(Optional.empty(), opened.secret());
        assertEquals(List.of("secretsmanager.GetSecretValue " + SECRET), TARGETS);
    }

    @Test
    void theSecretsOwnRegionAndAccountAreAsked() {
        manager().opened(endpoint("postgres", "", SECRET));
        manager().opened(endpoint("postgres", "", "shop"));

        assertTrue(
                AUTHORIZATIONS.get(0).matches(".*Credential=210987654321/\\d+/eu-central-1/secretsmanager/.*"),
                AUTHORIZATIONS.get(0));
        assertTrue(
                AUTHORIZATIONS.get(1).matches(".*Credential=123456789012/\\d+/eu-west-1/secretsmanager/.*"),
                AUTHORIZATIONS.get(1));
    }

    @Test
    void theDatabaseOfTheEndpointWinsAndMySqlHasNone() {
        assertEquals(
                "other",
                manager()
                        .opened(endpoint("postgres", "other", SECRET))
                        .value()
                        .orElseThrow()
                        .databaseName());
        assertEquals(
                "",
                manager()
                        .opened(endpoint("mysql", "", SECRET))
                        .value()
                        .orElseThrow()
                        .databaseName());
    }

    @Test
    void anEndpointWithoutASecretAsksNobody() {
        EndpointSettings plain = endpoint("postgres", "shop", "");

        assertEquals(plain, manager().opened(plain).value().orElseThrow());
        assertEquals(List.of(), TARGETS);
    }

    @Test
    void theNodesOwnServerWinsOverTheEndpointsAndTheEndpointsOverAws() {
        EndpointSettings settings = new EndpointSettings(
                ENDPOINT,
                "postgres",
                "",
                0,
                "",
                "",
                "",
                "none",
                "",
                Map.of("secretsmanagersecretid", "shop", "secretsmanagerendpointoverride", "vpce-1.local"));

        assertEquals(uri(), manager().asked(settings, "eu-west-1"));
        assertEquals(
                URI.create("https://vpce-1.local"), new SecretsManager(Optional.empty()).asked(settings, "eu-west-1"));
        assertEquals(
                URI.create("https://secretsmanager.cn-north-1.amazonaws.com.cn"),
                new SecretsManager(Optional.empty()).asked(endpoint("postgres", "", "shop"), "cn-north-1"));
    }

    @Test
    void aSecretThatIsNotThereIsNamedWithTheServersWords() {
        status = 400;
        answer = JSON.createObjectNode()
                .put("__type", "ResourceNotFoundException")
                .put("message", "Secrets Manager can't find the specified secret.");

        assertEquals(
                "The secret shop cannot be used: " + uri()
                        + " answered ResourceNotFoundException: Secrets Manager can't find the specified secret.",
                failure("shop"));
    }

    @Test
    void whatIsNoLoginIsRefusedByItsMemberAndNotRepeated() {
        Map<String, String> mistakes = Map.of(
                "hunter2", "not JSON",
                "[\"hunter2\"]", "no JSON object",
                "{\"username\":\"app\",\"password\":\"hunter2\"}", "no \"host\"",
                "{\"username\":\"app\",\"password\":\"hunter2\",\"host\":\"h\",\"port\":\"first\"}", "\"port\"");

        mistakes.forEach((text, reason) -> {
            answer = JSON.createObjectNode().put("SecretString", text);
            String failure = failure("shop");
            assertTrue(failure.contains(reason), failure);
            assertFalse(failure.contains("hunter2"), failure);
        });
        answer = JSON.createObjectNode().put("SecretBinary", "aHVudGVyMg==");
        assertTrue(failure("shop").contains("binary"));
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        SecretsManager nowhere = new SecretsManager(Optional.of(URI.create("http://127.0.0.1:1")));

        String failure = nowhere.opened(endpoint("postgres", "", "shop"))
                .fault()
                .orElseThrow()
                .message();

        assertTrue(failure.contains("http://127.0.0.1:1 cannot be reached"), failure);
    }

    private static String failure(String secret) {
        return manager()
                .opened(endpoint("postgres", "", secret))
                .fault()
                .orElseThrow()
                .message();
    }

    private static SecretsManager manager() {
        return new SecretsManager(Optional.of(uri()));
    }

    private static URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static EndpointSettings endpoint(String engine, String database, String secret) {
        return new EndpointSettings(
                ENDPOINT,
                engine,
                "",
                0,
                "",
                "",
                database,
                "none",
                "",
                secret.isEmpty() ? Map.of() : Map.of("secretsmanagersecretid", secret));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        AUTHORIZATIONS.add(exchange.getRequestHeaders().getFirst("Authorization"));
        TARGETS.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " "
                + JSON.readTree(asked).path("SecretId").asText());
        byte[] body = JSON.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
