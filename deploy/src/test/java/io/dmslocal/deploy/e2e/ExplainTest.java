package io.dmslocal.deploy.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import io.dmslocal.engine.connector.mysql.ServerDatabase;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.settings.EndpointSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;

/** What is explained before a task runs is what the task then makes. */
class ExplainTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RULES = """
            {"rules": [
              {"rule-type": "selection", "rule-id": "1", "rule-name": "all", "rule-action": "include",
               "object-locator": {"schema-name": "explained", "table-name": "%"}},
              {"rule-type": "selection", "rule-id": "2", "rule-name": "no drafts", "rule-action": "exclude",
               "object-locator": {"schema-name": "explained", "table-name": "draft%"}},
              {"rule-type": "transformation", "rule-id": "3", "rule-name": "schema", "rule-target": "schema",
               "rule-action": "rename", "value": "explained_there", "object-locator": {"schema-name": "explained"}},
              {"rule-type": "transformation", "rule-id": "4", "rule-name": "prefix", "rule-target": "table",
               "rule-action": "add-prefix", "value": "t_",
               "object-locator": {"schema-name": "explained", "table-name": "%"}},
              {"rule-type": "transformation", "rule-id": "5", "rule-name": "late", "rule-target": "table",
               "rule-action": "rename", "value": "people",
               "object-locator": {"schema-name": "explained", "table-name": "person"}},
              {"rule-type": "transformation", "rule-id": "6", "rule-name": "gone", "rule-target": "column",
               "rule-action": "remove-column",
               "object-locator": {"schema-name": "explained", "table-name": "person", "column-name": "note"}},
              {"rule-type": "transformation", "rule-id": "7", "rule-name": "case", "rule-target": "column",
               "rule-action": "rename", "value": "n",
               "object-locator": {"schema-name": "explained", "table-name": "person", "column-name": "Name"}}]}""";

    @TempDir
    Path folder;

    @Test
    void fromPostgresToMySql() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("explained");
        source.createSchema("explained");
        source.run(
                "create table explained.person (id bigint primary key, name varchar(40) not null, note text,"
                        + " born timestamptz, rich boolean, score numeric, big numeric(12,3), tags text[])",
                "create table explained.draft1 (id int)",
                "create view explained.names as select name from explained.person",
                "insert into explained.person values (1, 'Ann', 'x', '2026-01-02 03:04:05+02', true, 1.5, 2, '{a}'),"
                        + " (2, 'Bo', null, null, null, null, null, null)");
        isMadeAsExplained(source, new ServerDatabase(MySqlServer.shared()));
    }

    @Test
    void fromMySqlToPostgres() throws Exception {
        ContractDatabase source = new ServerDatabase(MySqlServer.shared());
        source.createSchema("explained");
        source.run(
                "create table explained.person (id bigint unsigned primary key, name varchar(40) not null, note text,"
                        + " born timestamp null, rich bit(1), score float, big decimal(12,3), tags set('a','b'))",
                "create table explained.draft1 (id int)",
                "create view explained.names as select name from explained.person",
                "insert into explained.person values (1, 'Ann', 'x', '2026-01-02 03:04:05', b'1', 1.5, 2, 'a'),"
                        + " (2, 'Bo', null, null, null, null, null, null)");
        isMadeAsExplained(source, PostgresServer.shared().database("explained_target"));
    }

    @Test
    void fromPostgresToPostgres() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("explained_same");
        source.createSchema("explained");
        source.run(
                "create table explained.person (id bigint primary key, name varchar(40) not null, note text,"
                        + " born timestamptz, rich boolean, score numeric, big numeric(12,3), tags text[])",
                "create table explained.draft1 (id int)",
                "create view explained.names as select name from explained.person",
                "insert into explained.person values (1, 'Ann', 'x', '2026-01-02 03:04:05+02', true, 1.5, 2, '{a}'),"
                        + " (2, 'Bo', null, null, null, null, null, null)");
        isMadeAsExplained(source, PostgresServer.shared().database("explained_same_target"));
    }

    private void isMadeAsExplained(ContractDatabase source, ContractDatabase target) throws Exception {
        target.createSchema("explained_there");
        try (Emulator emulator = Emulator.on(folder)) {
            Migration migration = Migration.of(emulator);
            String from = migration.source("from", source.endpoint());
            String to = migration.target("to", target.endpoint());
            JsonNode explained = explained(emulator, from, to);

            JsonNode person = table(explained, "person");
            assertTrue(person.path("selected").asBoolean(), explained::toPrettyString);
            assertFalse(table(explained, "draft1").path("selected").asBoolean());
            assertEquals("excluded", table(explained, "draft1").path("verdict").asText());
            assertEquals("other-type", table(explained, "names").path("verdict").asText());
            assertEquals(2, person.at("/target/sample/before").size(), explained::toPrettyString);
            assertEquals("Ann", person.at("/target/sample/after/0/name").asText());
            assertTrue(person.at("/target/sample/after/1/born").isNull());
            isJudged(explained);

            Task task = migration.task(r -> r.replicationTaskIdentifier("explained")
                    .sourceEndpointArn(from)
                    .targetEndpointArn(to)
                    .migrationType(MigrationTypeValue.FULL_LOAD)
                    .tableMappings(RULES));
            task.start();
            task.await("stopped");
            List<String> made = columns(target);

            assertEquals(
                    texts(person.at("/target/columns"), "target"),
                    made.stream().map(column -> column.split(" ")[1]).toList());
            assertEquals("t_person", person.at("/target/table").asText());
            target.createSchema("explained_there");
            target.run(StreamSupport.stream(person.at("/target/ddl").spliterator(), false)
                    .map(JsonNode::asText)
                    .toArray(String[]::new));
            assertEquals(made, columns(target), explained::toPrettyString);
        }
    }

    private static void isJudged(JsonNode explained) {
        assertEquals("takes", rule(explained, "1").path("verdict").asText());
        assertEquals("excludes", rule(explained, "2").path("verdict").asText());
        assertEquals("acts", rule(explained, "4").path("verdict").asText());
        assertEquals("shadowed", rule(explained, "5").path("verdict").asText(), explained::toPrettyString);
        assertEquals("acts", rule(explained, "6").path("verdict").asText());
        assertEquals("matches-nothing", rule(explained, "7").path("verdict").asText());
        assertEquals("case", rule(explained, "7").at("/hints/0/code").asText());
    }

    @Test
    void whatCannotBeAskedIsSaidInASentence() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("explained_away");
        try (Emulator emulator = Emulator.on(folder);
                ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EndpointSettings there = source.endpoint();
            String away = emulator.dms()
                    .createEndpoint(r -> r.endpointIdentifier("away")
                            .endpointType("source")
                            .engineName("postgres")
                            .serverName("127.0.0.1")
                            .port(1)
                            .username(there.username())
                            .password("not-told")
                            .databaseName(there.databaseName()))
                    .endpoint()
                    .endpointArn();

            String silent = emulator.dms()
                    .createEndpoint(r -> r.endpointIdentifier("silent")
                            .endpointType("source")
                            .engineName("mysql")
                            .serverName("127.0.0.1")
                            .port(deaf.getLocalPort())
                            .username("u")
                            .password("not-told"))
                    .endpoint()
                    .endpointArn();

            HttpResponse<String> noAnswer = answer(emulator, question(silent, "", 0));
            HttpResponse<String> unreachable = answer(emulator, question(away, "", 0));
            HttpResponse<String> unknown = answer(emulator, question(away + "X", "", 0));
            HttpResponse<String> wrongRole = answer(emulator, question(away, away, 0));

            assertEquals(502, noAnswer.statusCode(), noAnswer::body);
            assertEquals(502, unreachable.statusCode(), unreachable::body);
            assertTrue(unreachable.body().contains("127.0.0.1:1"), unreachable::body);
            assertFalse(unreachable.body().contains("not-told"), unreachable::body);
            assertEquals(404, unknown.statusCode(), unknown::body);
            assertEquals(400, wrongRole.statusCode(), wrongRole::body);
            assertTrue(wrongRole.body().contains("must be of type TARGET"), wrongRole::body);
        }
    }

    private static JsonNode explained(Emulator emulator, String source, String target) throws Exception {
        HttpResponse<String> answer = answer(emulator, question(source, target, 2));
        assertEquals(200, answer.statusCode(), answer::body);
        return JSON.readTree(answer.body());
    }

    private static ObjectNode question(String source, String target, int rows) {
        ObjectNode question =
                JSON.createObjectNode().put("tableMappings", RULES).put("sourceEndpointArn", source);
        question.put("migrationType", "full-load").put("sampleRows", rows);
        if (!target.isEmpty()) {
            question.put("targetEndpointArn", target);
        }
        return question;
    }

    private static HttpResponse<String> answer(Emulator emulator, ObjectNode question)
            throws IOException, InterruptedException {
        URI route = URI.create("http://127.0.0.1:" + emulator.served().port() + "/_dms/mappings/explain");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(route)
                                .POST(HttpRequest.BodyPublishers.ofString(question.toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode table(JsonNode explained, String name) {
        return found(explained.path("tables"), Map.of("table", name));
    }

    private static JsonNode rule(JsonNode explained, String id) {
        return found(explained.path("rules"), Map.of("ruleId", id));
    }

    private static JsonNode found(JsonNode list, Map<String, String> members) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(each -> members.entrySet().stream()
                        .allMatch(wanted -> each.path(wanted.getKey()).asText().equals(wanted.getValue())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(members + " is not among " + list.toPrettyString()));
    }

    private static List<String> texts(JsonNode list, String member) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path(member).asText())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static List<String> columns(ContractDatabase database) throws SQLException {
        String query =
                "select c.table_name, c.column_name, c.data_type, c.character_maximum_length, c.numeric_precision,"
                        + " c.numeric_scale, c.datetime_precision, c.is_nullable, k.ordinal_position from information_schema.columns c"
                        + " left join information_schema.key_column_usage k on k.table_schema = c.table_schema"
                        + " and k.table_name = c.table_name and k.column_name = c.column_name"
                        + " where c.table_schema = 'explained_there' order by c.table_name, c.ordinal_position";
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> columns = new ArrayList<>();
            while (found.next()) {
                StringBuilder column = new StringBuilder();
                for (int i = 1; i <= 9; i++) {
                    column.append(found.getString(i)).append(' ');
                }
                columns.add(column.toString());
            }
            return columns;
        }
    }
}
