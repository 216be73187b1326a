package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a run writes about itself on its target. */
class ControlTablesTest extends RunFixture {

    private static final String ALL = "{\"ControlTablesSettings\":{\"StatusTableEnabled\":true,"
            + "\"HistoryTableEnabled\":true,\"SuspendedTablesTableEnabled\":true,"
            + "\"FullLoadExceptionTableEnabled\":true}";

    private static final String SUSPENDING = ALL + ",\"ErrorBehavior\":{\"ApplyErrorUpdatePolicy\":\"SUSPEND_TABLE\"}}";

    @Test
    void theStatusFollowsTheRunFromLoadToEnd() throws Exception {
        TableId orders = runs.given("orders", true, 30);
        CountDownLatch seen = new CountDownLatch(1);
        runs.target.faults().at(Point.FINISH_LOAD, () -> await(seen));

        Started run = runs.settings(ALL + "}").start(Start.FRESH);
        expectStatus("FULL LOAD");
        seen.countDown();
        run.expect(RunReport.LoadFinished.class);
        runs.opened(orders);
        expectStatus("CHANGE PROCESSING");
        run.stop();

        expectStatus("NOT RUNNING");
        assertEquals(1, rows(ControlTables.STATUS).size());
    }

    @Test
    void theHistoryHasASlotForTheLoadAndOneForTheChanges() {
        TableId orders = runs.given("orders", true, 30);
        Started run = runs.settings(ALL + "}").start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(orders);
        runs.source.database().transaction(tx -> tx.insert(orders, 100L, "new", 1L)); // beside that of the gate
        runs.same(orders);
        run.stop();

        List<Map<String, String>> slots = rows(ControlTables.HISTORY);
        assertEquals(
                List.of("30"),
                slots.stream()
                        .filter(slot -> slot.get("timeslot_type").equals("FULL LOAD"))
                        .map(slot -> slot.get("timeslot_records"))
                        .toList());
        assertTrue(
                slots.stream()
                        .anyMatch(slot -> slot.get("timeslot_type").equals("CHANGE PROCESSING")
                                && slot.get("timeslot_records").equals("2")),
                slots::toString);
    }

    @Test
    void aSuspendedTableHasARowUntilItIsLoadedAgain() {
        TableId orders = runs.given("orders", true, 3);
        Started run = runs.settings(SUSPENDING).start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(orders);
        missingUpdate(orders);
        run.expect(RunReport.TableSuspended.class);

        eventually(
                () -> rows(ControlTables.SUSPENDED_TABLES).toString(),
                () -> rows(ControlTables.SUSPENDED_TABLES).size() == 1);
        assertEquals("orders", rows(ControlTables.SUSPENDED_TABLES).get(0).get("table_name"));
        assertEquals(
                "NO_ROW_TO_UPDATE", rows(ControlTables.SUSPENDED_TABLES).get(0).get("suspend_reason"));
        run.stop();

        Started again = runs.start(Start.RELOAD);
        again.expect(RunReport.LoadFinished.class);
        runs.opened(orders);
        eventually(
                () -> rows(ControlTables.SUSPENDED_TABLES).toString(),
                () -> rows(ControlTables.SUSPENDED_TABLES).isEmpty());
        again.stop();
    }

    @Test
    void rowsThatALoadLeavesOutHaveATableOfTheirOwnWhenAsked() {
        TableId orders = runs.given("orders", true, 3);
        runs.source.database().transaction(tx -> tx.insert(orders, 99L, "a text that is too long for it", 1L));
        Started run = runs.settings(ALL + "}").start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(orders);
        runs.source.database().transaction(tx -> tx.insert(orders, 98L, "another text that is too long", 1L));

        eventually(() -> "exceptions: " + runs.exceptions(), () -> runs.exceptions() == 1);
        run.stop();
        assertEquals(1, rows(ControlTables.FULL_LOAD_EXCEPTIONS).size());
        assertEquals(
                "value too long",
                rows(ControlTables.FULL_LOAD_EXCEPTIONS).get(0).get("ERROR"));
    }

    @Test
    void rowsNameTheReplicationInstanceAndWithoutOneTheTask() {
        TableId orders = runs.given("orders", true, 3);
        Started run = runs.on("my-instance").settings(SUSPENDING).start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(orders);
        missingUpdate(orders);
        run.expect(RunReport.TableSuspended.class);
        suspendedOn("my-instance");
        run.stop();
        assertEquals(List.of("my-instance"), servers(ControlTables.STATUS));
        assertTrue(servers(ControlTables.HISTORY).contains("my-instance"));

        Started moved = runs.on("").start(Start.RESUME);
        moved.expect(RunReport.Began.class);

        suspendedOn("T");
        moved.stop();
        assertEquals(List.of("T"), servers(ControlTables.STATUS));
        assertTrue(servers(ControlTables.HISTORY).contains("my-instance"), "history stays");
    }

    private void suspendedOn(String server) {
        eventually(
                () -> rows(ControlTables.SUSPENDED_TABLES).toString(),
                () -> servers(ControlTables.SUSPENDED_TABLES).equals(List.of(server)));
    }

    private List<String> servers(ControlTable table) {
        return rows(table).stream().map(row -> row.get("server_name")).toList();
    }

    @Test
    void aTaskThatOnlyLoadsHasNone() {
        runs.given("orders", true, 3);
        runs.type(FULL_LOAD).settings(ALL + "}").start(Start.FRESH).expect(RunReport.Stopped.class);
        assertFalse(runs.target.database().has(MemoryControl.id(ControlTables.STATUS)));
        assertFalse(runs.target.database().has(MemoryTarget.EXCEPTIONS));
    }

    private List<Map<String, String>> rows(ControlTable table) {
        return new MemoryControl(runs.target.database()).rows(table, Map.of());
    }

    private void expectStatus(String status) {
        eventually(
                () -> rows(ControlTables.STATUS).toString(),
                () -> rows(ControlTables.STATUS).stream()
                        .anyMatch(row -> row.get("task_status").equals(status)));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
