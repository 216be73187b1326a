package io.dmslocal.api.operation;

import static io.dmslocal.api.operation.Calls.code;
import static io.dmslocal.api.operation.MemoryShop.MAPPINGS;
import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.PremigrationAssessmentStatus;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;

/** What a serverless replication is asked before it begins, as AWS's SDK sees it. */
class ServerlessAssessmentTest {

    private static final String NOTHING = MAPPINGS.replace("shop", "nowhere");
    private static final String KEYLESS = "table-with-no-primary-key-or-unique-constraint";
    private static final String SELECTION = "all-check-source-selection-rules";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static MemoryShop shop;
    private static Replications replications;

    private final String name = "Assessed-" + NUMBER.incrementAndGet();

    @BeforeAll
    static void start() {
        shop = MemoryShop.open("100000000020", "dms-local.engine.timings.local.serverless.status-change = 50ms", 25);
        replications = new Replications(shop);
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void aReplicationIsAssessedBeforeItBeginsAndItsReportIsKept() {
        ReplicationConfig config = replications.create(name, "full-load", c -> {});

        assess(
                config,
                "{\"IncludeOnly\":\"" + KEYLESS + " " + SELECTION + "\",\"ResultLocationFolder\":\"" + name + "\"}");

        replications.await(config, "stopped");
        PremigrationAssessmentStatus status = assessment(config);
        assertEquals("passed", status.status());
        assertTrue(status.failOnAssessmentFailure());
        assertEquals(2, status.assessmentProgress().individualAssessmentCompletedCount());
        assertEquals(2, status.resultStatistic().passed());
        assertTrue(status.premigrationAssessmentRunArn().contains(":assessment-run:"));
        assertEquals(name, status.resultLocationFolder());
        assertTrue(Files.exists(Path.of("target", "reports", status.resultLocationBucket(), name, "summary.json")));
    }

    @Test
    void aReplicationThatFailedDoesNotBeginUnlessItMay() {
        ReplicationConfig config = replications.create(name, "full-load", c -> c.tableMappings(NOTHING));

        assess(config, "{\"IncludeOnly\":[\"" + SELECTION + "\"]}");

        replications.await(config, "failed");
        assertEquals("failed", assessment(config).status());
        String message = replications.describe(config).failureMessages().get(0);
        assertTrue(message.contains("Premigration assessment run"), message);
        assertNull(replications.describe(config).provisionData());

        assess(config, "{\"IncludeOnly\":[\"" + SELECTION + "\"],\"FailOnAssessmentFailure\":false}");
        eventually("it goes on", () -> replications.describe(config).provisionData() != null);
        assertEquals("failed", assessment(config).status());
        assertEquals(false, assessment(config).failOnAssessmentFailure());
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        ReplicationConfig config = replications.create(name, "full-load", c -> {});

        assertEquals("InvalidParameterValueException", code(() -> assess(config, "nonsense")));
        assertEquals("InvalidParameterValueException", code(() -> assess(config, "{\"Exclude\":\"no-such\"}")));
        assertEquals(
                "InvalidParameterCombinationException",
                code(() -> assess(config, "{\"IncludeOnly\":\"" + KEYLESS + "\",\"Exclude\":\"" + SELECTION + "\"}")));
        assertEquals(
                "InvalidParameterValueException",
                code(() -> assess(config, "{\"FailOnAssessmentFailure\":\"perhaps\"}")));
        assertEquals("created", replications.describe(config).status());
    }

    private void assess(ReplicationConfig config, String settings) {
        shop.dms()
                .startReplication(s -> s.replicationConfigArn(config.replicationConfigArn())
                        .startReplicationType("start-replication")
                        .premigrationAssessmentSettings(settings));
    }

    private PremigrationAssessmentStatus assessment(ReplicationConfig config) {
        return replications.describe(config).premigrationAssessmentStatuses().get(0);
    }
}
