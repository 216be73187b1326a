package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;

/** A node that is lost in the middle of an assessment run, and what the next one makes of it. */
class AssessmentRestartTest {

    private static final String ACCOUNT = "100000000015";

    @TempDir
    Path directory;

    @Test
    void theRunGoesOnAndTheTaskIsGivenBackWithoutAnybodyAskingForTheRun() throws Exception {
        try (RunningEngine engine =
                        RunningEngine.in(directory, "dms-local.engine.timings.local.assessment.provisioning = 1h");
                ServedApi api = served(engine)) {
            DatabaseMigrationClient dms = api.client(ACCOUNT, "us-east-1");
            String task = task(dms);
            dms.startReplicationTaskAssessmentRun(r -> r.replicationTaskArn(task)
                    .assessmentRunName("interrupted")
                    .serviceAccessRoleArn("arn:aws:iam::" + ACCOUNT + ":role/dms")
                    .resultLocationBucket("of-a-restart")
                    .includeOnly("postgres-check-wallevel"));
            eventually("it waits", () -> run(dms).status().equals("provisioning"));
            assertEquals("testing", status(dms));
        }

        try (RunningEngine engine = RunningEngine.in(directory, "");
                ServedApi api = served(engine)) {
            DatabaseMigrationClient dms = api.client(ACCOUNT, "us-east-1");

            eventually("the task is ready again", () -> status(dms).equals("ready"));
            assertEquals("error-executing", run(dms).status());
            assertTrue(run(dms).lastFailureMessage().contains("127.0.0.1"), run(dms)::toString);
            assertTrue(Files.exists(directory.resolve("reports/of-a-restart/summary.json")));
        }
    }

    private static ServedApi served(RunningEngine engine) {
        return ServedApi.of(AllOperations.of(List.of(
                new InstanceOperations(engine.engine())::register,
                new EndpointOperations(engine.engine())::register,
                new ConnectionOperations(engine.engine())::register,
                new TaskOperations(engine.engine(), Clock.systemUTC())::register,
                new AssessmentOperations(engine.engine())::register)));
    }

    private static String task(DatabaseMigrationClient dms) {
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
        String task = dms.createReplicationTask(t -> t.replicationTaskIdentifier("task")
                        .replicationInstanceArn(instance)
                        .sourceEndpointArn(endpoint(dms, "from", "source"))
                        .targetEndpointArn(endpoint(dms, "to", "target"))
                        .migrationType("cdc")
                        .tableMappings("{\"rules\":[]}"))
                .replicationTask()
                .replicationTaskArn();
        eventually("the task is ready", () -> status(dms).equals("ready"));
        return task;
    }

    /** Nobody listens there. */
    private static String endpoint(DatabaseMigrationClient dms, String name, String type) {
        return dms.createEndpoint(e -> e.endpointIdentifier(name)
                        .endpointType(type)
                        .engineName("postgres")
                        .serverName("127.0.0.1")
                        .port(1)
                        .username("u")
                        .password("p")
                        .databaseName("d"))
                .endpoint()
                .endpointArn();
    }

    private static ReplicationTaskAssessmentRun run(DatabaseMigrationClient dms) {
        return dms.describeReplicationTaskAssessmentRuns(r -> {})
                .replicationTaskAssessmentRuns()
                .get(0);
    }

    private static String status(DatabaseMigrationClient dms) {
        return dms.describeReplicationTasks().replicationTasks().get(0).status();
    }
}
