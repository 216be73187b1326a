package io.dmslocal.engine;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.RunningEngine.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.resource.type.FleetCollectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.model.CollectorResponse;
import software.amazon.awssdk.services.databasemigration.model.CreateFleetAdvisorCollectorRequest;
import software.amazon.awssdk.services.databasemigration.model.DatabaseResponse;
import software.amazon.awssdk.services.databasemigration.model.Recommendation;
import software.amazon.awssdk.services.databasemigration.model.RecommendationSettings;

/** What callers did with an inventory outlives a restart; the inventory is what the file says at the start. */
class FleetAdvisorTest {

    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");

    @TempDir
    Path data;

    @TempDir
    Path files;

    @Test
    void deletionsRecommendationsAnalysesAndCollectorsOutliveARestart() throws IOException {
        Path file = files.resolve("inventory.json");
        Files.writeString(file, """
                {"Databases": [{"DatabaseId": "a"}, {"DatabaseId": "b"}],
                 "Recommendations": [{"DatabaseId": "b", "EngineName": "rds-mysql", "Status": "recommended"}]}
                """);
        String inventory = "dms-local.engine.fleet-advisor-inventory = \"" + file + "\"";
        CollectorResponse collector;
        String analysis;
        try (RunningEngine first = RunningEngine.in(
                data,
                inventory + "\ndms-local.engine.timings.local.fleet-advisor { analyzing = 1h, recommending = 1h }")) {
            FleetAdvisor advisor = first.engine().fleetAdvisor();
            collector = create(first.engine());
            analysis = await(advisor.runAnalysis(SCOPE)).value().orElseThrow().id();
            await(advisor.deleteDatabases(SCOPE, List.of("a")));
            await(advisor.startRecommendations(
                    SCOPE, "b", RecommendationSettings.builder().build()));
            assertEquals(List.of("in-progress"), recommended(advisor));
        }
        Files.writeString(file, Files.readString(file).replace("{\"DatabaseId\": \"a\"},", "{\"DatabaseId\": \"c\"},"));
        try (RunningEngine second = RunningEngine.in(data, inventory)) {
            FleetAdvisor advisor = second.engine().fleetAdvisor();
            eventually("recommended", () -> recommended(advisor).equals(List.of("recommended")));
            eventually("completed", () -> await(advisor.analyses(SCOPE)).get(0).isOver());
            assertEquals(analysis, await(advisor.analyses(SCOPE)).get(0).id());
            assertEquals(
                    List.of("c", "b"),
                    await(advisor.databases(SCOPE)).stream()
                            .map(DatabaseResponse::databaseId)
                            .toList());
            assertEquals(
                    List.of(collector),
                    await(second.engine().resources().of(FleetCollectors.class).all(SCOPE)));
            assertTrue(
                    await(advisor.deleteDatabases(SCOPE, List.of("a"))).fault().isPresent());
        }
    }

    private static List<String> recommended(FleetAdvisor advisor) {
        return await(advisor.recommendations(SCOPE)).stream()
                .map(Recommendation::status)
                .toList();
    }

    private static CollectorResponse create(Engine engine) {
        return await(engine.resources()
                        .of(FleetCollectors.class)
                        .create(
                                SCOPE,
                                CreateFleetAdvisorCollectorRequest.builder()
                                        .collectorName("office")
                                        .s3BucketName("bucket")
                                        .serviceAccessRoleArn("arn:aws:iam::000000000000:role/fleet")
                                        .build(),
                                Tags.none()))
                .value()
                .orElseThrow();
    }
}
