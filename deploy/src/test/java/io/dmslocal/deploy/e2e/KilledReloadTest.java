package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.Event;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;

/** A node that says yes to a reload, and dies before it can begin with it. */
class KilledReloadTest {

    @TempDir
    Path folder;

    private ContractDatabase source;
    private ContractDatabase target;
    private Emulator emulator;
    private Migration migration;

    @BeforeEach
    void start() {
        emulator = Emulator.on(folder.resolve("node"));
        source = PostgresServer.shared().database("reload_from");
        target = PostgresServer.shared().database("reload_to");
        migration = Migration.of(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void theTableIsReloadedByTheNextOne() throws Exception {
        source.run(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id int PRIMARY KEY)",
                "INSERT INTO shop.orders SELECT generate_series(1, 100)");
        Task task = running();
        task.awaitTable("orders", "Table completed");
        target.run("DELETE FROM shop.orders WHERE id = 7");

        emulator.dms()
                .reloadTables(r -> r.replicationTaskArn(task.arn())
                        .tablesToReload(TableToReload.builder()
                                .schemaName("shop")
                                .tableName("orders")
                                .build()));
        emulator.kill();
        emulator.startAgain();

        eventually("the row is back", task::state, () -> count() == 100);
        eventually("it is told", task::state, () -> task.tables().get("orders").fullLoadReloaded());
        List<String> told = emulator.dms().describeEvents(r -> r.sourceType("replication-task")).events().stream()
                .map(Event::message)
                .toList();
        assertEquals(
                1,
                told.stream()
                        .filter("A reload of table details has been requested."::equals)
                        .count(),
                told::toString);
        task.stop();
    }

    private Task running() {
        String from = migration.source("from", source.endpoint());
        String to = migration.target("to", target.endpoint());
        Task task = migration.task(r -> r.replicationTaskIdentifier("shop")
                .sourceEndpointArn(from)
                .targetEndpointArn(to)
                .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                .tableMappings(Migration.mappings("shop")));
        task.startAndAwaitRunning(StartReplicationTaskTypeValue.START_REPLICATION);
        return task;
    }

    private int count() throws SQLException {
        try (var connection = target.connect();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM shop.orders")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
