package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.kinesis.KinesisServer;
import io.dmslocal.engine.connector.mysql.MySqlServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MessageFormatValue;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** From MySQL to a Kinesis stream: the messages that AWS's own sample program counts. */
class StreamTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger STREAMS = new AtomicInteger();

    @TempDir
    Path folder;

    private final KinesisServer kinesis = KinesisServer.shared();
    private final String stream = "dms-sample-" + STREAMS.incrementAndGet();
    private MySqlServer mysql;
    private Emulator emulator;
    private Migration migration;

    @BeforeEach
    void start() {
        mysql = MySqlServer.shared();
        kinesis.createStream(stream, 1); // one shard: one order
        emulator = Emulator.start(
                List.of("--data", folder.toString(), "--port", "0"),
                Map.of("AWS_ENDPOINT_URL_KINESIS", kinesis.uri().toString(), "CBOR_ENABLED", "false"));
        mysql.execute(
                "drop database if exists dms_sample",
                "create database dms_sample",
                "create table dms_sample.accounts (id int primary key, name varchar(50), profile_picture blob)",
                "create table dms_sample.authors (id int primary key, email varchar(50))",
                "create table dms_sample.novels (id int primary key, title varchar(50))");
        migration = Migration.of(emulator);
    }

    @AfterEach
    void stop() {
        if (emulator != null) {
            emulator.close();
        }
    }

    @Test
    void aFullLoadOfTwoTablesWithARowEachIsSixRecords() {
        mysql.execute(
                "insert into dms_sample.accounts values (1, 'Ann', null)",
                "insert into dms_sample.authors values (1, 'a@example.org')",
                "insert into dms_sample.novels values (1, 'One'), (2, 'Two')");
        Task task = task("a", source(), target(), MigrationTypeValue.FULL_LOAD, "a%");

        task.start();
        task.await("stopped");

        ReplicationTask done = task.describe();
        assertEquals("Stop Reason FULL_LOAD_ONLY_FINISHED", done.stopReason(), task::state);
        for (String table : List.of("accounts", "authors")) {
            assertEquals(List.of("drop-table", "create-table", "load"), operations(table), this::shown);
            assertEquals(1L, task.tables().get(table).fullLoadRows());
            assertEquals(0L, task.tables().get(table).inserts());
            assertEquals("Table completed", task.tables().get(table).tableState());
        }
        assertEquals(6, messages().size(), this::shown);
        assertEquals(
                "a@example.org",
                messages().stream()
                        .filter(message -> operation(message).equals("load")
                                && table(message).equals("authors"))
                        .findFirst()
                        .orElseThrow()
                        .path("data")
                        .path("email")
                        .textValue());
    }

    @Test
    void twoTasksThatFollowOverThreeTablesAreFiveRecordsAndThenTheChanges() {
        String from = source();
        String to = target();
        Task a = task("a", from, to, MigrationTypeValue.CDC, "a%");
        Task novels = task("novels", from, to, MigrationTypeValue.CDC, "novels");

        a.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        novels.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);

        eventually("five records", () -> shown() + a.state(), () -> messages().size() >= 5);
        assertEquals(5, messages().size(), this::shown);
        assertTrue(messages().stream().allMatch(message -> operation(message).equals("create-table")), this::shown);
        assertEquals(2, operations("awsdms_apply_exceptions").size(), this::shown);
        for (String table : List.of("accounts", "authors", "novels")) {
            assertEquals(1, operations(table).size(), this::shown);
        }

        mysql.execute(
                "insert into dms_sample.novels values (1, 'One')",
                "update dms_sample.novels set title = 'Two' where id = 1",
                "delete from dms_sample.novels where id = 1");
        List<String> expected = List.of("create-table", "insert", "update", "delete");
        eventually("the changes", () -> shown() + novels.state(), () -> expected.equals(operations("novels")));

        // the stream hears of an alteration with the first row under it (AWS tells it at once)
        mysql.execute(
                "alter table dms_sample.accounts drop column profile_picture",
                "alter table dms_sample.novels add column is_stock boolean default true",
                "insert into dms_sample.accounts values (1, 'Ann')",
                "insert into dms_sample.novels values (2, 'Two', false)");
        eventually(
                "two alterations and two rows",
                () -> shown() + a.state() + novels.state(),
                () -> messages().size() >= 12);
        assertEquals(List.of("create-table", "drop-column", "insert"), operations("accounts"), this::shown);
        List<String> ofNovels = operations("novels");
        assertEquals(List.of("add-column", "insert"), ofNovels.subList(4, ofNovels.size()), this::shown);
        assertEquals(12, messages().size(), this::shown);
        a.stop();
        novels.stop();
    }

    @Test
    void aTaskWhoseMappingsFindNoTableFailsAndSaysSo() {
        Task task = task("none", source(), target(), MigrationTypeValue.FULL_LOAD, "nothing%");

        task.start();
        task.await("failed");

        ReplicationTask failed = task.describe();
        assertTrue(failed.lastFailureMessage().contains("No tables were found"), failed::lastFailureMessage);
        assertEquals("Stop Reason FATAL_ERROR", failed.stopReason());
        assertEquals(List.of(), messages());
    }

    private Task task(String name, String from, String to, MigrationTypeValue type, String tables) {
        return migration.task(r -> r.replicationTaskIdentifier(name)
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(type)
                .tableMappings(Migration.mappings("dms_sample", tables))
                .replicationTaskSettings("{\"Logging\": {\"EnableLogging\": true}}"));
    }

    private String source() {
        return migration.source("from", mysql.endpoint());
    }

    private String target() {
        return migration.endpoint(r -> r.endpointIdentifier("to")
                .endpointType(ReplicationEndpointTypeValue.TARGET)
                .engineName("kinesis")
                .kinesisSettings(k -> k.streamArn("arn:aws:kinesis:us-east-1:000000000000:stream/" + stream)
                        .serviceAccessRoleArn("arn:aws:iam::000000000000:role/dms")
                        .messageFormat(MessageFormatValue.JSON)
                        .includeControlDetails(true)
                        .includeNullAndEmpty(true)
                        .includePartitionValue(true)
                        .includeTableAlterOperations(true)
                        .includeTransactionDetails(true)
                        .partitionIncludeSchemaTable(true)));
    }

    private List<JsonNode> messages() {
        return kinesis.records(stream).stream()
                .map(record -> {
                    try {
                        return JSON.readTree(record.data().asUtf8String());
                    } catch (JsonProcessingException e) {
                        throw new AssertionError(record.data().asUtf8String(), e);
                    }
                })
                .toList();
    }

    /** Of one table, in their order. */
    private List<String> operations(String table) {
        return messages().stream()
                .filter(message -> table(message).equals(table))
                .map(StreamTest::operation)
                .toList();
    }

    private static String table(JsonNode message) {
        return message.path("metadata").path("table-name").asText();
    }

    private static String operation(JsonNode message) {
        return message.path("metadata").path("operation").asText();
    }

    private String shown() {
        StringBuilder all = new StringBuilder();
        messages().forEach(message -> all.append(message).append('\n'));
        return all.toString();
    }
}
