package io.dmslocal.deploy.e2e;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;

/** Why a task does what it does, also after its node was started anew. */
class WhyTest {

    @TempDir
    Path folder;

    @Test
    void refusedRowsIdleTablesAndRulesThatMatchNothingAreExplained() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("why_from");
        ContractDatabase target = PostgresServer.shared().database("why_to");
        source.run(
                "CREATE TABLE orders (id int PRIMARY KEY, note varchar(40))",
                "INSERT INTO orders VALUES (1, 'short'), (2, 'this one is much too long')",
                "CREATE TABLE \"Items\" (id int PRIMARY KEY)");
        target.run("CREATE TABLE orders (id int PRIMARY KEY, note varchar(10))");
        String arn;
        try (Emulator emulator = Emulator.on(folder.resolve("node"))) {
            Migration migration = Migration.of(emulator);
            String from = migration.source("from", source.endpoint());
            String to = migration.target("to", target.endpoint());
            Task task = migration.task(r -> r.replicationTaskIdentifier("asked")
                    .sourceEndpointArn(from)
                    .targetEndpointArn(to)
                    .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                    .tableMappings(RULES)
                    .replicationTaskSettings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}}"));
            arn = task.arn();
            task.start();
            task.await("running");
            eventually(
                    () -> "nothing is told of the refused row: " + why(emulator, task.arn()),
                    () -> why(emulator, task.arn()).path("failures").size() > 0
                            && why(emulator, task.arn()).path("tables").size() > 0);
            check(why(emulator, arn));
            assertEquals(404, status(emulator, arn.substring(0, arn.lastIndexOf(':')) + ":NOBODY"));
            task.stop();
        }
        try (Emulator emulator = Emulator.on(folder.resolve("node"))) {
            JsonNode later = why(emulator, arn);
            check(later);
            assertEquals("stopped", later.path("status").asText());
        }
    }

    private static final String RULES = """
            {"rules": [
              {"rule-type": "selection", "rule-id": "1", "rule-name": "1", "rule-action": "include",
               "object-locator": {"schema-name": "public", "table-name": "orders"}},
              {"rule-type": "selection", "rule-id": "2", "rule-name": "2", "rule-action": "include",
               "object-locator": {"schema-name": "public", "table-name": "items"}}]}""";

    private static void check(JsonNode why) {
        JsonNode failure = why.at("/failures/0");
        assertEquals("public.orders", failure.path("table").asText(), why.toString());
        assertTrue(failure.path("suggestion").asText().contains("Widen"), why.toString());
        assertEquals("public.orders", why.at("/tables/0/table").asText(), why.toString());
        assertTrue(why.at("/leftOut/0").asText().contains("It would match public.Items"), why.toString());
    }

    private static JsonNode why(Emulator emulator, String arn) {
        try {
            return new ObjectMapper().readTree(get(emulator, arn).body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int status(Emulator emulator, String arn) {
        return get(emulator, arn).statusCode();
    }

    private static HttpResponse<String> get(Emulator emulator, String arn) {
        URI uri = URI.create("http://127.0.0.1:" + emulator.served().port() + "/_dms/tasks/" + arn + "/why");
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
