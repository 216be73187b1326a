package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.settings.ErrorBehavior;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.vectors.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailurePolicyTest {

    @TempDir
    Path spill;

    @Test
    void anEscalationNeverMakesAnErrorMilder() {
        FailurePolicy policy = new FailurePolicy(
                behavior("{\"ApplyErrorInsertPolicy\":\"STOP_TASK\",\"ApplyErrorEscalationCount\":1}"));

        assertEquals(
                FailurePolicy.Step.STOP_TASK,
                policy.onRejected(io.dmslocal.engine.record.Rejected.Cause.DUPLICATE_KEY, 1)
                        .step());
    }

    @Test
    void withoutThrottlingThePauseStaysAndTheCountEndsIt() {
        Retries retries = Retries.none(behavior("{\"RecoverableErrorCount\":2,\"RecoverableErrorThrottling\":false,"
                + "\"RecoverableErrorInterval\":7}"));

        assertEquals(Optional.of(Duration.ofSeconds(7)), retries.pause());
        assertEquals(Optional.of(Duration.ofSeconds(7)), retries.next().pause());
        assertEquals(Optional.empty(), retries.next().next().pause());
    }

    @Test
    void vectors() {
        Vectors.check("error_policies", c -> check(c.given(), c.expect()));
    }

    private void check(JsonNode given, JsonNode expect) {
        String behavior = given.path("errorBehavior").toString();
        String event = given.path("event").asText();
        if (event.equals("source unreachable")) {
            waits(behavior, expect);
            return;
        }
        try (Runs runs = new Runs(spill)) {
            runs.settings("{\"ErrorBehavior\":" + behavior + "}");
            whole(runs, event, expect);
        }
    }

    private static void waits(String behavior, JsonNode expect) {
        List<Integer> expected = new ArrayList<>();
        expect.path("waits").forEach(w -> expected.add(w.asInt()));
        List<Integer> waits = new ArrayList<>();
        Retries retries = Retries.none(behavior(behavior));
        for (Optional<Duration> pause = retries.pause(); pause.isPresent(); pause = retries.pause()) {
            waits.add((int) pause.get().toSeconds());
            retries = retries.next();
        }
        assertEquals(expected, waits);
    }

    /** Lets it happen in a run. */
    private static void whole(Runs runs, String event, JsonNode expect) {
        if (event.contains("matches nothing")) {
            assertEquals("failed", expect.path("task").asText());
            runs.start(Start.FRESH).expect(RunReport.Failed.class);
            return;
        }
        TableId table = runs.given("t", true, 3);
        ChangesOfEvent changes = ChangesOfEvent.of(event);
        if (event.contains("cached")) {
            runs.source.faults().at(Faults.Point.READ_ROWS, changes.once(runs, table));
        }
        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(table);
        if (!event.contains("cached")) {
            changes.once(runs, table).run();
        }
        outcome(runs, run, table, expect);
    }

    private static void outcome(Runs runs, Started run, TableId table, JsonNode expect) {
        if (expect.path("task").asText().equals("failed")) {
            assertTrue(run.expect(RunReport.Failed.class).message().contains("FATAL_ERROR"));
            return;
        }
        if (expect.path("table").asText().equals("Table error")) {
            run.expect(RunReport.TableSuspended.class);
            assertEquals("Table error", run.statistics(table).state());
            assertEquals(expect.path("tablesErrored").asInt(1), run.statistics().errored());
            return;
        }
        TableId marker = table;
        runs.source.database().transaction(tx -> tx.insert(marker, 777L, "marker", 7L));
        Eventually.eventually(
                () -> "the marker never came",
                () -> runs.target.database().content(table).contains("[777, marker, 7]"));
        Eventually.eventually(
                () -> "exceptions: " + runs.exceptions(),
                () -> runs.exceptions() == expect.path("exceptionsTable").asInt(0));
        assertEquals("Table completed", run.statistics(table).state());
        String row = expect.path("row").asText();
        List<String> content = runs.target.database().content(table);
        if (row.equals("target row updated")) {
            assertTrue(content.contains("[1, other, 9]"), content.toString());
        } else if (row.equals("inserted")) {
            assertTrue(content.contains("[55, other, 9]"), content.toString());
        } else if (row.equals("skipped")) {
            assertTrue(content.contains("[1, row 1, 1]"), content.toString());
        }
    }

    private static ErrorBehavior behavior(String json) {
        return TaskSettings.parse(TaskSettings.complete("{\"ErrorBehavior\":" + json + "}", "full-load-and-cdc")
                        .value()
                        .orElseThrow())
                .errorBehavior();
    }
}
