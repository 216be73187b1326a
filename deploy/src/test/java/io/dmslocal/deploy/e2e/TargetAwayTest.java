package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** One of the two servers stops for a while. */
class TargetAwayTest {

    private static final List<String> ALL = List.of("shop.account", "shop.ledger", "shop.document");

    @TempDir
    Path folder;

    private ReturningPostgres returning;
    private ContractDatabase staying;
    private Emulator emulator;
    private Migration migration;

    @BeforeEach
    void start() throws IOException {
        emulator = Emulator.on(folder.resolve("node"));
        returning = ReturningPostgres.start(folder.resolve("postgres"));
        staying = PostgresServer.shared().database("away");
        migration = Migration.of(emulator);
    }

    @AfterEach
    void stop() throws IOException {
        emulator.close();
        returning.close();
    }

    @Test
    void aTaskCatchesUpWhenItsTargetIsBack() throws Exception {
        Shop.create(staying, 10_000);
        Task task = running(staying, returning, -1);
        try (ShopWriter writer = ShopWriter.start(staying, 4)) {
            writer.awaitMore(50);

            returning.goAway();
            interrupted(task);
            writer.awaitMore(50);
            assertEquals("running", task.describe().status());
            returning.comeBack();

            writer.awaitMore(50);
            writer.finish();
        }
        Contents.awaitEqual(staying, returning, ALL, task::state);
        task.stop();
        assertEquals("Stop Reason NORMAL", task.describe().stopReason());
    }

    @Test
    void aTaskCatchesUpWhenItsSourceIsBack() throws Exception {
        Shop.create(returning, 10_000);
        Task task = running(returning, staying, -1);
        write(returning, 5);

        returning.goAway();
        interrupted(task);
        assertEquals("running", task.describe().status());
        returning.comeBack();
        write(returning, 6);

        Contents.awaitEqual(returning, staying, ALL, task::state);
        task.stop();
    }

    @Test
    void aTaskThatMayNotRetryFailsAndSaysWhy() throws Exception {
        Shop.create(staying, 1_000);
        Task task = running(staying, returning, 0);

        returning.goAway();
        write(staying, 7);

        task.await("failed");
        ReplicationTask failed = task.describe();
        assertEquals("Stop Reason RECOVERABLE_ERROR", failed.stopReason(), task::state);
        assertTrue(failed.lastFailureMessage().startsWith("Last Error "), failed::lastFailureMessage);
        assertTrue(
                failed.lastFailureMessage()
                                .contains(String.valueOf(returning.endpoint().port()))
                        || failed.lastFailureMessage().contains("terminating connection"),
                failed::lastFailureMessage);

        returning.comeBack();
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.RESUME_PROCESSING);
        Contents.awaitEqual(staying, returning, ALL, task::state);
    }

    /** @param retries RecoverableErrorCount: -1 without end */
    private Task running(ContractDatabase source, ContractDatabase target, int retries) {
        String from = migration.source("from", source.endpoint());
        String to = migration.target("to", target.endpoint());
        Task task = migration.task(r -> r.replicationTaskIdentifier("shop")
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                .tableMappings(Migration.mappings("shop"))
                .replicationTaskSettings("""
                        {"TargetMetadata": {"SupportLobs": true, "FullLobMode": true, "LimitedSizeLobMode": false},
                         "ErrorBehavior": {"RecoverableErrorCount": %d, "RecoverableErrorInterval": 1,
                                           "RecoverableErrorThrottling": false}}""".formatted(retries)));
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        for (String table : List.of("account", "ledger", "document", "event")) {
            task.awaitTable(table, "Table completed");
        }
        return task;
    }

    private static void write(ContractDatabase shop, long seed) {
        try (ShopWriter writer = ShopWriter.start(shop, seed)) {
            writer.awaitMore(50);
            writer.finish();
        }
    }

    private void interrupted(Task task) {
        eventually(
                "the run has met the lost connection",
                task::state,
                () -> emulator.served()
                        .get("/_dms/journal/" + task.arn())
                        .path("events")
                        .findValuesAsText("type")
                        .contains("RunInterrupted"));
    }
}
