package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** With TaskRecoveryTableEnabled a killed process doubles nothing, also not in a table without a key. */
class KilledExactlyOnceTest {

    @TempDir
    Path folder;

    @Test
    void aTableWithoutAKeyIsTheSameAfterFiveKills() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("once_source");
        ContractDatabase target = PostgresServer.shared().database("once_target");
        Shop.create(source, 5_000);
        Random random = new Random(7);
        try (Emulator emulator = Emulator.on(folder);
                ShopWriter writer = ShopWriter.start(source, 7)) {
            Task task = task(Migration.of(emulator), source, target);
            task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
            eventually(
                    "all tables are open, and the target says how far it is",
                    task::state,
                    () -> Contents.count(target, "select count(*) from pg_tables where tablename = 'awsdms_txn_state'")
                                    == 1
                            && Contents.count(
                                            target,
                                            "select count(*) from awsdms_txn_state where \"CHECKPOINT\" like '%#*#%'")
                                    == 1);

            for (int i = 0; i < 5; i++) {
                writer.awaitMore(20 + random.nextInt(100));
                emulator.kill();
                emulator.startAgain();
                task.await("running");
            }

            writer.awaitMore(50);
            writer.finish();
            Contents.awaitEqual(source, target, Shop.KEYED, task::state);
            String rows = "select count(*) from " + Shop.KEYLESS;
            String names = "select count(distinct name) from " + Shop.KEYLESS;
            long written = Contents.count(source, rows);
            eventually("all events are there", task::state, () -> Contents.count(target, names) == written);
            assertEquals(written, Contents.count(target, rows));
            task.stop();
        }
    }

    private static Task task(Migration migration, ContractDatabase source, ContractDatabase target) {
        String from = migration.source("from", source.endpoint());
        String to = migration.target("to", target.endpoint());
        return migration.task(r -> r.replicationTaskIdentifier("shop")
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                .tableMappings(Migration.mappings("shop"))
                .replicationTaskSettings("""
                        {"TargetMetadata": {"SupportLobs": true, "FullLobMode": true, "LimitedSizeLobMode": false,
                                            "TaskRecoveryTableEnabled": true}}"""));
    }
}
