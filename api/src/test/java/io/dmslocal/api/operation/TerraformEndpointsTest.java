package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.connector.Connectors;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Endpoints as Terraform's AWS provider writes and reads them, engine by engine: connection data at the top and in the settings object at once; read back
 * by identifier; whatever was written must be read the same, or the next plan is not empty.
 *
 * <p>What it writes is {@code flows/terraform-endpoints.json}, after the provider's acceptance tests.
 */
class TerraformEndpointsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningEngine engine;
    private static ServedApi api;

    @BeforeAll
    static void start() {
        engine = new RunningEngine(
                "dms-local.engine.timings.local.endpoint.deleting = 100ms", new Connectors(List.of()));
        api = ServedApi.of(AllOperations.of(List.of(new EndpointOperations(engine.engine())::register)));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
    }

    /** @param written what the provider is told, beside where the database is */
    record Case(int number, JsonNode written) {

        String id() {
            return "tf-" + number;
        }

        @Override
        public String toString() {
            return number + " " + written.path("engine").asText() + " "
                    + written.path("type").asText();
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = TerraformEndpointsTest.class.getResourceAsStream("/flows/terraform-endpoints.json")) {
            JsonNode all = JSON.readTree(in);
            return StreamSupport.stream(all.spliterator(), false)
                    .map(written -> new Case(indexOf(all, written), written))
                    .toList()
                    .stream();
        }
    }

    private static int indexOf(JsonNode all, JsonNode written) {
        int index = 0;
        while (all.get(index) != written) {
            index++;
        }
        return index;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsWrittenIsReadBack(Case flow) {
        ObjectNode create = request(flow, "create", "tftest", 27017);
        create.put("EndpointIdentifier", flow.id())
                .put("EndpointType", flow.written().path("type").asText());
        call("CreateEndpoint", create);
        JsonNode created = read(flow);
        assertReads(create, created);

        ObjectNode update = request(flow, "update", "tftest-new", 27018);
        update.put("EndpointArn", created.path("EndpointArn").asText());
        call("ModifyEndpoint", update);
        assertReads(update, read(flow));

        ObjectNode delete = JSON.createObjectNode();
        delete.set("EndpointArn", created.get("EndpointArn"));
        call("DeleteEndpoint", delete);
        eventually(
                "the endpoint is gone",
                () -> api.call("DescribeEndpoints", byIdentifier(flow)).code().equals("ResourceNotFoundFault"));
    }

    private static ObjectNode request(Case flow, String step, String word, int port) {
        ObjectNode request =
                flow.written().path(step) instanceof ObjectNode given ? given.deepCopy() : JSON.createObjectNode();
        String engineName = flow.written().path("engine").asText();
        request.put("EngineName", engineName);
        if (flow.written().path("isDatabase").asBoolean()) {
            String object = engineName.equals("babelfish")
                    ? "MicrosoftSQLServerSettings"
                    : flow.written().path("settings").asText();
            for (ObjectNode place : List.of(request, request.withObjectProperty(object))) {
                place.put("ServerName", word)
                        .put("Port", port)
                        .put("Username", word)
                        .put("Password", "hidden-" + word)
                        .put("DatabaseName", word);
            }
        }
        return request;
    }

    /** Every member that was written, but for secrets and what AWS writes its own way. */
    private static void assertReads(JsonNode written, JsonNode read) {
        written.properties().forEach(member -> {
            String name = member.getKey();
            if (member.getValue().isObject() && read.has(name)) {
                member.getValue().properties().stream()
                        .filter(inner -> !inner.getKey().equals("Password"))
                        .forEach(inner -> assertEquals(
                                inner.getValue(), read.path(name).get(inner.getKey()), name + "." + inner.getKey()));
            } else if (name.equals("ExtraConnectionAttributes")) {
                String text = member.getValue().asText();
                String shown = read.path(name).asText();
                boolean isMade = read.path("EngineName").asText().equals("s3");
                assertTrue(isMade ? shown.contains(text) : shown.equals(text), shown);
            } else if (!name.equals("Password")
                    && !name.equals("EndpointType")
                    && !member.getValue().isObject()) {
                assertEquals(member.getValue(), read.get(name), name);
            }
        });
        assertTrue(read.path("SslMode").isTextual());
        assertTrue(!read.toString().contains("hidden-"), "no password comes back");
    }

    private static JsonNode read(Case flow) {
        JsonNode endpoints = call("DescribeEndpoints", byIdentifier(flow)).path("Endpoints");
        assertEquals(1, endpoints.size());
        JsonNode endpoint = endpoints.get(0);
        assertTrue(endpoint.path(flow.written().path("settings").asText()).isObject(), endpoint.toString());
        assertEquals(
                flow.written().path("type").asText(),
                endpoint.path("EndpointType").asText().toLowerCase(Locale.ROOT));
        return endpoint;
    }

    private static String byIdentifier(Case flow) {
        return "{\"Filters\":[{\"Name\":\"endpoint-id\",\"Values\":[\"" + flow.id() + "\"]}]}";
    }

    private static JsonNode call(String operation, Object request) {
        ServedApi.Answered answer = api.call(operation, request.toString());
        assertEquals(200, answer.status(), operation + ": " + answer.body());
        return answer.body();
    }
}
