package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.checkpoint.SavedRun;
import io.dmslocal.engine.run.statistics.TableStatistics;
import org.junit.jupiter.api.Test;

/** Rows that a load leaves out, and tables that it does not take. */
class RefusedRowsTest extends RunFixture {

    @Test
    void theyAreExceptionsOfATaskWithChanges() {
        TableId orders = withBadRows(3);

        Started run = runs.start(Start.FRESH);

        run.expect(RunReport.LoadFinished.class);
        eventually(() -> "exceptions: " + runs.exceptions(), () -> runs.exceptions() == 3);
        assertEquals(3, run.statistics(orders).loaded().errorRows());
        assertEquals(10, run.statistics(orders).loaded().rows());
        run.stop();
        assertEquals(3, runs.exceptions());
    }

    @Test
    void theyAreLeftOutInSilenceWhenAsked() {
        TableId orders = withBadRows(3);

        Started run = runs.settings("{\"ErrorBehavior\":{\"DataErrorPolicy\":\"IGNORE_RECORD\"}}")
                .start(Start.FRESH);

        run.expect(RunReport.LoadFinished.class);
        run.stop();
        assertEquals(0, runs.exceptions());
        assertEquals(3, Runs.of(runs.saved(), orders).loaded().errorRows());
    }

    @Test
    void theOneThatStopsTheTaskIsAnExceptionToo() {
        withBadRows(1);

        RunReport.Failed failed = runs.settings("{\"ErrorBehavior\":{\"DataErrorPolicy\":\"STOP_TASK\"}}")
                .start(Start.FRESH)
                .expect(RunReport.Failed.class);

        assertEquals(1, runs.exceptions());
        String reason = "Table shop.orders: the row with id = 100 was refused (DATA): value too long";
        assertTrue(failed.message().contains(reason), failed.message());
    }

    @Test
    void theChangeThatStopsTheTaskIsNamedByItsKey() {
        TableId orders = runs.given("orders", true, 10);
        Started run = runs.settings("{\"ErrorBehavior\":{\"DataErrorPolicy\":\"STOP_TASK\"}}")
                .start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(orders);

        runs.source.database().transaction(tx -> tx.insert(orders, 102L, "a text that is too long for it", 1L));

        String message = run.expect(RunReport.Failed.class).message();
        assertTrue(
                message.contains(
                        "Table shop.orders: INSERT of the row with id = 102 was refused by the target (DATA): "),
                message);
        assertFalse(message.contains("a text that is too long for it"), message);
        assertTrue(
                SavedRun.reasons(runs.checkpoints, Runs.TASK).failures().stream()
                        .flatMap(group -> group.examples().stream())
                        .anyMatch(example -> example.key().equals("id = 102")),
                "whoever asks why is told the key, too");
    }

    @Test
    void aTableThatIsSuspendedByThemCountsThem() {
        TableId orders = withBadRows(5);

        Started run = runs.settings("{\"ErrorBehavior\":{\"DataErrorEscalationCount\":4}}")
                .start(Start.FRESH);

        run.expect(RunReport.TableSuspended.class);
        assertEquals(4, run.statistics(orders).loaded().errorRows());
    }

    @Test
    void aTaskThatOnlyLoadsHasNoExceptions() {
        TableId orders = withBadRows(3);

        runs.type(FULL_LOAD).start(Start.FRESH).expect(RunReport.Stopped.class);

        assertEquals(0, runs.exceptions());
        assertEquals(3, Runs.of(runs.saved(), orders).loaded().errorRows());
    }

    @Test
    void changesThatAreLeftOutAreCapturedAndNotApplied() {
        TableId orders = runs.given("orders", true, 10);
        Started run = runs.settings("{\"ErrorBehavior\":{\"DataErrorPolicy\":\"SUSPEND_TABLE\"}}")
                .start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(orders);

        runs.source.database().transaction(tx -> {
            tx.insert(orders, 101L, "good", 1L);
            tx.insert(orders, 102L, "a text that is too long for it", 1L);
            tx.insert(orders, 103L, "comes after", 1L);
            tx.update(orders, 1L, 1L, "comes after too", 1L);
        });

        run.expect(RunReport.TableSuspended.class);
        eventually("the transaction is not committed", () -> run.statistics().changes() == 1 + 4);
        run.stop();
        TableStatistics counted = Runs.of(runs.saved(), orders);
        assertEquals(1 + 3, counted.captured().inserts(), "the gate's row, and three");
        assertEquals(1, counted.captured().updates());
        assertEquals(1 + 1, counted.applied().inserts(), "the gate's row, and one");
        assertEquals(0, counted.applied().updates());
    }

    @Test
    void twoTablesThatWouldBecomeOneAreRefusedByName() {
        runs.given("orders_a", true, 1);
        runs.given("orders_b", true, 1);

        RunReport.Failed failed = runs.mappings("""
                        {"rules":[
                          {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                           "object-locator":{"schema-name":"shop","table-name":"%"}},
                          {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-target":"table",
                           "object-locator":{"schema-name":"shop","table-name":"%"},
                           "rule-action":"rename","value":"orders"}]}
                        """).start(Start.FRESH).expect(RunReport.Failed.class);

        assertEquals(StopReason.FATAL_ERROR, failed.reason());
        assertTrue(
                failed.message().contains("shop.orders_a and shop.orders_b would both become shop.orders")
                        || failed.message().contains("shop.orders_b and shop.orders_a would both become shop.orders"),
                failed.message());
    }

    @Test
    void aTableIsNotCopiedOntoItself() {
        runs.given("orders", true, 1);

        RunReport.Failed failed = runs.ontoItself().start(Start.FRESH).expect(RunReport.Failed.class);

        assertEquals(StopReason.FATAL_ERROR, failed.reason());
        assertTrue(failed.message().contains("shop.orders would be copied onto itself"), failed.message());
    }

    private TableId withBadRows(int bad) {
        TableId orders = runs.given("orders", true, 10);
        runs.source.database().transaction(tx -> {
            for (long i = 0; i < bad; i++) {
                tx.insert(orders, 100 + i, "a text that is too long for it", 1L);
            }
        });
        return orders;
    }
}
