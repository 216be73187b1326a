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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
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
    private static final AtomicInteger NUMBER = new AtomicInteger();

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

    /** What the provider sends and compares when something else than connection data changes; DIFFERENCES.md says what its user sees. */
    @Nested
    class APlanAfterAChange {

        private static final String S3 = """
                "S3Settings": {"ServiceAccessRoleArn": "arn:aws:iam::000000000000:role/dms", "BucketName": "b",
                               "CompressionType": "GZIP", "DataFormat": "csv"}""";

        @Test
        void readsAListWithItsLastSemicolon() {
            String arn = create("postgres", "target", "\"ServerName\": \"s\"");

            modify(arn, "\"ExtraConnectionAttributes\": \"maxFileSize=1024\"");

            assertEquals("maxFileSize=1024;", text(arn));
            modify(arn, "\"ExtraConnectionAttributes\": \"maxFileSize=1024;\"");
            assertEquals("maxFileSize=1024;", text(arn));
        }

        @Test
        void readsAnAttributeInTheSettingsTooWhereTheyHaveIt() {
            String arn = create("postgres", "source", "\"ServerName\": \"s\"");

            modify(arn, "\"ExtraConnectionAttributes\": \"HeartbeatFrequency=180;\"");

            assertEquals("HeartbeatFrequency=180;", text(arn));
            assertEquals(
                    180,
                    settings(arn, "PostgreSQLSettings", "HeartbeatFrequency").asInt());
        }

        @Test
        void readsTheSettingsAsTheyWereWhenTheProviderSendsNone() {
            String arn = create("postgres", "source", "\"PostgreSQLSettings\": {\"ExecuteTimeout\": 100}");

            modify(arn, "");

            assertEquals(
                    100, settings(arn, "PostgreSQLSettings", "ExecuteTimeout").asInt());
            assertEquals("executeTimeout=100;", text(arn));
        }

        @Test
        void readsTheSettingsWhereATextSaysOtherwise() {
            String arn = create("s3", "target", S3);

            modify(arn, "\"ExtraConnectionAttributes\": \"dataFormat=parquet;\"," + S3);

            assertEquals("csv", settings(arn, "S3Settings", "DataFormat").asText());
            assertTrue(text(arn).startsWith("dataFormat=csv;"), text(arn));
        }

        @Test
        void readsNothingOfWhatATextLeavesOutThatComesAlone() {
            String arn = create("s3", "target", S3);

            modify(arn, "\"ExtraConnectionAttributes\": \"bucketName=c\"");

            assertEquals("c", settings(arn, "S3Settings", "BucketName").asText());
            assertEquals("NONE", settings(arn, "S3Settings", "CompressionType").asText());
            assertTrue(settings(arn, "S3Settings", "DataFormat").isMissingNode());
        }

        private String create(String engineName, String type, String more) {
            return call("CreateEndpoint", """
                            {"EndpointIdentifier": "plan-%d", "EndpointType": "%s", "EngineName": "%s", %s}""".formatted(NUMBER.incrementAndGet(), type, engineName, more))
                    .at("/Endpoint/EndpointArn")
                    .asText();
        }

        private void modify(String arn, String more) {
            String members = more.isEmpty() ? "" : ", " + more;
            call("ModifyEndpoint", "{\"EndpointArn\": \"" + arn + "\"" + members + "}");
        }

        private String text(String arn) {
            return endpoint(arn).path("ExtraConnectionAttributes").asText();
        }

        private JsonNode settings(String arn, String object, String member) {
            return endpoint(arn).path(object).path(member);
        }

        private JsonNode endpoint(String arn) {
            return call("DescribeEndpoints", "{\"Filters\":[{\"Name\":\"endpoint-arn\",\"Values\":[\"" + arn + "\"]}]}")
                    .at("/Endpoints/0");
        }
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
