package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** One run, killed in every phase and begun again on the same data directory, while somebody writes. */
class KilledMidwayTest {

    /** Of the writer and of the moments; another one with {@code -De2e.seed=N}. */
    private static final long SEED = Long.getLong("e2e.seed", 20);

    private static final int ACCOUNTS = 300_000;

    @TempDir
    Path folder;

    @Test
    void aRunThatIsKilledSevenTimesGoesOnByItselfAndLosesNothing() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("killed_source");
        ContractDatabase target = PostgresServer.shared().database("killed_target");
        Shop.create(source, ACCOUNTS);
        Random random = new Random(SEED);
        try (Emulator emulator = Emulator.on(folder);
                ShopWriter writer = ShopWriter.start(source, SEED)) {
            Task task = task(Migration.of(emulator), source, target);
            task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);

            eventually("the load is under way", task::state, () -> anyIs(task, "Full load"));
            emulator.kill();
            assertTrue(accounts(target) < ACCOUNTS / 2, "the kill came when the load was over: make the table larger");
            comesBack(emulator, task);

            eventually("the load goes on", task::state, () -> anyIs(task, "Full load"));
            writer.awaitMore(20 + random.nextInt(100)); // tables that are loaded get changes, the others' are cached
            emulator.kill();
            comesBack(emulator, task);

            task.awaitTable("account", "Table completed");
            emulator.kill(); // the changes of its load are being applied
            comesBack(emulator, task);

            for (int i = 0; i < 4; i++) {
                writer.awaitMore(random.nextInt(150)); // replicating, or still opening
                emulator.kill();
                comesBack(emulator, task);
            }

            writer.awaitMore(50);
            writer.finish();
            Contents.awaitEqual(source, target, Shop.KEYED, task::state);
            noEventIsLost(source, target, task);
            Map<String, TableStatistics> tables = task.tables();
            assertEquals(4, tables.size());
            tables.values().forEach(table -> assertEquals("Table completed", table.tableState(), table::toString));
            assertEquals("running", task.describe().status());
            assertEquals(100, task.describe().replicationTaskStats().fullLoadProgressPercent());
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
                        {"TargetMetadata": {"SupportLobs": true, "FullLobMode": true, "LimitedSizeLobMode": false},
                         "FullLoadSettings": {"MaxFullLoadSubTasks": 2}}"""));
    }

    private static boolean anyIs(Task task, String state) {
        return task.tables().values().stream().anyMatch(table -> state.equals(table.tableState()));
    }

    private static long accounts(ContractDatabase target) throws SQLException {
        return Contents.count(
                                target,
                                "select count(*) from pg_tables where schemaname = 'shop' and tablename = 'account'")
                        == 0
                ? 0
                : Contents.count(target, "select count(*) from shop.account");
    }

    /** Everything is there again, and the task runs without anybody's doing. */
    private static void comesBack(Emulator emulator, Task task) {
        emulator.startAgain();
        assertEquals(
                1,
                emulator.dms()
                        .describeReplicationInstances()
                        .replicationInstances()
                        .size());
        assertEquals(2, emulator.dms().describeEndpoints().endpoints().size());
        assertEquals(
                1, emulator.dms().describeReplicationTasks().replicationTasks().size());
        task.await("running");
    }

    /** Tables without a key may get a row twice when a run begins again (AWS says so, too), but never miss one. */
    private static void noEventIsLost(ContractDatabase source, ContractDatabase target, Task task) throws Exception {
        String names = "select count(distinct name) from " + Shop.KEYLESS;
        long written = Contents.count(source, names);
        eventually("all events are there", task::state, () -> Contents.count(target, names) == written);
        assertTrue(written > 2_000);
    }
}
