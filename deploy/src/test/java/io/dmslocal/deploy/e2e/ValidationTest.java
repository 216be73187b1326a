package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReloadOptionValue;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;

/** Data validation and resync as AWS's clients see them. */
class ValidationTest {

    private static final String SETTINGS = """
            {"FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING"},
             "ValidationSettings": {"EnableValidation": true, "RecordFailureDelayInMinutes": 0,
                                    "ValidationQueryCdcDelaySeconds": 0%s}%s}""";

    private static final String RULES = """
            {"rules": [{"rule-type": "selection", "rule-id": "1", "rule-name": "1", "rule-action": "include",
                        "object-locator": {"schema-name": "shop", "table-name": "%"}}]}""";

    @TempDir
    static Path folder;

    private static Emulator emulator;
    private static Migration migration;

    @BeforeAll
    static void startNode() {
        emulator = Emulator.on(folder.resolve("node"));
        migration = Migration.of(emulator);
    }

    @AfterAll
    static void stopNode() {
        emulator.close();
    }

    private static Task task(
            String name, MigrationTypeValue type, ContractDatabase from, ContractDatabase to, String settings) {
        String source = migration.source(name + "-from", from.endpoint());
        String target = migration.target(name + "-to", to.endpoint());
        return migration.task(r -> r.replicationTaskIdentifier(name)
                .sourceEndpointArn(source)
                .targetEndpointArn(target)
                .migrationType(type)
                .tableMappings(RULES)
                .replicationTaskSettings(settings));
    }

    private static ContractDatabase orders(String name, int rows) throws Exception {
        ContractDatabase database = PostgresServer.shared().database(name);
        database.run(
                "create schema shop",
                "create table shop.orders (id int primary key, note text)",
                "insert into shop.orders select i, 'order ' || i from generate_series(1, " + rows + ") i");
        return database;
    }

    private static TableStatistics awaitState(Task task, String state, long failed) {
        eventually("the table is " + state + " with " + failed + " failures", task::state, () -> {
            TableStatistics seen = task.tables().get("orders");
            return seen != null
                    && state.equals(seen.validationState())
                    && seen.validationFailedRecords() == failed
                    && seen.validationPendingRecords() == 0;
        });
        return task.tables().get("orders");
    }

    private static void reload(Task task, ReloadOptionValue option) {
        emulator.dms()
                .reloadTables(r -> r.replicationTaskArn(task.arn())
                        .reloadOption(option)
                        .tablesToReload(TableToReload.builder()
                                .schemaName("shop")
                                .tableName("orders")
                                .build()));
    }

    private static JsonNode differences(Task task) {
        URI uri = URI.create("http://127.0.0.1:" + emulator.served().port() + "/_dms/tasks/" + task.arn()
                + "/validation/shop.orders");
        try {
            return new ObjectMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void tablesAreValidatedAndReloadedWhileTheTaskRuns() throws Exception {
        ContractDatabase from = orders("validation_from", 50);
        ContractDatabase to = PostgresServer.shared().database("validation_to");
        Task task = task("both", MigrationTypeValue.FULL_LOAD_AND_CDC, from, to, SETTINGS.formatted("", ""));
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        TableStatistics good = awaitState(task, "Validated", 0);
        assertEquals(0, good.validationSuspendedRecords());
        assertNull(good.resyncState(), "rows are not repaired");

        to.run("update shop.orders set note = 'spoilt' where id = 7");
        reload(task, ReloadOptionValue.VALIDATE_ONLY);
        awaitState(task, "Mismatched records", 1);
        JsonNode shown = differences(task);
        assertEquals("7", shown.at("/records/0/key/0").asText(), shown.toString());
        assertEquals("order 7", shown.at("/records/0/columns/0/source").asText(), shown.toString());
        assertEquals("spoilt", shown.at("/records/0/columns/0/target").asText(), shown.toString());
        assertEquals(1, Contents.count(to, "select count(*) from public.awsdms_validation_failures_v1"));

        reload(task, ReloadOptionValue.DATA_RELOAD);
        from.run("update shop.orders set note = 'changed meanwhile' where id in (8, 9)");
        awaitState(task, "Validated", 0);
        eventually(
                "the reloaded table is the source's",
                task::state,
                () -> Contents.of(from, "shop.orders").equals(Contents.of(to, "shop.orders")));
        assertTrue(task.tables().get("orders").fullLoadReloaded());
        eventually(
                "what was found before is forgotten",
                task::state,
                () -> differences(task).path("records").isEmpty());
        task.stop();
    }

    @Test
    void aTaskThatOnlyValidatesALoadEndsWithItsFindings() throws Exception {
        ContractDatabase from = orders("only_load_from", 20);
        ContractDatabase to = orders("only_load_to", 22);
        Task task = task(
                "only-load",
                MigrationTypeValue.FULL_LOAD,
                from,
                to,
                SETTINGS.formatted(", \"ValidationOnly\": true", ""));
        task.start();
        task.await("stopped");

        TableStatistics seen = awaitState(task, "Mismatched records", 2);
        assertEquals(0, seen.fullLoadRows());
        assertTrue(task.describe().stopReason().contains("FULL_LOAD_ONLY_FINISHED"), task.state());
        assertEquals("MISSING_SOURCE", differences(task).at("/records/0/type").asText());
        assertEquals(22, Contents.count(to, "select count(*) from shop.orders"));
        assertThrows(DatabaseMigrationException.class, () -> reload(task, ReloadOptionValue.VALIDATE_ONLY));
    }

    @Test
    void aTaskThatOnlyValidatesChangesFollowsThem() throws Exception {
        ContractDatabase from = orders("only_cdc_from", 20);
        ContractDatabase to = orders("only_cdc_to", 20);
        Task task = task(
                "only-cdc", MigrationTypeValue.CDC, from, to, SETTINGS.formatted(", \"ValidationOnly\": true", ""));
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        awaitState(task, "Validated", 0);

        from.run("update shop.orders set note = 'changed' where id = 1", "delete from shop.orders where id = 2");
        awaitState(task, "Mismatched records", 2);

        to.run("update shop.orders set note = 'changed' where id = 1", "delete from shop.orders where id = 2");
        reload(task, ReloadOptionValue.VALIDATE_ONLY);
        awaitState(task, "Validated", 0);
        assertEquals("running", task.describe().status());
        task.stop();
    }

    @Test
    void aLoadIsRepairedAndSaysHowFar() throws Exception {
        ContractDatabase from = orders("repair_from", 20);
        ContractDatabase to = orders("repair_to", 0);
        to.run("insert into shop.orders values (-1, 'extra'), (3, 'older')");
        Task task = task(
                "repair",
                MigrationTypeValue.FULL_LOAD,
                from,
                to,
                SETTINGS.formatted("", ", \"ResyncSettings\": {\"EnableResync\": true}"));
        task.start();
        task.await("stopped");

        TableStatistics seen = task.tables().get("orders");
        assertEquals(2, seen.resyncRowsAttempted());
        assertEquals(2, seen.resyncRowsSucceeded());
        assertEquals(0, seen.resyncRowsFailed());
        assertEquals(100.0, seen.resyncProgress());
        assertTrue(seen.resyncState().startsWith("Last resync at: "), seen.toString());
        assertEquals(Contents.of(from, "shop.orders"), Contents.of(to, "shop.orders"));
    }
}
