package io.dmslocal.engine.run;

import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows of awsdms_txn_state a run takes for those of the task's last one. */
class LastServerTest {

    private static final String SETTINGS = "{\"TargetMetadata\":{\"TaskRecoveryTableEnabled\":true},"
            + "\"ErrorBehavior\":{\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}}";

    @TempDir
    Path spill;

    /** Rows named the task once, then the instance; only later did checkpoints say which. The table has no key: what is repeated is there twice. */
    @ParameterizedTest
    @ValueSource(strings = {"T", "one"})
    void aCheckpointThatNamesNoServerRepeatsNothing(String inTheRow) {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            Started run = runs.on("one").type(CDC).settings(SETTINGS).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.target
                    .faults()
                    .at(
                            Point.AFTER_COMMIT,
                            () -> { // the checkpoint stays behind the target
                                throw ConnectorException.recoverable("the answer to the commit was lost", null);
                            });
            runs.source.database().transaction(tx -> tx.insert(notes, 1L, "first", 1L));
            runs.same(notes);
            run.stop();
            runs.target.faults().never(Point.AFTER_COMMIT);
            isOfAnEarlierVersion(runs, inTheRow);

            run = runs.start(Start.RESUME);
            run.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> tx.insert(notes, 2L, "second", 1L));

            runs.opened(notes);
            runs.same(notes);
            assertEquals(Set.of("one"), servers(runs));
            run.stop();
        }
    }

    @Test
    void aNewTaskLeavesTheRowOfAServerlessNamesakeAlone() {
        try (Runs runs = new Runs(spill);
                Runs namesake = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            namesake.given("other", false, 0);
            Started serverless = runs.type(CDC).settings(SETTINGS).start(Start.FRESH);
            serverless.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> tx.insert(notes, 1L, "first", 1L));
            runs.same(notes);
            assertEquals(Set.of("T"), servers(runs));

            Started run =
                    namesake.onto(runs).on("one").type(CDC).settings(SETTINGS).start(Start.FRESH);
            run.expect(RunReport.Began.class);

            assertEquals(Set.of("T"), servers(runs));
            run.stop();
            serverless.stop();
        }
    }

    private static void isOfAnEarlierVersion(Runs runs, String server) {
        var checkpoint = runs.checkpoints.open(Runs.TASK);
        String run = checkpoint.load("run").orElseThrow();
        checkpoint.save(Map.of("run", run.replace(",\"server\":\"one\"", "")));
        MemoryControl control = new MemoryControl(runs.target.database());
        Map<String, Object> row =
                new HashMap<>(control.rows(ControlTables.TXN_STATE, Map.of()).get(0));
        control.remove(ControlTables.TXN_STATE, Map.of());
        row.put("SERVER_NAME", server);
        control.put(ControlTables.TXN_STATE, List.of(row));
    }

    private static Set<String> servers(Runs runs) {
        return new MemoryControl(runs.target.database())
                .rows(ControlTables.TXN_STATE, Map.of()).stream()
                        .map(row -> row.get("SERVER_NAME"))
                        .collect(Collectors.toSet());
    }
}
