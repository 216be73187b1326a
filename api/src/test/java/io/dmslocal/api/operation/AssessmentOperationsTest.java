package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.AssessedShop.BUCKET;
import static io.dmslocal.api.operation.Calls.filter;
import static io.dmslocal.api.operation.MemoryShop.MAPPINGS;
import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskIndividualAssessment;
import software.amazon.awssdk.services.databasemigration.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.S3ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunRequest;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Premigration assessments as AWS's SDK sees them, of a real database, with reports in a real S3. */
class AssessmentOperationsTest {

    private static final String KEYS = "table-with-no-primary-key-or-unique-constraint";

    private static AssessedShop shop;
    private static DatabaseMigrationClient dms;
    private static String instance;
    private static String from;
    private static String to;
    private static String lost;

    private String task;

    @BeforeAll
    static void start() throws SQLException {
        shop = AssessedShop.open("100000000014", "assessed_by_api");
        dms = shop.dms();
        instance = shop.instance();
        from = shop.from();
        to = shop.to();
        lost = shop.lost();
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @BeforeEach
    void aTask() {
        task = shop.task(from, "cdc");
    }

    @Nested
    class ARun {

        @Test
        void asksTheDatabaseAndLeavesItsReportInTheBucket() {
            ReplicationTaskAssessmentRun started = run("first", r -> r.resultLocationFolder("one"));
            assertEquals("starting", started.status());
            assertTrue(started.replicationTaskAssessmentRunArn().contains(":assessment-run:"));
            assertEquals("testing", shop.status(task));

            ReplicationTaskAssessmentRun ended = ended(started);

            assertEquals("warning", ended.status());
            assertTrue(ended.isLatestTaskAssessmentRun());
            int count = ended.assessmentProgress().individualAssessmentCount();
            assertTrue(count > 20, "assessments: " + count);
            assertEquals(count, ended.assessmentProgress().individualAssessmentCompletedCount());
            assertTrue(ended.resultStatistic().passed() > 10, ended::toString);
            assertEquals(0, ended.resultStatistic().error());
            assertNull(ended.lastFailureMessage());
            shop.awaitTask(task, "ready");
            assertEquals(
                    count + 1,
                    shop.s3().keys(BUCKET).stream()
                            .filter(key -> key.startsWith("one/"))
                            .count());
            String report = shop.s3().content(BUCKET, "one/" + KEYS + ".json");
            assertTrue(report.contains("\"notes\"") && !report.contains("\"orders\""), report);
            assertTrue(shop.s3().content(BUCKET, "one/summary.json").contains("\"overall-test-result\" : \"warning\""));

            List<ReplicationTaskIndividualAssessment> individuals = dms.describeReplicationTaskIndividualAssessments(
                            r -> r.filters(filter("replication-task-arn", task)))
                    .replicationTaskIndividualAssessments();
            assertEquals(count, individuals.size());
            assertEquals(
                    "warning",
                    individuals.stream()
                            .filter(each -> each.individualAssessmentName().equals(KEYS))
                            .findFirst()
                            .orElseThrow()
                            .status());
        }

        @Test
        void letsNothingElseHappenToItsTask() {
            run("guarding", r -> r.includeOnly(KEYS));

            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.startReplicationTask(
                            r -> r.replicationTaskArn(task).startReplicationTaskType("start-replication")));
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.modifyReplicationTask(
                            r -> r.replicationTaskArn(task).taskData("x")));
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.deleteReplicationTask(r -> r.replicationTaskArn(task)));
            assertThrows(InvalidResourceStateException.class, () -> run("another", r -> {}));
        }

        @Test
        void hasANameOfItsOwnAndTheNewestComesFirst() {
            ReplicationTaskAssessmentRun first = ended(run("same", r -> r.includeOnly(KEYS)));
            assertThrows(ResourceAlreadyExistsException.class, () -> run("same", r -> r.includeOnly(KEYS)));
            shop.awaitTask(task, "ready");
            ReplicationTaskAssessmentRun second = ended(run("other", r -> r.includeOnly("postgres-check-wallevel")));

            assertEquals("warning", first.status());
            assertEquals("passed", second.status());
            List<ReplicationTaskAssessmentRun> runs = dms.describeReplicationTaskAssessmentRuns(
                            r -> r.filters(filter("replication-task-arn", task)))
                    .replicationTaskAssessmentRuns();
            assertEquals(
                    List.of("other", "same"),
                    runs.stream()
                            .map(ReplicationTaskAssessmentRun::assessmentRunName)
                            .toList());
            assertEquals(
                    List.of(true, false),
                    runs.stream()
                            .map(ReplicationTaskAssessmentRun::isLatestTaskAssessmentRun)
                            .toList());
            assertTrue(dms
                    .describeReplicationTaskAssessmentRuns(
                            r -> r.filters(filter("replication-instance-arn", instance), filter("status", "passed")))
                    .replicationTaskAssessmentRuns()
                    .stream()
                    .anyMatch(run -> run.assessmentRunName().equals("other")));
        }

        @Test
        void keepsItsReportInAFolderOfItsOwnUntilAnotherRunIsSentThere() {
            finish("one", "first", KEYS);
            finish("two", "second", "postgres-check-wallevel");
            assertEquals("warning", summary("first"));
            assertEquals("passed", summary("second"));

            finish("three", "first", "postgres-check-wallevel");

            assertEquals("passed", summary("first"));
        }

        private void finish(String name, String folder, String key) {
            ended(run(name, r -> r.includeOnly(key).resultLocationFolder(folder)));
            shop.awaitTask(task, "ready");
        }

        private String summary(String folder) {
            String json = shop.s3().content(BUCKET, folder + "/summary.json");
            return json.replaceFirst("(?s).*\"overall-test-result\" *: *\"(\\w+)\".*", "$1");
        }

        @Test
        void isCancelledAndDeletedAsItsStatusAllows() {
            ReplicationTaskAssessmentRun started = run("stopped early", r -> {});
            String arn = started.replicationTaskAssessmentRunArn();
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.deleteReplicationTaskAssessmentRun(r -> r.replicationTaskAssessmentRunArn(arn)));

            assertEquals(
                    "cancelling",
                    dms.cancelReplicationTaskAssessmentRun(r -> r.replicationTaskAssessmentRunArn(arn))
                            .replicationTaskAssessmentRun()
                            .status());

            ReplicationTaskAssessmentRun ended = ended(started);
            assertEquals("failed", ended.status());
            assertTrue(ended.resultStatistic().cancelled() > 0);
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.cancelReplicationTaskAssessmentRun(r -> r.replicationTaskAssessmentRunArn(arn)));
            assertEquals(
                    "deleting",
                    dms.deleteReplicationTaskAssessmentRun(r -> r.replicationTaskAssessmentRunArn(arn))
                            .replicationTaskAssessmentRun()
                            .status());
            eventually("it is gone", () -> isGone(arn));
            assertThrows(
                    ResourceNotFoundException.class,
                    () -> dms.deleteReplicationTaskAssessmentRun(r -> r.replicationTaskAssessmentRunArn(arn)));
        }

        @Test
        void vanishesWithItsTask() {
            ReplicationTaskAssessmentRun ended = ended(run("short", r -> r.includeOnly(KEYS)));
            shop.awaitTask(task, "ready");

            dms.deleteReplicationTask(r -> r.replicationTaskArn(task));

            eventually("it is gone", () -> isGone(ended.replicationTaskAssessmentRunArn()));
        }

        @Test
        void ofASourceThatCannotBeReachedSaysSo() {
            task = shop.task(lost, "full-load");

            ReplicationTaskAssessmentRun ended = ended(run("lost", r -> {}));

            assertEquals("error-executing", ended.status());
            assertTrue(ended.lastFailureMessage().contains("password"), ended.lastFailureMessage());
            shop.awaitTask(task, "ready");
        }

        @Test
        void hasTags() {
            String arn = run(
                            "tagged",
                            r -> r.includeOnly(KEYS)
                                    .tags(Tag.builder()
                                            .key("team")
                                            .value("data")
                                            .build()))
                    .replicationTaskAssessmentRunArn();

            assertEquals(
                    "data",
                    dms.listTagsForResource(r -> r.resourceArn(arn))
                            .tagList()
                            .get(0)
                            .value());
        }
    }

    @Nested
    class ARequest {

        @Test
        void forABucketThatIsNotThereIsRefused() {
            S3ResourceNotFoundException refused = assertThrows(
                    S3ResourceNotFoundException.class, () -> run("homeless", r -> r.resultLocationBucket("nowhere")));

            assertTrue(refused.getMessage().contains("nowhere"), refused.getMessage());
            assertEquals("ready", shop.status(task));
        }

        @Test
        void withMistakesIsRefusedByName() {
            assertEquals("InvalidParameterValueException", code(r -> r.includeOnly("no-such-check")));
            assertEquals("InvalidParameterValueException", code(r -> r.exclude("no-such-check")));
            assertEquals(
                    "InvalidParameterCombinationException",
                    code(r -> r.includeOnly(KEYS).exclude(KEYS)));
            assertEquals("InvalidParameterValueException", code(r -> r.resultEncryptionMode("ROT13")));
            assertEquals("InvalidParameterCombinationException", code(r -> r.resultKmsKeyArn("arn:aws:kms:x")));
            assertEquals(
                    "KMSKeyNotAccessibleFault",
                    code(r -> r.resultEncryptionMode("SSE_KMS").resultKmsKeyArn("arn:aws:kms:x")));
            assertEquals("ResourceNotFoundFault", code(r -> r.replicationTaskArn(task + "X")));
        }

        @Test
        void forRunsThatDoNotExistFindsNone() {
            assertThrows(
                    ResourceNotFoundException.class,
                    () -> dms.describeReplicationTaskAssessmentRuns(
                            r -> r.filters(filter("replication-task-arn", "arn:none"))));
            assertTrue(dms.describeReplicationTaskIndividualAssessments(
                            r -> r.filters(filter("replication-task-arn", "arn:none")))
                    .replicationTaskIndividualAssessments()
                    .isEmpty());
        }
    }

    @Nested
    class WhatApplies {

        @Test
        void followsFromTheTask() {
            Set<String> names = names(null);

            assertTrue(names.contains("postgres-check-wallevel"));
            assertFalse(names.contains("mysql-check-binlog-format"));
        }

        @Test
        void followsFromAServerlessReplication() {
            String config = dms.createReplicationConfig(c -> c.replicationConfigIdentifier("without-a-machine")
                            .sourceEndpointArn(from)
                            .targetEndpointArn(to)
                            .replicationType("full-load")
                            .computeConfig(compute -> compute.maxCapacityUnits(2))
                            .tableMappings(MAPPINGS))
                    .replicationConfig()
                    .replicationConfigArn();

            List<String> names = dms.describeApplicableIndividualAssessments(r -> r.replicationConfigArn(config))
                    .individualAssessmentNames();

            assertTrue(names.contains("postgres-check-dbversion"), names::toString);
            assertFalse(names.contains("postgres-check-wallevel"), names::toString);
            assertThrows(
                    ResourceNotFoundException.class,
                    () -> dms.describeApplicableIndividualAssessments(r -> r.replicationConfigArn(config + "X")));
        }

        @Test
        void followsFromEnginesAndPagesCoverIt() {
            var first = dms.describeApplicableIndividualAssessments(r -> r.replicationInstanceArn(instance)
                    .sourceEngineName("oracle")
                    .targetEngineName("kinesis")
                    .migrationType("full-load-and-cdc")
                    .maxRecords(20));
            assertEquals(20, first.individualAssessmentNames().size());
            assertNotNull(first.marker());
            assertTrue(first.individualAssessmentNames().stream().anyMatch(name -> name.startsWith("all-")));
        }

        @Test
        void needsATaskOrEverythingElse() {
            DatabaseMigrationException refused = assertThrows(
                    DatabaseMigrationException.class,
                    () -> dms.describeApplicableIndividualAssessments(r -> r.sourceEngineName("mysql")));

            assertEquals(
                    "InvalidParameterCombinationException",
                    refused.awsErrorDetails().errorCode());
        }
    }

    private ReplicationTaskAssessmentRun run(
            String name, Consumer<StartReplicationTaskAssessmentRunRequest.Builder> more) {
        return dms.startReplicationTaskAssessmentRun(r -> r.replicationTaskArn(task)
                        .assessmentRunName(name)
                        .serviceAccessRoleArn("arn:aws:iam::100000000014:role/dms")
                        .resultLocationBucket(BUCKET)
                        .applyMutation(more))
                .replicationTaskAssessmentRun();
    }

    private String code(Consumer<StartReplicationTaskAssessmentRunRequest.Builder> more) {
        return assertThrows(DatabaseMigrationException.class, () -> run("refused", more))
                .awsErrorDetails()
                .errorCode();
    }

    private static ReplicationTaskAssessmentRun ended(ReplicationTaskAssessmentRun run) {
        String arn = run.replicationTaskAssessmentRunArn();
        Set<String> unfinished = Set.of("starting", "provisioning", "running", "cancelling");
        eventually(
                "the run has ended", () -> !unfinished.contains(described(arn).status()));
        return described(arn);
    }

    private static ReplicationTaskAssessmentRun described(String arn) {
        return dms.describeReplicationTaskAssessmentRuns(
                        r -> r.filters(filter("replication-task-assessment-run-arn", arn)))
                .replicationTaskAssessmentRuns()
                .get(0);
    }

    private static boolean isGone(String arn) {
        return dms.describeReplicationTaskAssessmentRuns(r -> {}).replicationTaskAssessmentRuns().stream()
                .noneMatch(run -> run.replicationTaskAssessmentRunArn().equals(arn));
    }

    private Set<String> names(String marker) {
        return dms
                .describeApplicableIndividualAssessments(
                        r -> r.replicationTaskArn(task).marker(marker))
                .individualAssessmentNames()
                .stream()
                .collect(Collectors.toSet());
    }
}
