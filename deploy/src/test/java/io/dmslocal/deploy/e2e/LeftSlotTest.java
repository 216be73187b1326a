package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** A task is deleted while its source is down. */
class LeftSlotTest {

    @TempDir
    Path folder;

    private ReturningPostgres source;
    private Emulator emulator;
    private Migration migration;

    @BeforeEach
    void start() throws IOException {
        Path settings = folder.resolve("impatient.conf");
        Files.writeString(settings, "dms-local.engine.leftovers.first-pause = 200ms");
        emulator = Emulator.start(
                List.of("--data", folder.resolve("node").toString(), "--port", "0"),
                Map.of("DMS_LOCAL_CONFIG", settings.toString()));
        source = ReturningPostgres.start(folder.resolve("postgres"));
        migration = Migration.of(emulator);
    }

    @AfterEach
    void stop() throws IOException {
        emulator.close();
        source.close();
    }

    @Test
    void itsSlotGoesWhenTheSourceIsBackThoughTheNodeWasKilledMeanwhile() throws Exception {
        source.run("CREATE SCHEMA shop", "CREATE TABLE shop.orders (id int PRIMARY KEY)");
        String from = migration.source("from", source.endpoint());
        Task task = following(from, "{}");
        task.stop();
        assertEquals(List.of(1, 2), kept(), "a slot and its publications");
        source.goAway();

        task.delete();
        assertEquals(List.of("CaptureLeft"), told(from));
        emulator.kill();
        emulator.startAgain();
        source.comeBack();

        eventually("the source keeps nothing", emulator::logTail, () -> kept().equals(List.of(0, 0)));
        eventually("it is told", emulator::logTail, () -> told(from).equals(List.of("CaptureLeft", "CaptureEnded")));
        assertTrue(emulator.log().contains("SELECT pg_drop_replication_slot('dms_"), emulator::logTail);
    }

    @Test
    void aTaskThatIsToFailOverItIsNotDeletedBeforeItsSlotIsGone() throws Exception {
        source.run("CREATE SCHEMA shop", "CREATE TABLE shop.orders (id int PRIMARY KEY)");
        String from = migration.source("from", source.endpoint());
        Task task = following(from, "{\"FailTaskWhenCleanTaskResourceFailed\": true}");
        task.stop();
        source.goAway();

        emulator.dms().deleteReplicationTask(r -> r.replicationTaskArn(task.arn()));

        task.await("failed");
        String failure = task.describe().lastFailureMessage();
        assertTrue(failure.contains("The source still remembers " + task.arn()), failure);
        assertTrue(failure.contains("set FailTaskWhenCleanTaskResourceFailed to false"), failure);
        source.comeBack();
        assertEquals(List.of(1, 2), kept());
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.RESUME_PROCESSING);
        task.stop();

        task.delete();

        assertEquals(List.of(0, 0), kept());
        assertEquals(List.of(), told(from));
    }

    private Task following(String from, String settings) {
        String to = migration.target(
                "to", PostgresServer.shared().database("left_to").endpoint());
        Task task = migration.task(r -> r.replicationTaskIdentifier("shop")
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.CDC)
                .tableMappings(Migration.mappings("shop"))
                .replicationTaskSettings(settings));
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        eventually("the source keeps something", task::state, () -> !kept().equals(List.of(0, 0)));
        return task;
    }

    /** How many slots and publications. */
    private List<Integer> kept() throws SQLException {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT (SELECT count(*) FROM pg_replication_slots),"
                        + " (SELECT count(*) FROM pg_publication)")) {
            found.next();
            return List.of(found.getInt(1), found.getInt(2));
        }
    }

    /** By the journal of what was left on this source. */
    private List<String> told(String endpoint) {
        return emulator.served()
                .get("/_dms/journal/" + endpoint.replace(":endpoint:", ":leftovers:"))
                .path("events")
                .findValuesAsText("type");
    }
}
