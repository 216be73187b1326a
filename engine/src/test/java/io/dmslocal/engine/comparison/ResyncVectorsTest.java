package io.dmslocal.engine.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dmslocal.engine.settings.ResyncSchedule;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.vectors.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResyncVectorsTest {

    @Test
    void schedulesActionsAndProgressAreThoseOfTheVectors() {
        Vectors.check("resync", ResyncVectorsTest::run);
    }

    private static void run(Vectors.Case c) {
        JsonNode given = c.given();
        c.isRead(
                "cron now failures ValidationFailedRecords ResyncRowsAttempted ResyncRowsSucceeded ResyncSettings"
                        + " ValidationSettings migrationType",
                "next error actions ResyncRowsFailed ResyncProgress");
        if (given.has("cron")) {
            schedule(given, c.expect());
        } else if (given.has("failures")) {
            List<String> actions = new ArrayList<>();
            given.path("failures")
                    .forEach(failure -> actions.add(ResyncStatistics.Action.of(Difference.Type.valueOf(
                                    failure.path("FAILURE_TYPE").asText()))
                            .name()));
            List<String> expected = new ArrayList<>();
            c.expect().path("actions").forEach(action -> expected.add(action.asText()));
            assertEquals(expected, actions);
        } else if (given.has("ResyncRowsAttempted")) {
            ResyncStatistics statistics = new ResyncStatistics(
                    "",
                    given.path("ResyncRowsAttempted").asLong(),
                    given.path("ResyncRowsSucceeded").asLong(),
                    given.path("ValidationFailedRecords").asLong());
            assertEquals(c.expect().path("ResyncRowsFailed").asLong(), statistics.failed());
            assertEquals(c.expect().path("ResyncProgress").asDouble(), statistics.progress());
        } else if (given.has("ResyncSettings")) {
            settings(given, c.expect());
        } else {
            fail("a case of an unknown kind");
        }
    }

    private static void schedule(JsonNode given, JsonNode expect) {
        String cron = given.path("cron").asText();
        if (expect.path("error").asBoolean()) {
            assertThrows(IllegalArgumentException.class, () -> ResyncSchedule.of(cron));
            return;
        }
        Instant now = Instant.parse(given.path("now").asText());
        assertEquals(
                Instant.parse(expect.path("next").asText()),
                ResyncSchedule.of(cron).next(now).orElseThrow());
    }

    private static void settings(JsonNode given, JsonNode expect) {
        var document = JsonNodeFactory.instance.objectNode();
        given.properties().forEach(member -> {
            if (member.getKey().endsWith("Settings")) {
                document.set(member.getKey(), member.getValue());
            }
        });
        boolean isRefused = TaskSettings.complete(
                        document.toString(), given.path("migrationType").asText())
                .value()
                .isEmpty();
        assertEquals(expect.path("error").asBoolean(), isRefused);
    }

    @Test
    void theFieldsMeanWhatTheyMeanToCron() {
        next("0 0 L * *", "2024-02-10T00:00:00Z", "2024-02-29T00:00:00Z");
        next("*/15 8-10 * * *", "2024-03-14T08:50:00Z", "2024-03-14T09:00:00Z");
        next("0 12 1 * 5", "2024-03-14T12:00:00Z", "2024-03-15T12:00:00Z");
        next("5 0 * 8 *", "2024-09-01T00:00:00Z", "2025-08-01T00:05:00Z");
        next("0 0 29 2 *", "2024-03-01T00:00:00Z", "2028-02-29T00:00:00Z");
        next("0 0 * * sun", "2024-03-14T00:00:00Z", "2024-03-17T00:00:00Z");
        next("0,1,2,3,4,5,6,7,8,9,59 * * * *", "2024-03-14T00:10:00Z", "2024-03-14T01:00:00Z");
    }

    @Test
    void whatIsNoScheduleIsSaidByField() {
        for (String wrong : List.of(
                "* * * *",
                "60 * * * *",
                "* * 0 * *",
                "5/2 * * * *",
                "* * * * 7",
                "0 0 31 2 *",
                "a * * * *",
                "5-1 * * * *")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> ResyncSchedule.of(wrong), wrong);
            assertTrue(refused.getMessage().startsWith("ResyncSchedule"), refused.getMessage());
        }
    }

    private static void next(String cron, String now, String next) {
        assertEquals(
                Instant.parse(next),
                ResyncSchedule.of(cron).next(Instant.parse(now)).orElseThrow(),
                cron);
    }
}
