package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Single tables that are loaded once more while the run goes on. */
class ReloadsTest extends RunFixture {

    private TableId orders;
    private TableId notes;

    @BeforeEach
    void open() {
        orders = runs.given("orders", true, 40);
        notes = runs.given("notes", true, 40);
    }

    @Test
    void aReloadedTableIsAsItsSourceAgainAndTheOthersAreFollowedOn() {
        Started run = runs.start(Start.FRESH);
        runs.opened(orders, notes);
        long loaded = run.statistics(notes).loaded().rows();
        runs.target.database().transaction(tx -> tx.delete(orders, 7L));

        run.run.tell(new TaskRun.Reload(Set.of(orders)));
        runs.source.database().transaction(tx -> {
            tx.insert(orders, 1_000L, "meanwhile", 1L);
            tx.update(notes, 3L, 3L, "changed", 3L);
        });

        assertEquals(List.of(orders), run.expect(RunReport.ReloadBegun.class).tables());
        runs.same(orders, notes);
        runs.expectState(run, orders, "Table completed");
        assertTrue(run.statistics(orders).reloaded());
        assertFalse(run.statistics(notes).reloaded());
        assertEquals(loaded, run.statistics(notes).loaded().rows());
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void changesDuringTheReloadWaitAndAreAppliedAfterIt() {
        Started run = runs.start(Start.FRESH);
        runs.opened(orders, notes);
        AtomicBoolean first = new AtomicBoolean(true);
        runs.target.faults().at(Point.WRITE_ROWS, () -> {
            if (first.getAndSet(false)) {
                runs.source.database().transaction(tx -> {
                    tx.update(orders, 5L, 5L, "late", 5L);
                    tx.delete(orders, 6L);
                });
            }
        });

        run.run.tell(new TaskRun.Reload(Set.of(orders)));

        eventually(() -> "the reload has not begun", () -> !first.get());
        runs.same(orders, notes);
        run.stop();
    }

    @Test
    void aReloadThatIsAskedForDuringALoadComesAfterIt() {
        AtomicBoolean asked = new AtomicBoolean();
        AtomicBoolean ready = new AtomicBoolean();
        runs.source.faults().at(Point.READ_ROWS, () -> {
            if (!asked.getAndSet(true)) {
                eventually(() -> "the test is ready", ready::get);
            }
        });
        Started run = runs.type(MigrationType.FULL_LOAD).start(Start.FRESH);
        run.expect(RunReport.Began.class);

        run.run.tell(new TaskRun.Reload(Set.of(notes)));
        ready.set(true);

        assertEquals(
                StopReason.FULL_LOAD_ONLY_FINISHED,
                run.expect(RunReport.Stopped.class).reason());
        assertTrue(Runs.of(runs.saved(), notes).reloaded());
        assertFalse(Runs.of(runs.saved(), orders).reloaded());
        runs.same(orders, notes);
    }

    @Nested
    class WhileAFullLoadCloses {

        private final CompletableFuture<Void> closing = new CompletableFuture<>();
        private final CompletableFuture<Void> maySave = new CompletableFuture<>();

        private Started closing() {
            runs.checkpoints.beforeSave(documents -> {
                if (documents.keySet().equals(Set.of("statistics"))) { // the last of a session
                    closing.complete(null);
                    maySave.join();
                }
            });
            Started run = runs.type(MigrationType.FULL_LOAD).start(Start.FRESH);
            closing.orTimeout(30, TimeUnit.SECONDS).join();
            return run;
        }

        @Test
        void aReloadIsDoneBeforeTheRunEnds() {
            Started run = closing();
            runs.target.database().transaction(tx -> tx.delete(orders, 7L));

            run.run.tell(new TaskRun.Reload(Set.of(orders)));
            maySave.complete(null);

            assertEquals(
                    List.of(orders), run.expect(RunReport.ReloadBegun.class).tables());
            assertEquals(
                    StopReason.FULL_LOAD_ONLY_FINISHED,
                    run.expect(RunReport.Stopped.class).reason());
            assertTrue(Runs.of(runs.saved(), orders).reloaded());
            runs.same(orders, notes);
        }

        @Test
        void aStopAfterItEndsTheRunAndNothingIsLoaded() {
            Started run = closing();

            run.run.tell(new TaskRun.Reload(Set.of(orders)));
            run.run.tell(new TaskRun.Stop());
            maySave.complete(null);

            assertEquals(StopReason.NORMAL, run.expect(RunReport.Stopped.class).reason());
            assertFalse(Runs.of(runs.saved(), orders).reloaded());
        }
    }
}
