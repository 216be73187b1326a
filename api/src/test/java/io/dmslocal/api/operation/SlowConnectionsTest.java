package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.run.MemoryConnector;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** Databases that need longer for a test of their connection than an entity may need for an answer. */
class SlowConnectionsTest {

    private static final String PATIENCE = """
            dms-local.engine { ask-timeout = 3s, timings.local.endpoint.testing = 4s }
            """;

    @Test
    void aTaskStartsWhenItsConnectionsWereFoundToWorkAtLast() {
        Connectors connectors = new Connectors(List.of(new MemoryConnector("postgres"), new MemoryConnector("mysql")));
        try (RunningEngine engine = new RunningEngine(PATIENCE, connectors);
                ServedApi api = ServedApi.of(AllOperations.of(List.of(
                        new InstanceOperations(engine.engine())::register,
                        new EndpointOperations(engine.engine())::register,
                        new TaskOperations(engine.engine(), Clock.systemUTC())::register)))) {
            DatabaseMigrationClient dms = api.client("100000000010", "us-east-1");
            String instance = dms.createReplicationInstance(
                            r -> r.replicationInstanceIdentifier("machine").replicationInstanceClass("dms.t3.micro"))
                    .replicationInstance()
                    .replicationInstanceArn();
            eventually(
                    "the instance is available",
                    () -> dms.describeReplicationInstances()
                            .replicationInstances()
                            .get(0)
                            .replicationInstanceStatus()
                            .equals("available"));
            String task = dms.createReplicationTask(r -> r.replicationTaskIdentifier("slow")
                            .replicationInstanceArn(instance)
                            .sourceEndpointArn(endpoint(dms, "source", "postgres"))
                            .targetEndpointArn(endpoint(dms, "target", "mysql"))
                            .migrationType("cdc")
                            .tableMappings("""
                                    {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                                      "object-locator":{"schema-name":"shop","table-name":"%"}}]}
                                    """))
                    .replicationTask()
                    .replicationTaskArn();
            eventually(
                    "the task is ready",
                    () -> dms.describeReplicationTasks()
                            .replicationTasks()
                            .get(0)
                            .status()
                            .equals("ready"));

            String status = dms.startReplicationTask(
                            r -> r.replicationTaskArn(task).startReplicationTaskType("start-replication"))
                    .replicationTask()
                    .status();

            assertEquals("starting", status);
        }
    }

    private static String endpoint(DatabaseMigrationClient dms, String type, String engineName) {
        return dms.createEndpoint(e -> e.endpointIdentifier(type)
                        .endpointType(type)
                        .engineName(engineName)
                        .serverName("127.0.0.1")
                        .port(1)
                        .username("u")
                        .password("p")
                        .databaseName("d"))
                .endpoint()
                .endpointArn();
    }
}
