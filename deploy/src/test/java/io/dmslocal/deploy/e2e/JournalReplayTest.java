package io.dmslocal.deploy.e2e;

import static io.dmslocal.deploy.e2e.Migration.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.deploy.Served;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;

/** The journal, read again, tells what a describe told at that time. */
class JournalReplayTest {

    @TempDir
    Path folder;

    /** What a describe told, and the last event that there was then. */
    private record Told(String arn, long event, JsonNode document) {}

    private final List<Told> told = new ArrayList<>();

    @Test
    void everyDescribeOfALifeIsFoundAgain() throws Exception {
        ContractDatabase source = PostgresServer.shared().database("replay_source");
        ContractDatabase target = PostgresServer.shared().database("replay_target");
        source.run("create table item (id int primary key)", "insert into item values (1), (2)");
        try (Emulator emulator = Emulator.on(folder)) {
            Served served = emulator.served();
            Migration migration = Migration.of(emulator);
            String from = migration.source("from", source.endpoint());
            String to = migration.target("to", target.endpoint());
            Task task = migration.task(r -> r.replicationTaskIdentifier("items")
                    .sourceEndpointArn(from)
                    .targetEndpointArn(to)
                    .migrationType(MigrationTypeValue.FULL_LOAD)
                    .tableMappings(Migration.mappings("public")));
            tell(served, migration.instance(), from, task.arn());

            task.start();
            task.await("stopped");
            tell(served, migration.instance(), from, task.arn());

            emulator.dms().modifyEndpoint(r -> r.endpointArn(from).extraConnectionAttributes("heartbeatEnable=false"));
            emulator.dms()
                    .modifyReplicationInstance(r -> r.replicationInstanceArn(migration.instance())
                            .allocatedStorage(70)
                            .applyImmediately(true));
            Eventually.eventually(
                    "the instance is modified",
                    emulator::logTail,
                    () -> emulator.dms()
                            .describeReplicationInstances(
                                    r -> r.filters(where("replication-instance-arn", migration.instance())))
                            .replicationInstances()
                            .get(0)
                            .allocatedStorage()
                            .equals(70));
            tell(served, migration.instance(), from, task.arn());
            task.delete();

            for (Told then : told) {
                assertEquals(
                        then.document(),
                        served.get("/_dms/journal/" + then.arn() + "?at=" + then.event()),
                        then.arn() + " as of event " + then.event());
            }
            String gone = "/_dms/journal/" + task.arn();
            long last = events(served, task.arn());
            assertTrue(served.get(gone + "?at=" + last).isNull(), "nothing is there after the last event");
            assertEquals(
                    List.of("CreationRequested", "CreationFinished", "StartRequested", "RunStarted"),
                    served.get(gone).path("events").findValuesAsText("type").subList(0, 4));
        }
    }

    private void tell(Served served, String instance, String endpoint, String task) {
        told.add(told(served, "DescribeReplicationInstances", "replication-instance-arn", instance));
        told.add(told(served, "DescribeEndpoints", "endpoint-arn", endpoint));
        told.add(told(served, "DescribeReplicationTasks", "replication-task-arn", task));
    }

    private static Told told(Served served, String operation, String filter, String arn) {
        JsonNode answer = served.call(
                operation, "{\"Filters\": [{\"Name\": \"%s\", \"Values\": [\"%s\"]}]}".formatted(filter, arn));
        String list = operation.substring("Describe".length());
        assertEquals(1, answer.path(list).size(), answer::toString);
        return new Told(arn, events(served, arn), answer.path(list).get(0));
    }

    private static long events(Served served, String arn) {
        return served.get("/_dms/journal/" + arn).path("events").size();
    }
}
