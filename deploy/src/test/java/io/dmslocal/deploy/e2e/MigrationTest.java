package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** From PostgreSQL to PostgreSQL while somebody writes: everything that an owner does to a task, in one life. */
class MigrationTest {

    private static final List<String> ALL =
            Stream.concat(Shop.KEYED.stream(), Stream.of(Shop.KEYLESS)).toList();

    @TempDir
    Path folder;

    @Test
    void aDatabaseIsCopiedFollowedStoppedResumedReloadedAndLetGo() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("migration_source");
        ContractDatabase target = PostgresServer.shared().database("migration_target");
        Shop.create(source, 60_000);
        List<String> seen = new ArrayList<>(); // everything that the API ever answered
        try (Emulator emulator = Emulator.on(folder);
                ShopWriter writer = ShopWriter.start(source, 1)) {
            Migration migration = Migration.of(emulator);
            String from = migration.source("from", source.endpoint());
            String to = migration.target("to", target.endpoint());
            Task task = migration.task(r -> r.replicationTaskIdentifier("shop")
                    .sourceEndpointArn(from)
                    .targetEndpointArn(to)
                    .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                    .tableMappings(Migration.mappings("shop"))
                    .replicationTaskSettings("""
                            {"TargetMetadata": {"SupportLobs": true, "FullLobMode": true, "LimitedSizeLobMode": false}}"""));

            task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
            AwsServiceException twice = assertThrows(AwsServiceException.class, task::start);
            assertEquals("InvalidResourceStateFault", twice.awsErrorDetails().errorCode());
            loaded(task);
            writer.awaitMore(100);
            seen.add(everything(emulator, List.of(from, to, task.arn())));

            task.stop();
            ReplicationTask stopped = task.describe();
            assertEquals("Stop Reason NORMAL", stopped.stopReason(), task::state);
            assertEquals(100, stopped.replicationTaskStats().fullLoadProgressPercent());
            AwsServiceException again = assertThrows(AwsServiceException.class, task::start);
            assertEquals(
                    "Start Type : START_REPLICATION, valid only for tasks running for the first time",
                    again.awsErrorDetails().errorMessage());
            writer.awaitMore(50);
            task.startAndAwaitRunning(StartReplicationTaskTypeValue.RESUME_PROCESSING);
            writer.awaitMore(50);
            writer.finish();
            Contents.awaitEqual(source, target, ALL, task::state);
            counted(task.tables().get("account"));

            task.stop();
            target.run("delete from shop.account where id % 2 = 0", "update shop.ledger set note = 'spoilt'");
            try (ShopWriter second = ShopWriter.start(source, 2)) {
                task.startAndAwaitRunning(StartReplicationTaskTypeValue.RELOAD_TARGET);
                loaded(task);
                second.awaitMore(50);
                second.finish();
            }
            Contents.awaitEqual(source, target, ALL, task::state);

            seen.add(everything(emulator, List.of(from, to, task.arn())));
            task.stop();
            task.delete();
            nothingIsLeftOn(source, task);
            migration.delete(from, to);
            seen.add(everything(emulator, List.of(from, to, task.arn(), migration.instance())));
            seen.add(emulator.log());
        }
        isNowhere(PostgresServer.PASSWORD, seen);
    }

    private static void loaded(Task task) {
        for (String table : List.of("account", "ledger", "document", "event")) {
            task.awaitTable(table, "Table completed");
        }
    }

    private static void counted(TableStatistics account) {
        assertEquals("shop", account.schemaName());
        assertEquals("Table completed", account.tableState());
        assertTrue(account.fullLoadRows() >= 50_000, account::toString);
        assertTrue(account.inserts() > 0 && account.updates() > 0 && account.deletes() > 0, account::toString);
        assertTrue(account.appliedInserts() > 0 && account.appliedUpdates() > 0, account::toString);
        assertEquals(0L, account.fullLoadErrorRows());
    }

    private static void nothingIsLeftOn(ContractDatabase source, Task task) {
        String slots = "select count(*) from pg_replication_slots where database = current_database()";
        String publications = "select count(*) from pg_publication";
        eventually(
                "neither slot nor publication is left on the source",
                () -> task.log().get(),
                () -> Contents.count(source, slots) == 0 && Contents.count(source, publications) == 0);
    }

    /** On the wire, past the SDK, which would hide some of it. */
    private static String everything(Emulator emulator, List<String> arns) {
        StringBuilder all = new StringBuilder();
        for (String operation : List.of(
                "DescribeEndpoints",
                "DescribeReplicationTasks",
                "DescribeReplicationInstances",
                "DescribeConnections")) {
            all.append(emulator.served().call(operation, "{}"));
        }
        for (String arn : arns) {
            String path = "/_dms/journal/" + arn;
            int events = emulator.served().get(path).path("events").size();
            assertTrue(
                    events > 0, () -> path + " is empty: " + emulator.served().get(path));
            all.append(emulator.served().get(path));
            for (int event = 1; event <= events; event++) {
                all.append(emulator.served().get(path + "?at=" + event));
            }
        }
        return all.toString();
    }

    private void isNowhere(String secret, List<String> answers) throws IOException {
        List<String> shapes = List.of(
                secret, Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        for (String shape : shapes) {
            for (String answer : answers) {
                assertFalse(answer.contains(shape), () -> "an answer or the log has the password: " + answer);
            }
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> telling = files.filter(Files::isRegularFile)
                        .filter(file -> has(file, shape))
                        .toList();
                assertEquals(List.of(), telling, "files that have the password");
            }
        }
    }

    private static boolean has(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
