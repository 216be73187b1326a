package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.connector.spi.Target.TablePlan;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings that others obey reach those: from the task's document to the call. */
class SettingsInRunsTest extends RunFixture {

    @Test
    void sourceAndTargetAreToldWhatConcernsThem() {
        TableId orders = runs.given("orders", true, 3);
        HeardConnector source = new HeardConnector(runs.source);
        HeardConnector target = new HeardConnector(runs.target);
        Started run = runs.settings("""
                        {"FullLoadSettings":{"CommitRate":77,"TransactionConsistencyTimeout":78,"CreatePkAfterFullLoad":true},
                         "ChangeProcessingTuning":{"StatementCacheSize":79},
                         "ControlTablesSettings":{"ControlSchema":"c9","StatusTableEnabled":true}}""")
                .between(
                        new RunPlan.Side(source.connector(), Runs.endpoint("source")),
                        new RunPlan.Side(target.connector(), Runs.endpoint("target")))
                .start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.same(orders);
        run.stop();

        assertEquals(77, target.first("load", Integer.class));
        assertEquals(true, target.first("prepare", TablePlan.class).keyAfterLoad());
        assertEquals(
                Duration.ofSeconds(78),
                source.first("startCapture", CaptureRequest.class).patience());
        assertEquals(79, target.first("changes", ChangeSettings.class).statementCache());
        assertEquals("c9", target.first("changes", ChangeSettings.class).controlSchema());
        assertEquals("c9", target.first("controlTables", String.class));
    }

    @Test
    void tablesGoToTheTargetSchemaAndCharactersAreReplaced() {
        runs.given("orders", true, 2);
        Started run = runs.settings("""
                        {"TargetMetadata":{"TargetSchema":"t9"},
                         "CharacterSetSettings":{"CharacterReplacements":[
                           {"SourceCharacterCodePoint":"72","TargetCharacterCodePoint":"52"}]}}""").start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.source.database().transaction(tx -> tx.insert(Runs.table("orders"), 7L, "later", 1L));

        TableId moved = new TableId("t9", "orders");
        List<String> expected = List.of("[0, Row 0, 0]", "[1, Row 1, 1]", "[7, lateR, 1]");
        eventually(
                () -> runs.target.database().content(moved).toString(),
                () -> runs.target.database().content(moved).equals(expected));
        run.stop();
    }

    @Test
    void aSlotOfTheHistoryIsSoLong() {
        TableId orders = runs.given("orders", true, 2);
        Started run = runs.settings(
                        "{\"ControlTablesSettings\":{\"HistoryTableEnabled\":true,\"HistoryTimeslotInMinutes\":7}}")
                .start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(orders);
        run.stop();

        assertEquals(
                List.of("7"),
                new MemoryControl(runs.target.database())
                        .rows(ControlTables.HISTORY, Map.of()).stream()
                                .map(row -> row.get("timeslot_duration"))
                                .distinct()
                                .toList());
    }

    @Test
    void smallTransactionsAreGatheredUntilThereAreEnough() {
        TableId orders = runs.given("orders", true, 0);
        Started run = runs.type(CDC)
                .settings("{\"ChangeProcessingTuning\":{\"CommitTimeout\":3600,\"MinTransactionSize\":3}}")
                .start(Start.FRESH);
        run.expect(RunReport.Began.class);
        for (long id = 1; id <= 2; id++) {
            long next = id;
            runs.source.database().transaction(tx -> tx.insert(orders, next, "waits", 1L));
            eventually(
                    () -> "captured: " + run.view.meter().captured(),
                    () -> run.view.meter().captured().rows() == next);
        }
        assertEquals(0, runs.target.faults().passes(Point.BEFORE_COMMIT));

        runs.source.database().transaction(tx -> tx.insert(orders, 3L, "is the third", 1L));

        runs.same(orders);
        assertEquals(1, runs.target.faults().passes(Point.BEFORE_COMMIT));
        run.stop();
    }
}
