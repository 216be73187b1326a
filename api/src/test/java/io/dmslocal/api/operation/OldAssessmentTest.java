package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.model.Scope;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentResult;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;

/** Assessments of the old style, of a real database, with their files in a real S3, as AWS's SDK sees them. */
class OldAssessmentTest {

    private static AssessedShop shop;
    private static DatabaseMigrationClient dms;

    @BeforeAll
    static void start() throws SQLException {
        shop = AssessedShop.open("100000000021", "assessed_of_old");
        dms = shop.dms();
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void anOldAssessmentNeedsATaskThatHasStopped() {
        String task = shop.task(shop.from(), "cdc");

        assertThrows(
                InvalidResourceStateException.class,
                () -> dms.startReplicationTaskAssessment(r -> r.replicationTaskArn(task)));
        assertTrue(results(task).isEmpty());
    }

    @Test
    void anOldAssessmentTestsATaskThatHasStoppedAndSaysWhatItFound() {
        String task = shop.task(shop.from(), "full-load");
        dms.startReplicationTask(r -> r.replicationTaskArn(task).startReplicationTaskType("start-replication"));
        shop.awaitTask(task, "stopped");

        assertEquals(
                "testing",
                dms.startReplicationTaskAssessment(r -> r.replicationTaskArn(task))
                        .replicationTask()
                        .status());
        shop.awaitTask(task, "stopped");

        ReplicationTaskAssessmentResult result = results(task).get(0);
        assertEquals("No issues found", result.assessmentStatus());
        assertTrue(result.assessmentResultsFile().matches("task-\\d+/\\d{4}(-\\d\\d){4}"), result.toString());
        assertTrue(result.assessmentResults().contains("\"not-supported\""));
        String bucket = dms.describeReplicationTaskAssessmentResults(r -> {}).bucketName();
        assertEquals("dms-100000000021-" + new Scope("100000000021", "us-east-1").uniqueIdentifier(), bucket);
        assertEquals(shop.s3().uri() + "/" + bucket + "/" + result.assessmentResultsFile(), result.s3ObjectUrl());
        assertEquals(result.assessmentResults(), shop.s3().content(bucket, result.assessmentResultsFile()));
        assertNull(dms.describeReplicationTaskAssessmentResults(r -> {})
                .replicationTaskAssessmentResults()
                .get(0)
                .assessmentResults());
        assertThrows(ResourceNotFoundException.class, () -> results(task + "X"));
        // Again, on the same task.
        dms.startReplicationTaskAssessment(r -> r.replicationTaskArn(task));
        shop.awaitTask(task, "stopped");
    }

    private static List<ReplicationTaskAssessmentResult> results(String arn) {
        return dms.describeReplicationTaskAssessmentResults(r -> r.replicationTaskArn(arn))
                .replicationTaskAssessmentResults();
    }
}
