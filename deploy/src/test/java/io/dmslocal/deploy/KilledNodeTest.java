package io.dmslocal.deploy;

import static io.dmslocal.deploy.e2e.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** Nodes in processes of their own, ended in every way. */
class KilledNodeTest {

    @TempDir
    Path folder;

    @Test
    void whatAKilledNodeHadConfirmedIsThereWhenItComesBack() {
        String arn;
        try (NodeProcess node = NodeProcess.start(alone())) {
            arn = create(node.served());
            node.kill();
        }
        try (NodeProcess node = NodeProcess.start(alone())) {
            assertEquals(List.of(arn), describe(node.served()));

            node.end();

            assertEquals(128 + 15, node.exitCode()); // SIGTERM
            assertFalse(node.output().contains("ERROR"), node::output);
            assertFalse(node.output().contains("Exception"), node::output);
        }
    }

    @Test
    void aTrainingStartEndsByItselfWhenItIsReady() {
        Map<String, String> training = Map.of("JDK_JAVA_OPTIONS", "-Ddms-local.training=true");
        try (NodeProcess node = NodeProcess.start(alone(), training)) {
            assertEquals(0, node.exitCode(), node::output);
            assertTrue(node.output().contains("Ready."), node::output);
            assertTrue(node.output().contains("CreateReplicationTask: 200"), node::output);
            assertTrue(node.output().contains("/_dms/mappings/explain: 200"), node::output);
        }
    }

    @Test
    void aSecondNodeOnTheSameDataEndsWithOneSentence() {
        try (NodeProcess first = NodeProcess.start(alone())) {
            first.served();
            try (NodeProcess second = NodeProcess.start(alone())) {
                assertEquals(1, second.exitCode());
                assertEquals(
                        "dms-local: The data directory " + folder.resolve("alone")
                                + " is used by another dms-local: stop it, or choose another with --data\n",
                        second.output());
            }
        }
    }

    @Test
    void whatLivedOnAKilledNodeAnswersFromAnother() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start()) {
            List<Integer> ports = Ports.free(3);
            String seeds = "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1);
            String journal = postgres.getJdbcUrl("postgres", "postgres");
            try (NodeProcess first = NodeProcess.start(clustered(ports.get(0), seeds, journal));
                    NodeProcess second = NodeProcess.start(clustered(ports.get(1), seeds, journal));
                    NodeProcess third = NodeProcess.start(clustered(ports.get(2), seeds, journal))) {
                String arn = create(first.served());
                second.served();
                third.served();

                first.kill(); // the oldest: the one that says which node has what

                eventually(
                        "both others describe " + arn,
                        () -> second.output() + third.output(),
                        () -> describe(second.served()).equals(List.of(arn))
                                && describe(third.served()).equals(List.of(arn)));
                assertEquals(
                        "2 up",
                        second.served().get("/_dms/health").path("members").textValue());
            }
        }
    }

    private static String create(Served served) {
        try (DatabaseMigrationClient dms = served.sdk()) {
            return dms.createReplicationInstance(
                            r -> r.replicationInstanceIdentifier("orders").replicationInstanceClass("dms.t3.medium"))
                    .replicationInstance()
                    .replicationInstanceArn();
        }
    }

    private static List<String> describe(Served served) {
        try (DatabaseMigrationClient dms = served.sdk()) {
            return dms.describeReplicationInstances(r -> {}).replicationInstances().stream()
                    .map(instance -> instance.replicationInstanceArn())
                    .toList();
        }
    }

    private List<String> alone() {
        return List.of("--data", folder.resolve("alone").toString(), "--port", "0");
    }

    private List<String> clustered(int nodePort, String seeds, String journal) {
        return List.of(
                "--data",
                folder.resolve("node" + nodePort).toString(),
                "--port",
                "0",
                "--node-port",
                String.valueOf(nodePort),
                "--seeds",
                seeds,
                "--journal",
                journal,
                "--key-file",
                folder.resolve("secret.key").toString());
    }
}
