package io.dmslocal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** One node with its journal in a file. */
class NodeTest {

    @TempDir
    Path folder;

    @Test
    void aNodeServesAndItsResourcesOutliveIt() {
        String arn;
        try (Node node = start(Map.of());
                DatabaseMigrationClient dms = new Served(node).sdk()) {
            JsonNode health = new Served(node).get("/_dms/health");
            assertEquals("ok", health.path("status").textValue());
            assertEquals("1 up", health.path("members").textValue());
            assertEquals("h2", health.path("journal").textValue());

            arn = dms.createReplicationInstance(
                            r -> r.replicationInstanceIdentifier("orders").replicationInstanceClass("dms.t3.medium"))
                    .replicationInstance()
                    .replicationInstanceArn();
        }
        try (Node node = start(Map.of());
                DatabaseMigrationClient dms = new Served(node).sdk()) {
            assertEquals(
                    arn,
                    dms.describeReplicationInstances(r -> {})
                            .replicationInstances()
                            .get(0)
                            .replicationInstanceArn());
        }
    }

    @Test
    void theJournalTellsWhatHappenedAndWhatWas() {
        try (Node node = start(Map.of());
                DatabaseMigrationClient dms = new Served(node).sdk()) {
            Served served = new Served(node);
            String arn = dms.createReplicationInstance(
                            r -> r.replicationInstanceIdentifier("orders").replicationInstanceClass("dms.t3.medium"))
                    .replicationInstance()
                    .replicationInstanceArn();

            JsonNode timeline = served.get("/_dms/journal/" + arn);
            JsonNode then = served.get("/_dms/journal/" + arn + "?at=1");

            assertEquals("ReplicationInstance", timeline.path("kind").textValue());
            assertEquals(
                    "CreationRequested",
                    timeline.path("events").path(0).path("type").textValue());
            assertEquals("creating", then.path("ReplicationInstanceStatus").textValue());
            assertTrue(served.get("/_dms/journal/" + arn + "?at=99").isMissingNode());
            assertTrue(served.get("/_dms/journal/" + arn + "X").isMissingNode());
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        try (Node node = start(Map.of())) {
            String port = String.valueOf(node.address().getPort());

            StartFailure failure = assertThrows(
                    StartFailure.class, () -> start(Map.of("DMS_LOCAL_PORT", port, "DMS_LOCAL_DATA", folder + "/two")));

            assertTrue(failure.getMessage().startsWith("The address 127.0.0.1:" + port + " cannot be had"));
        }
    }

    @Test
    void theAddressForOtherNodesThatIsTakenIsNamed() {
        try (Node node = start(Map.of())) {
            String address = new Served(node).get("/_dms/health").path("node").textValue();
            String port = address.substring(address.lastIndexOf(':') + 1);

            StartFailure failure = assertThrows(
                    StartFailure.class,
                    () -> start(Map.of("DMS_LOCAL_NODE_PORT", port, "DMS_LOCAL_DATA", folder + "/two")));

            assertTrue(failure.getMessage().startsWith("The port for other nodes, " + port), failure.getMessage());
        }
    }

    @Test
    void dataThatIsNotKeptIsGoneAtTheEnd() {
        Path directory = folder.resolve("data");
        try (Node node = start(Map.of("DMS_LOCAL_KEEP_DATA", "false"))) {
            assertTrue(Files.exists(directory), node::toString);
        }
        assertFalse(Files.exists(directory));
    }

    private Node start(Map<String, String> variables) {
        Map<String, String> all = new java.util.HashMap<>(variables);
        all.putIfAbsent("DMS_LOCAL_DATA", folder + "/data");
        all.putIfAbsent("DMS_LOCAL_PORT", "0");
        return Node.start(NodeSettings.read(all));
    }
}
