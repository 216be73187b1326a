package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
        startNodes(journal);
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
            assertEquals(
                    0,
                    runner().log()
                            .lines()
                            .filter(line -> line.contains("Start loading table 'shop'.'account'"))
                            .count(),
                    "the table was loaded already: the run goes on from its checkpoint");
            task.stop();
            task.delete();
        }
    }

    private void startNodes(ContractDatabase journal) throws IOException {
        List<Integer> ports = freePorts();
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
                            "jdbc:postgresql://127.0.0.1:" + journal.endpoint().port() + "/cluster_journal",
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

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return sockets.stream().map(ServerSocket::getLocalPort).toList();
    }
}
