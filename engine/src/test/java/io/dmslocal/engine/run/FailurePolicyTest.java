package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.failure.FailurePolicy;
import io.dmslocal.engine.run.failure.Retries;
import io.dmslocal.engine.settings.ErrorBehavior;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.engine.vectors.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
        Vectors.check("error_policies", c -> {
            c.isRead("event errorBehavior", "task table tablesErrored row exceptionsTable logged waits then");
            check(c.given(), c.expect());
        });
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
            assertTrue(waits.size() <= 1_000, "it never gives up: " + behavior);
            retries = retries.next();
        }
        assertEquals(expected, waits);
        assertTrue(
                expect.path("then").asText("failed").startsWith("failed"),
                expect.path("then").asText());
    }

    /** Lets it happen in a run. */
    private static void whole(Runs runs, String event, JsonNode expect) {
        if (event.contains("matches nothing")) {
            Started run = runs.start(Start.FRESH);
            if (expect.path("task").asText().equals("failed")) {
                run.expect(RunReport.Failed.class);
            } else {
                run.expect(RunReport.LoadFinished.class);
                assertEquals(StopReason.NORMAL, run.stop());
            }
            return;
        }
        TableId table = runs.given("t", true, 3);
        ChangesOfEvent changes = ChangesOfEvent.of(event);
        CompletableFuture<Started> begun = new CompletableFuture<>();
        if (event.contains("cached")) {
            Runnable change = changes.once(runs, table);
            runs.source.faults().at(Faults.Point.READ_ROWS, () -> {
                change.run();
                eventually(
                        "it is not cached",
                        () -> begun.join().view.meter().captured().rows() > 0);
            });
        }
        Started run = runs.start(Start.FRESH);
        begun.complete(run);
        if (event.contains("cached")) {
            outcome(runs, run, table, expect);
            return;
        }
        run.expect(RunReport.LoadFinished.class);
        runs.opened(table);
        changes.once(runs, table).run();
        outcome(runs, run, table, expect);
    }

    private static void outcome(Runs runs, Started run, TableId table, JsonNode expect) {
        if (expect.path("task").asText().equals("failed")) {
            assertTrue(run.expect(RunReport.Failed.class).message().contains("FATAL_ERROR"));
            exceptions(runs, expect);
            return;
        }
        if (expect.path("table").asText().equals("Table error")) {
            run.expect(RunReport.TableSuspended.class);
            assertEquals("Table error", run.statistics(table).state());
            assertEquals(expect.path("tablesErrored").asInt(1), run.statistics().errored());
            exceptions(runs, expect);
            assertEquals(StopReason.NORMAL, run.stop());
            return;
        }
        runs.source.database().transaction(tx -> tx.insert(table, 777L, "marker", 7L));
        Eventually.eventually(
                () -> "the marker never came",
                () -> runs.target.database().content(table).contains("[777, marker, 7]"));
        exceptions(runs, expect);
        assertEquals("running", expect.path("task").asText());
        runs.expectState(run, table, expect.path("table").asText("Table completed"));
        assertEquals(expect.path("tablesErrored").asInt(0), run.statistics().errored());
        row(expect.path("row").asText(), runs.target.database().content(table));
        assertEquals(StopReason.NORMAL, run.stop());
    }

    private static void exceptions(Runs runs, JsonNode expect) {
        boolean settled = List.of("ignored", "inserted", "target row updated")
                .contains(expect.path("row").asText());
        if (settled || expect.has("exceptionsTable")) {
            int exceptions = expect.path("exceptionsTable").asInt(0);
            Eventually.eventually(() -> "exceptions: " + runs.exceptions(), () -> runs.exceptions() == exceptions);
        }
        if (expect.has("logged")) { // what is written into the exceptions is what is logged
            assertEquals(expect.get("logged").asBoolean(), runs.exceptions() > 0);
        }
    }

    /** What became of the row that the event is about; the target had rows 0 to 2. */
    private static void row(String expected, List<String> content) {
        boolean asItWas = content.contains("[1, row 1, 1]") && content.stream().noneMatch(r -> r.startsWith("[55,"));
        switch (expected) {
            case "target row updated" -> assertTrue(content.contains("[1, other, 9]"), content.toString());
            case "inserted" -> assertTrue(content.contains("[55, other, 9]"), content.toString());
            case "skipped", "ignored" -> assertTrue(asItWas, content.toString());
            case "" -> {}
            default -> throw new AssertionError("no such end of a row: " + expected);
        }
    }

    private static ErrorBehavior behavior(String json) {
        return TaskSettings.parse(TaskSettings.complete("{\"ErrorBehavior\":" + json + "}", "full-load-and-cdc")
                        .value()
                        .orElseThrow())
                .errorBehavior();
    }
}
