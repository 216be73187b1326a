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
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstanceTaskLog;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** The instance under a running task is changed and rebooted, and the node dies meanwhile. */
class InstanceRestTest {

    private static final List<String> ALL = List.of("shop.account", "shop.ledger", "shop.document");

    @TempDir
    Path folder;

    private ContractDatabase source;
    private ContractDatabase target;
    private Emulator emulator;
    private Migration migration;

    @BeforeEach
    void start() {
        emulator = Emulator.on(folder.resolve("node"));
        source = PostgresServer.shared().database("rest_from");
        target = PostgresServer.shared().database("rest_to");
        migration = Migration.of(emulator);
    }

    @AfterEach
    void stop() throws IOException {
        emulator.close();
    }

    @Test
    void aTaskGoesOnByItselfAndNoRowIsMissing() throws Exception {
        Shop.create(source, 1_000);
        Task task = running();
        try (ShopWriter writer = ShopWriter.start(source, 3)) {
            writer.awaitMore(50);
            emulator.dms()
                    .modifyReplicationInstance(r -> r.replicationInstanceArn(migration.instance())
                            .replicationInstanceClass("dms.c5.large")
                            .applyImmediately(true));
            held(task, 1);
            writer.awaitMore(50);
            task.await("running");

            emulator.dms().rebootReplicationInstance(r -> r.replicationInstanceArn(migration.instance()));
            held(task, 2);
            emulator.kill();
            emulator.startAgain();
            writer.awaitMore(50);
            task.await("running");
            writer.finish();
        }

        Contents.awaitEqual(source, target, ALL, task::state);
        List<ReplicationInstanceTaskLog> logs = emulator.dms()
                .describeReplicationInstanceTaskLogs(r -> r.replicationInstanceArn(migration.instance()))
                .replicationInstanceTaskLogs();
        assertEquals(1, logs.size(), logs::toString);
        assertEquals("shop", logs.get(0).replicationTaskName());
        assertTrue(logs.get(0).replicationInstanceTaskLogSize() > 0, logs::toString);
        task.stop();
        assertEquals("Stop Reason NORMAL", task.describe().stopReason());
    }

    private Task running() {
        String from = migration.source("from", source.endpoint());
        String to = migration.target("to", target.endpoint());
        Task task = migration.task(r -> r.replicationTaskIdentifier("shop")
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                .tableMappings(Migration.mappings("shop"))
                .replicationTaskSettings("""
                        {"Logging": {"EnableLogging": true},
                         "TargetMetadata": {"SupportLobs": true, "FullLobMode": true, "LimitedSizeLobMode": false}}"""));
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        return task;
    }

    private void held(Task task, int times) {
        eventually(
                "the task is told of it",
                task::state,
                () ->
                        emulator
                                        .served()
                                        .get("/_dms/journal/" + task.arn())
                                        .path("events")
                                        .findValuesAsText("type")
                                        .stream()
                                        .filter("HoldRequested"::equals)
                                        .count()
                                >= times);
    }
}
