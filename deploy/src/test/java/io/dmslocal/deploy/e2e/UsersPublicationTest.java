package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** A publication of the user's own, as its owner gives it: by an extra connection attribute. */
class UsersPublicationTest {

    @TempDir
    Path folder;

    @Test
    void aTaskIsRefusedUntilItHasTheTableAndFollowsItThen() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("published_from");
        ContractDatabase target = PostgresServer.shared().database("published_to");
        source.run(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id int PRIMARY KEY)",
                "CREATE TABLE shop.others (id int PRIMARY KEY)",
                "CREATE PUBLICATION mine FOR TABLE shop.others");
        try (Emulator emulator =
                Emulator.start(List.of("--data", folder.resolve("node").toString(), "--port", "0"), Map.of())) {
            Migration migration = Migration.of(emulator);
            String from = migration.endpoint(r -> r.endpointIdentifier("from")
                    .endpointType(ReplicationEndpointTypeValue.SOURCE)
                    .engineName("postgres")
                    .serverName(source.endpoint().serverName())
                    .port(source.endpoint().port())
                    .username(source.endpoint().username())
                    .password(source.endpoint().password())
                    .databaseName(source.endpoint().databaseName())
                    .extraConnectionAttributes("PublicationName=mine"));
            String to = migration.target("to", target.endpoint());
            Task task = migration.task(r -> r.replicationTaskIdentifier("published")
                    .sourceEndpointArn(from)
                    .targetEndpointArn(to)
                    .migrationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                    .tableMappings(Migration.mappings("shop")));
            task.start();
            task.await("failed");
            String failure = task.describe().lastFailureMessage();
            assertTrue(failure.contains("ALTER PUBLICATION \"mine\" ADD TABLE \"shop\".\"orders\""), failure);

            source.run("ALTER PUBLICATION mine ADD TABLE shop.orders");
            task.start(StartReplicationTaskTypeValue.RELOAD_TARGET);
            task.await("running");
            source.run("INSERT INTO shop.orders VALUES (1)");

            eventually(
                    "the row arrives",
                    task::state,
                    () -> Contents.count(target, "SELECT count(*) FROM shop.orders") == 1);
        }
    }
}
