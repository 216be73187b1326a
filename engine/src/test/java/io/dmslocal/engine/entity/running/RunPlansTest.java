package io.dmslocal.engine.entity.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.LogLines;
import io.dmslocal.engine.run.MemoryCheckpoints;
import io.dmslocal.engine.run.MemoryConnector;
import io.dmslocal.engine.run.MeteredRuns;
import io.dmslocal.engine.run.RunPlan;
import io.dmslocal.engine.run.log.TaskLogs;
import io.dmslocal.engine.settings.TaskSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run that begins makes of its documents. */
class RunPlansTest {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:task:OLD";

    @TempDir
    Path folder;

    private final LogLines lines = LogLines.ofNode();

    @AfterEach
    void leave() {
        lines.close();
    }

    private Outcome<RunPlan> plan(String mappings) {
        return plan(mappings, Runnable::run).join();
    }

    private CompletableFuture<Outcome<RunPlan>> plan(String mappings, Executor blocking) {
        RunWorld world = new RunWorld(
                arn -> CompletableFuture.completedFuture(Outcome.done(RunningFixture.endpoint(arn))),
                new Connectors(List.of(new MemoryConnector("postgres"), new MemoryConnector("mysql"))),
                new MemoryCheckpoints(),
                folder,
                new TaskLogs(folder),
                arn -> CompletableFuture.completedFuture(Optional.empty()),
                new MeteredRuns(),
                RunPlan.EXPRESSION_DEADLINE,
                Duration.ofSeconds(5),
                Optional.empty(),
                left -> CompletableFuture.completedFuture(null));
        RunOrder order = new RunOrder(
                ARN,
                "",
                "source",
                "target",
                "full-load",
                TaskSettings.complete("{}", "full-load").value().orElseThrow(),
                mappings,
                Optional.empty(),
                "",
                "",
                1,
                "start-replication",
                List.of());
        return new RunPlans(world, blocking).plan(order).toCompletableFuture();
    }

    private List<String> warnings() {
        return lines.taken().stream()
                .filter(line -> line.contains("table mappings") || line.contains("expression"))
                .toList();
    }

    @Test
    void eachMemberThatAnEarlierVersionPassedOverIsWarnedOf() {
        Outcome<RunPlan> plan = plan("""
                {"rules":[
                  {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include","filtres":[],
                   "load_order":1,"object-locator":{"schema-name":"shop","table-name":"%"}},
                  {"rule-type":"selection","rule-id":"2","rule-name":"2","rule-action":"exclude",
                   "object-locator":{"schema-name":"shop","table-name":"x","table-tpye":"all"}}]}
                """);

        assertEquals(2, plan.value().orElseThrow().mappings().selections().size());
        List<String> warnings = warnings();
        assertEquals(3, warnings.size(), warnings::toString);
        for (String member : List.of("filters", "load-order", "object-locator.table-type")) {
            assertEquals(
                    1,
                    warnings.stream()
                            .filter(line -> line.contains("did you mean " + member + "?"))
                            .count(),
                    warnings::toString);
        }
        assertTrue(
                warnings.get(0).contains("A member of the table mappings is passed over. Error in mapping rules. Rule"),
                warnings.get(0));
    }

    @Test
    void anExpressionThatMayHaveNoValueIsWarnedOf() {
        plan("""
                {"rules":[
                  {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                   "object-locator":{"schema-name":"shop","table-name":"%"}},
                  {"rule-type":"transformation","rule-id":"7","rule-name":"7","rule-target":"column",
                   "rule-action":"add-column","value":"v","data-type":{"type":"string"},
                   "object-locator":{"schema-name":"shop","table-name":"%"},
                   "expression":"CASE WHEN $a = 5 THEN 1 ELSE json('x') END"}]}
                """);

        List<String> warnings = warnings();
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("ruleId = 7 may have no value for any row"), warnings.get(0));
    }

    @Test
    void whatMayTakeTimeIsWorkedOutOnAThreadThatMayBlock() {
        Queue<Runnable> later = new ArrayDeque<>();
        CompletableFuture<Outcome<RunPlan>> plan = plan(RunningFixture.SELECTION, later::add);

        assertFalse(plan.isDone());
        later.remove().run();

        assertTrue(plan.join().value().isPresent());
    }

    @Test
    void nothingIsSaidOfADocumentThatIsAsItShouldBe() {
        plan(RunningFixture.SELECTION);

        assertEquals(List.of(), warnings());
    }
}
