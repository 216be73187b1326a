package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.dmslocal.engine.Ports;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskTypeValue;

/** Three nodes over one journal in PostgreSQL; the one that has the run is killed. */
class ClusterFailoverTest {

    /** What a node logs when a run begins on it. */
    private static final String BEGINS = "Task is running with ";

    @TempDir
    Path folder;

    private final List<Emulator> nodes = new ArrayList<>();
    private int turn;

    @AfterEach
    void stopNodes() {
        nodes.forEach(Emulator::close);
    }

    @Test
    void aRunGoesOnAtAnotherNodeFromItsCheckpoint() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("cluster_source");
        ContractDatabase target = PostgresServer.shared().database("cluster_target");
        ContractDatabase journal = PostgresServer.shared().database("cluster_journal");
        Shop.create(source, 40_000);
        startNodes(journal, "cluster_journal");
        Migration migration = Migration.of(this::anyNode, this::log);
        try (ShopWriter writer = ShopWriter.start(source, 3)) {
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
            task.awaitTable("account", "Table completed");
            writer.awaitMore(100);

            Emulator runner = runner();
            runner.kill();
            nodes.remove(runner);

            eventually(
                    "another node has the run",
                    this::log,
                    () -> nodes.stream().anyMatch(node -> node.log().contains(BEGINS)));
            assertNotEquals(runner, runner());
            for (Emulator node : nodes) {
                Task here = new Task(node::dms, this::log, task.arn());
                here.await("running");
                assertEquals(4, here.tables().size());
            }
            writer.awaitMore(100);
            writer.finish();
            Contents.awaitEqual(source, target, Shop.KEYED, task::state);
            assertEquals(0, loadsOf("account"), "the table was loaded already: the run goes on from its checkpoint");
            task.stop();
            task.delete();
        }
    }

    @Test
    void aServerlessReplicationGoesOnAtAnotherNodeFromItsCheckpoint() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("cluster_serverless_source");
        ContractDatabase target = PostgresServer.shared().database("cluster_serverless_target");
        ContractDatabase journal = PostgresServer.shared().database("cluster_serverless_journal");
        Shop.create(source, 20_000);
        startNodes(journal, "cluster_serverless_journal");
        try (ShopWriter writer = ShopWriter.start(source, 5)) {
            String from = endpoint("from", ReplicationEndpointTypeValue.SOURCE, source);
            String to = endpoint("to", ReplicationEndpointTypeValue.TARGET, target);
            String arn = anyNode()
                    .createReplicationConfig(r -> r.replicationConfigIdentifier("shop")
                            .replicationType(MigrationTypeValue.FULL_LOAD_AND_CDC)
                            .sourceEndpointArn(from)
                            .targetEndpointArn(to)
                            .computeConfig(c -> c.maxCapacityUnits(16))
                            .tableMappings(Migration.mappings("shop"))
                            .replicationSettings("""
                                    {"TargetMetadata": {"SupportLobs": true, "FullLobMode": true, "LimitedSizeLobMode": false}}"""))
                    .replicationConfig()
                    .replicationConfigArn();
            anyNode().startReplication(r -> r.replicationConfigArn(arn).startReplicationType("start-replication"));
            awaitReplication(anyNode(), arn, "running");
            eventually(
                    "all tables are loaded",
                    this::log,
                    () -> replication(anyNode(), arn).replicationStats().tablesLoaded() == 4);
            writer.awaitMore(100);

            Emulator runner = runner();
            runner.kill();
            nodes.remove(runner);

            eventually(
                    "another node has the run",
                    this::log,
                    () -> nodes.stream().anyMatch(node -> node.log().contains(BEGINS)));
            assertNotEquals(runner, runner());
            for (Emulator node : nodes) {
                awaitReplication(node.dms(), arn, "running");
                assertEquals(
                        "provisioned",
                        replication(node.dms(), arn).provisionData().provisionState());
                assertEquals(
                        4,
                        node.dms()
                                .describeReplicationTableStatistics(r -> r.replicationConfigArn(arn))
                                .replicationTableStatistics()
                                .size());
            }
            writer.awaitMore(100);
            writer.finish();
            Contents.awaitEqual(source, target, Shop.KEYED, this::log);
            assertEquals(0, loadsOf("account"), "all tables were loaded already: the run goes on from its checkpoint");
            anyNode().stopReplication(r -> r.replicationConfigArn(arn));
            awaitReplication(anyNode(), arn, "stopped");
        }
    }

    private String endpoint(String name, ReplicationEndpointTypeValue type, ContractDatabase database) {
        return anyNode()
                .createEndpoint(r -> r.endpointIdentifier(name)
                        .endpointType(type)
                        .engineName(database.endpoint().engineName())
                        .serverName(database.endpoint().serverName())
                        .port(database.endpoint().port())
                        .username(database.endpoint().username())
                        .password(database.endpoint().password())
                        .databaseName(database.endpoint().databaseName()))
                .endpoint()
                .endpointArn();
    }

    private void awaitReplication(DatabaseMigrationClient dms, String arn, String status) {
        eventually(
                "the replication is " + status,
                this::log,
                () -> replication(dms, arn).status().equals(status));
    }

    private static Replication replication(DatabaseMigrationClient dms, String arn) {
        return dms.describeReplications(r -> r.filters(Migration.where("replication-config-arn", arn)))
                .replications()
                .get(0);
    }

    /** How often a full load of a table began at the node that has the run now. */
    private long loadsOf(String table) {
        return runner().log()
                .lines()
                .filter(line -> line.contains("Start loading table 'shop'.'" + table + "'"))
                .count();
    }

    private void startNodes(ContractDatabase journal, String name) throws IOException {
        List<Integer> ports = Ports.free(3);
        String seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        for (int port : ports) {
            nodes.add(Emulator.start(
                    List.of(
                            "--data",
                            folder.resolve("node" + port).toString(),
                            "--port",
                            "0",
                            "--node-port",
                            String.valueOf(port),
                            "--seeds",
                            seeds,
                            "--journal",
                            "jdbc:postgresql://127.0.0.1:" + journal.endpoint().port() + "/" + name,
                            "--key-file",
                            folder.resolve("secret.key").toString()),
                    Map.of(
                            "DMS_LOCAL_JOURNAL_USER", PostgresServer.USER,
                            "DMS_LOCAL_JOURNAL_PASSWORD", PostgresServer.PASSWORD)));
        }
        nodes.forEach(Emulator::served);
    }

    /** Every call goes to the next. */
    private DatabaseMigrationClient anyNode() {
        turn++;
        return nodes.get(turn % nodes.size()).dms();
    }

    /** The living node on which a run began last. */
    private Emulator runner() {
        return nodes.stream()
                .filter(node -> node.log().contains(BEGINS))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node has a run\n" + log()));
    }

    private String log() {
        return nodes.stream().map(Emulator::logTail).collect(Collectors.joining("\n---- next node\n"));
    }
}
