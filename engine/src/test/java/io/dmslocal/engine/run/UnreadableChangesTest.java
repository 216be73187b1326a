package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A change whose value its DMS type cannot hold is an error of the data: DataErrorPolicy decides, and nothing is lost in silence. */
class UnreadableChangesTest extends RunFixture {

    @Test
    void itIsKeptAsAnExceptionAndTheRestOfItsTransactionIsApplied() {
        TableId orders = runs.given("orders", true, 3);
        Started run = replicating("{}", orders);

        runs.source.database().transaction(tx -> {
            tx.insert(orders, 80L, "before", 8L);
            tx.unreadable(orders, Operation.UPDATE);
            tx.insert(orders, 81L, "behind", 8L);
        });

        runs.same(orders);
        eventually(() -> "exceptions: " + runs.exceptions(), () -> runs.exceptions() == 1);
        eventually(
                () -> run.statistics(orders).toString(),
                () -> run.statistics(orders).captured().updates() == 1
                        && run.statistics(orders).applied().updates() == 0);
    }

    @Test
    void noCheckpointFallsBetweenItAndTheEndOfItsTransaction() {
        TableId orders = runs.given("orders", true, 3);
        Started run = replicating("{}", orders);
        int commits = runs.target.faults().passes(Point.BEFORE_COMMIT);

        runs.source.database().transaction(tx -> {
            tx.insert(orders, 80L, "before", 8L);
            tx.unreadable(orders, Operation.UPDATE);
            for (long i = 100; i < 20_000; i++) {
                tx.insert(orders, i, "behind", i);
            }
        });

        runs.same(orders);
        assertEquals(1, runs.target.faults().passes(Point.BEFORE_COMMIT) - commits);
        run.stop();
    }

    @Test
    void itSuspendsTheTableWhenAsked() {
        TableId orders = runs.given("orders", true, 3);
        Started run = replicating("{\"ErrorBehavior\":{\"DataErrorPolicy\":\"SUSPEND_TABLE\"}}", orders);

        runs.source.database().transaction(tx -> tx.unreadable(orders, Operation.INSERT));

        assertEquals(orders, run.expect(RunReport.TableSuspended.class).table());
        runs.expectState(run, orders, "Table error");
    }

    @Test
    void itStopsTheTaskWhenAsked() {
        TableId orders = runs.given("orders", true, 3);
        Started run = replicating("{\"ErrorBehavior\":{\"DataErrorPolicy\":\"STOP_TASK\"}}", orders);

        runs.source.database().transaction(tx -> tx.unreadable(orders, Operation.INSERT));

        RunReport.Failed failed = run.expect(RunReport.Failed.class);
        assertEquals(StopReason.FATAL_ERROR, failed.reason());
        assertTrue(failed.message().contains("INSERT cannot be read from the source (DATA)"), failed.message());
        assertEquals(1, runs.exceptions());
    }

    @Test
    void manyOfThemEscalate() {
        TableId orders = runs.given("orders", true, 3);
        Started run = replicating("{\"ErrorBehavior\":{\"DataErrorEscalationCount\":2}}", orders);

        runs.source.database().transaction(tx -> tx.unreadable(orders, Operation.INSERT));
        runs.source.database().transaction(tx -> tx.unreadable(orders, Operation.INSERT));

        assertEquals(orders, run.expect(RunReport.TableSuspended.class).table());
    }

    @Test
    void itWaitsBehindTheGateLikeItsNeighbours() {
        assertIsKeptAfterTheLoad("{}");
    }

    @Test
    void itWaitsOnDiskToo() {
        assertIsKeptAfterTheLoad("{\"ChangeProcessingTuning\":{\"MemoryLimitTotal\":0}}");
    }

    private void assertIsKeptAfterTheLoad(String settings) {
        TableId orders = runs.given("orders", true, 30);
        AtomicBoolean done = new AtomicBoolean();
        runs.source.faults().at(Point.READ_ROWS, () -> {
            if (!done.getAndSet(true)) {
                runs.source.database().transaction(tx -> {
                    tx.insert(orders, 80L, "before", 8L);
                    tx.unreadable(orders, Operation.DELETE);
                    tx.insert(orders, 81L, "behind", 8L);
                });
            }
        });

        Started run = runs.settings(settings).start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);

        runs.same(orders);
        eventually(() -> "exceptions: " + runs.exceptions(), () -> runs.exceptions() == 1);
        assertEquals(1, run.statistics(orders).captured().deletes());
    }

    private Started replicating(String settings, TableId table) {
        Started run = runs.settings(settings).start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        runs.opened(table);
        return run;
    }
}
