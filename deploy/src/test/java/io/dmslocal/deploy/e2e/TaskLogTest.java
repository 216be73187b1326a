package io.dmslocal.deploy.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.vectors.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstanceTaskLog;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** What a task writes into its log, as its settings want it. */
class TaskLogTest {

    @TempDir
    Path folder;

    private final Map<String, Integer> rows = rowsOfCases();
    private ContractDatabase source;
    private ContractDatabase target;
    private Emulator emulator;
    private Migration migration;

    @BeforeEach
    void start() throws Exception {
        emulator = Emulator.on(folder.resolve("node"));
        source = PostgresServer.shared().database("log_from");
        target = PostgresServer.shared().database("log_to");
        for (Map.Entry<String, Integer> each : rows.entrySet()) {
            source.run(
                    "CREATE SCHEMA IF NOT EXISTS " + schema(each.getKey()),
                    "CREATE TABLE " + each.getKey() + " (id int PRIMARY KEY)",
                    "INSERT INTO " + each.getKey() + " SELECT generate_series(1, " + each.getValue() + ")");
        }
        migration = Migration.of(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void itHasTheLinesThatItsSettingsWantAndIsDeletedWhenTheySaySo() throws IOException {
        Task task = task("loud", "{\"Logging\": {\"EnableLogging\": true}}");
        task.start();
        task.await("stopped");
        List<String> lines = lines(task);
        Vectors.check("task_logs", c -> {
            Predicate<String> wanted =
                    Pattern.compile(c.expect().path("regex").asText()).asPredicate();
            boolean isOfAll = c.given().path("any").asBoolean();
            assertTrue(
                    isOfAll ? lines.stream().allMatch(wanted) : lines.stream().anyMatch(wanted),
                    () -> c.expect() + " in\n" + String.join("\n", lines));
        });
        assertEquals(Files.size(file(task)), sizes().get("loud"));

        modify(task, """
                {"Logging": {"DeleteTaskLogs": true,
                             "LogComponents": [{"Id": "TARGET_LOAD", "Severity": "LOGGER_SEVERITY_ERROR"}]}}""");
        assertEquals(Map.of("loud", 0L), sizes());
        assertFalse(Files.exists(file(task)));

        task.start(StartReplicationTaskTypeValue.RELOAD_TARGET);
        task.await("stopped");
        List<String> fewer = lines(task);
        assertTrue(fewer.stream().noneMatch(line -> line.contains("[TARGET_LOAD ")), fewer::toString);
        assertTrue(fewer.stream().anyMatch(line -> line.contains("Unload finished for table")), fewer::toString);

        task.delete();
        assertFalse(Files.exists(file(task)));
    }

    @Test
    void whoWantsNoLogHasNone() {
        Task task = task("mute", "{}");
        task.start();
        task.await("stopped");

        assertEquals(Map.of(), sizes());
        assertFalse(Files.exists(file(task)));
    }

    /** Every table that a case speaks of. */
    private static Map<String, Integer> rowsOfCases() {
        Map<String, Integer> rows = new LinkedHashMap<>();
        Vectors.cases("task_logs").stream()
                .map(Vectors.Case::given)
                .filter(given -> given.has("table"))
                .forEach(given -> rows.put(
                        given.path("table").asText(), given.path("rows").asInt()));
        return rows;
    }

    private static String schema(String table) {
        return table.substring(0, table.indexOf('.'));
    }

    private Task task(String name, String settings) {
        String rules = rows.keySet().stream()
                .map(TaskLogTest::schema)
                .distinct()
                .map(schema -> """
                        {"rule-type": "selection", "rule-id": "%1$s", "rule-name": "%1$s", "rule-action": "include",
                         "object-locator": {"schema-name": "%2$s", "table-name": "%%"}}""".formatted(Math.abs(schema.hashCode()), schema))
                .collect(Collectors.joining(","));
        String from = migration.source("from", source.endpoint());
        String to = migration.target("to", target.endpoint());
        return migration.task(r -> r.replicationTaskIdentifier(name)
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.FULL_LOAD)
                .tableMappings("{\"rules\": [" + rules + "]}")
                .replicationTaskSettings(settings));
    }

    private void modify(Task task, String settings) {
        emulator.dms()
                .modifyReplicationTask(r -> r.replicationTaskArn(task.arn()).replicationTaskSettings(settings));
        // its log is gone at once, its status comes back later
        assertEquals(0L, sizes().get("loud"));
        task.await("stopped");
    }

    /** As the instance tells them, by task. */
    private Map<String, Long> sizes() {
        return emulator
                .dms()
                .describeReplicationInstanceTaskLogs(r -> r.replicationInstanceArn(migration.instance()))
                .replicationInstanceTaskLogs()
                .stream()
                .collect(Collectors.toMap(
                        ReplicationInstanceTaskLog::replicationTaskName,
                        ReplicationInstanceTaskLog::replicationInstanceTaskLogSize));
    }

    private List<String> lines(Task task) throws IOException {
        return Files.readAllLines(file(task));
    }

    private Path file(Task task) {
        String id = task.arn().substring(task.arn().lastIndexOf(':') + 1);
        return folder.resolve("node").resolve("logs").resolve("dms-task-" + id + ".log");
    }
}
