package io.dmslocal.api.operation;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.RunningEngine;
import io.dmslocal.engine.assessment.S3Server;
import io.dmslocal.engine.connector.postgres.PostgresServer;
import io.dmslocal.engine.connector.spi.ContractDatabase;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentResult;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskAssessmentRun;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTaskIndividualAssessment;
import software.amazon.awssdk.services.databasemigration.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.S3ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunRequest;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Premigration assessments as AWS's SDK sees them, of a real database, with reports in a real S3. */
class AssessmentOperationsTest {

    private static final String BUCKET = "reports";
    private static final Scope ACCOUNT = new Scope("100000000014", "us-east-1");
    private static final String KEYS = "table-with-no-primary-key-or-unique-constraint";
    private static final String SELECTION = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"%"}}]}
            """;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static S3Server s3;
    private static RunningEngine engine;
    private static ServedApi api;
    private static DatabaseMigrationClient dms;
    private static String instance;
    private static String from;
    private static String to;
    private static String lost;

    private String task;

    @BeforeAll
    static void start() throws SQLException {
        s3 = S3Server.start();
        s3.createBucket(BUCKET);
        ContractDatabase database = PostgresServer.shared().database("assessed_by_api");
        database.createSchema("shop");
        database.run(
                "create table shop.orders (id int primary key, name varchar(100))", "create table shop.notes (id int)");
        engine = new RunningEngine("dms-local.engine.s3-endpoint = \"" + s3.uri() + "\"");
        api = ServedApi.of(AllOperations.of(List.of(
                new InstanceOperations(engine.engine())::register,
                new EndpointOperations(engine.engine())::register,
                new ConnectionOperations(engine.engine())::register,
                new TagOperations(engine.engine())::register,
                new TaskOperations(engine.engine(), Clock.systemUTC())::register,
                new ServerlessOperations(engine.engine(), Clock.systemUTC())::register,
                new AssessmentOperations(engine.engine())::register)));
        dms = api.client("100000000014", "us-east-1");
        instance = dms.createReplicationInstance(
                        r -> r.replicationInstanceIdentifier("machine").replicationInstanceClass("dms.t3.micro"))
                .replicationInstance()
                .replicationInstanceArn();
        from = endpoint("from", "source", database.endpoint(), PostgresServer.PASSWORD);
        ContractDatabase other = PostgresServer.shared().database("assessed_by_api_too");
        to = endpoint("to", "target", other.endpoint(), PostgresServer.PASSWORD);
        lost = endpoint("lost", "source", database.endpoint(), "wrong");
        eventually(
                "the instance is available",
                () -> dms.describeReplicationInstances()
                        .replicationInstances()
                        .get(0)
                        .replicationInstanceStatus()
                        .equals("available"));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
        s3.close();
    }

    @BeforeEach
    void aTask() {
        task = task(from, "cdc");
    }

    private static String task(String source, String type) {
        String arn = dms.createReplicationTask(t -> t.replicationTaskIdentifier("task-" + NUMBER.incrementAndGet())
                        .replicationInstanceArn(instance)
                        .sourceEndpointArn(source)
                        .targetEndpointArn(to)
                        .migrationType(type)
                        .tableMappings(SELECTION))
                .replicationTask()
                .replicationTaskArn();
        eventually("the task is ready", () -> status(arn).equals("ready"));
        return arn;
    }

    private static String endpoint(String name, String type, EndpointSettings database, String password) {
        return dms.createEndpoint(e -> e.endpointIdentifier(name)
                        .endpointType(type)
                        .engineName("postgres")
                        .serverName("127.0.0.1")
                        .port(database.port())
                        .username(database.username())
                        .password(password)
                        .databaseName(database.databaseName()))
                .endpoint()
                .endpointArn();
    }

    @Nested
    class ARun {

        @Test
        void asksTheDatabaseAndLeavesItsReportInTheBucket() {
            ReplicationTaskAssessmentRun started = run("first", r -> r.resultLocationFolder("one"));
            assertEquals("starting", started.status());
            assertTrue(started.replicationTaskAssessmentRunArn().contains(":assessment-run:"));
            assertEquals("testing", status(task));

            ReplicationTaskAssessmentRun ended = ended(started);

            assertEquals("warning", ended.status());
            assertTrue(ended.isLatestTaskAssessmentRun());
            int count = ended.assessmentProgress().individualAssessmentCount();
            assertTrue(count > 20, "assessments: " + count);
            assertEquals(count, ended.assessmentProgress().individualAssessmentCompletedCount());
            assertTrue(ended.resultStatistic().passed() > 10, ended::toString);
            assertEquals(0, ended.resultStatistic().error());
            assertNull(ended.lastFailureMessage());
            eventually("the task is ready again", () -> status(task).equals("ready"));
            assertEquals(
                    count + 1,
                    s3.keys(BUCKET).stream()
                            .filter(key -> key.startsWith("one/"))
                            .count());
            String report = s3.content(BUCKET, "one/" + KEYS + ".json");
            assertTrue(report.contains("\"notes\"") && !report.contains("\"orders\""), report);
            assertTrue(s3.content(BUCKET, "one/summary.json").contains("\"overall-test-result\" : \"warning\""));

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
            eventually("the task is ready again", () -> status(task).equals("ready"));
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
            eventually("the task is ready again", () -> status(task).equals("ready"));

            dms.deleteReplicationTask(r -> r.replicationTaskArn(task));

            eventually("it is gone", () -> isGone(ended.replicationTaskAssessmentRunArn()));
        }

        @Test
        void ofASourceThatCannotBeReachedSaysSo() {
            task = task(lost, "full-load");

            ReplicationTaskAssessmentRun ended = ended(run("lost", r -> {}));

            assertEquals("error-executing", ended.status());
            assertTrue(ended.lastFailureMessage().contains("password"), ended.lastFailureMessage());
            eventually("the task is ready again", () -> status(task).equals("ready"));
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
            assertEquals("ready", status(task));
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
                            .tableMappings(SELECTION))
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

    @Nested
    class TheOldAssessment {

        @Test
        void needsATaskThatHasStopped() {
            assertThrows(
                    InvalidResourceStateException.class,
                    () -> dms.startReplicationTaskAssessment(r -> r.replicationTaskArn(task)));
            assertTrue(results(task).isEmpty());
        }

        @Test
        void testsATaskThatHasStoppedAndSaysWhatItFound() {
            task = task(from, "full-load");
            dms.startReplicationTask(r -> r.replicationTaskArn(task).startReplicationTaskType("start-replication"));
            eventually("the load has ended", () -> status(task).equals("stopped"));

            assertEquals(
                    "testing",
                    dms.startReplicationTaskAssessment(r -> r.replicationTaskArn(task))
                            .replicationTask()
                            .status());
            eventually("it has stopped again", () -> status(task).equals("stopped"));

            ReplicationTaskAssessmentResult result = results(task).get(0);
            assertEquals("No issues found", result.assessmentStatus());
            assertTrue(result.assessmentResultsFile().matches("task-\\d+/\\d{4}(-\\d\\d){4}"), result.toString());
            assertTrue(result.assessmentResults().contains("\"not-supported\""));
            String bucket =
                    dms.describeReplicationTaskAssessmentResults(r -> {}).bucketName();
            assertEquals("dms-100000000014-" + ACCOUNT.uniqueIdentifier(), bucket);
            assertEquals(s3.uri() + "/" + bucket + "/" + result.assessmentResultsFile(), result.s3ObjectUrl());
            assertEquals(result.assessmentResults(), s3.content(bucket, result.assessmentResultsFile()));
            assertNull(dms.describeReplicationTaskAssessmentResults(r -> {})
                    .replicationTaskAssessmentResults()
                    .get(0)
                    .assessmentResults());
            assertThrows(ResourceNotFoundException.class, () -> results(task + "X"));
            // Again, on the same task.
            dms.startReplicationTaskAssessment(r -> r.replicationTaskArn(task));
            eventually("it has stopped again", () -> status(task).equals("stopped"));
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

    private static List<ReplicationTaskAssessmentResult> results(String arn) {
        return dms.describeReplicationTaskAssessmentResults(r -> r.replicationTaskArn(arn))
                .replicationTaskAssessmentResults();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static String status(String task) {
        return dms.describeReplicationTasks(r -> r.filters(filter("replication-task-arn", task)))
                .replicationTasks()
                .get(0)
                .status();
    }
}
