package io.dmslocal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** Three nodes over one journal in PostgreSQL. */
class ClusterTest {

    @TempDir
    Path folder;

    @Test
    void nodesThatStartTogetherAreOneAndAnyOfThemAnswers() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start()) {
            List<Node> nodes = start(3, postgres.getJdbcUrl("postgres", "postgres"));
            try {
                String arn = create(nodes.get(0));

                for (Node node : nodes) {
                    assertEquals(
                            "3 up",
                            new Served(node).get("/_dms/health").path("members").textValue());
                    assertEquals(List.of(arn), describe(node));
                }

                nodes.get(0).close();

                assertEquals(List.of(arn), describe(nodes.get(1)));
                assertEquals(List.of(arn), describe(nodes.get(2)));
            } finally {
                nodes.forEach(Node::close);
            }
        }
    }

    private static String create(Node node) {
        try (DatabaseMigrationClient dms = new Served(node).sdk()) {
            return dms.createReplicationInstance(
                            r -> r.replicationInstanceIdentifier("orders").replicationInstanceClass("dms.t3.medium"))
                    .replicationInstance()
                    .replicationInstanceArn();
        }
    }

    private static List<String> describe(Node node) {
        try (DatabaseMigrationClient dms = new Served(node).sdk()) {
            return dms.describeReplicationInstances(r -> {}).replicationInstances().stream()
                    .map(instance -> instance.replicationInstanceArn())
                    .toList();
        }
    }

    /** All at once, as they would after a power cut. */
    private List<Node> start(int count, String journal) throws IOException {
        List<Integer> ports = Ports.free(count);
        String seeds = "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1);
        List<CompletableFuture<Node>> starting = new ArrayList<>();
        for (int port : ports) {
            NodeSettings settings = NodeSettings.read(Map.of(
                    "DMS_LOCAL_DATA",
                    folder.resolve("node" + port).toString(),
                    "DMS_LOCAL_PORT",
                    "0",
                    "DMS_LOCAL_NODE_PORT",
                    String.valueOf(port),
                    "DMS_LOCAL_SEEDS",
                    seeds,
                    "DMS_LOCAL_JOURNAL_URL",
                    journal,
                    "DMS_LOCAL_KEY_FILE",
                    folder.resolve("secret.key").toString()));
            starting.add(CompletableFuture.supplyAsync(() -> Node.start(settings), task -> new Thread(task).start()));
        }
        return starting.stream().map(CompletableFuture::join).toList();
    }
}
