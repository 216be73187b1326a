package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.statistics.TableStatistics;
import io.dmslocal.engine.settings.CdcStart;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRunTest extends RunFixture {

    @Nested
    class FullLoad {

        @Test
        void loadsEveryTableAndStops() {
            TableId orders = runs.given("orders", true, 95);
            TableId notes = runs.given("notes", false, 12);

            Started run = runs.type(FULL_LOAD).start(Start.FRESH);

            assertEquals(2, run.expect(RunReport.Began.class).tables());
            run.expect(RunReport.LoadFinished.class);
            assertEquals(
                    StopReason.FULL_LOAD_ONLY_FINISHED,
                    run.expect(RunReport.Stopped.class).reason());
            runs.same(orders, notes);
            TableStatistics kept = Runs.of(runs.saved(), orders);
            assertEquals("Table completed", kept.state());
            assertEquals(95, kept.loaded().rows());
            assertEquals(100, runs.saved().progressPercent());
            assertEquals(2, runs.saved().loaded());
        }

        @Test
        void loadsNoMoreTablesAtOnceThanAsked() {
            for (int i = 0; i < 6; i++) {
                runs.given("t" + i, true, 30);
            }
            AtomicInteger open = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            runs.target.faults().at(Point.PREPARE, () -> most.accumulateAndGet(open.incrementAndGet(), Math::max));
            runs.target.faults().at(Point.FINISH_LOAD, open::decrementAndGet);

            runs.type(FULL_LOAD)
                    .settings("{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":2}}")
                    .start(Start.FRESH)
                    .expect(RunReport.Stopped.class);

            assertTrue(most.get() <= 2, "at once: " + most);
        }

        @Test
        void aRowThatTheTargetRefusesIsCountedAndLeftOut() {
            TableId orders = runs.given("orders", true, 10);
            runs.source.database().transaction(tx -> tx.insert(orders, 99L, "a text that is too long for it", 1L));

            runs.type(FULL_LOAD).start(Start.FRESH).expect(RunReport.Stopped.class);

            assertEquals(10, Runs.of(runs.saved(), orders).loaded().rows());
            assertEquals(1, Runs.of(runs.saved(), orders).loaded().errorRows());
        }

        @Test
        void aTableWithTooManyBadRowsIsSuspendedAndTheOthersGoOn() {
            TableId bad = runs.given("bad", true, 0);
            TableId good = runs.given("good", true, 25);
            runs.source.database().transaction(tx -> {
                for (long i = 0; i < 5; i++) {
                    tx.insert(bad, i, "a text that is too long for it", 1L);
                }
            });

            Started run = runs.type(FULL_LOAD)
                    .settings("{\"ErrorBehavior\":{\"DataErrorEscalationCount\":3}}")
                    .start(Start.FRESH);

            assertEquals(bad, run.expect(RunReport.TableSuspended.class).table());
            assertEquals(
                    StopReason.FULL_LOAD_ONLY_FINISHED,
                    run.expect(RunReport.Stopped.class).reason());
            assertEquals("Table error", Runs.of(runs.saved(), bad).state());
            assertEquals(1, runs.saved().errored());
            runs.same(good);
        }

        @Test
        void stopTaskEndsTheRunWithTheReason() {
            TableId bad = runs.given("bad", true, 3);
            runs.source.database().transaction(tx -> tx.insert(bad, 99L, "a text that is too long for it", 1L));

            RunReport.Failed failed = runs.type(FULL_LOAD)
                    .settings("{\"ErrorBehavior\":{\"DataErrorPolicy\":\"STOP_TASK\"}}")
                    .start(Start.FRESH)
                    .expect(RunReport.Failed.class);

            assertEquals(StopReason.FATAL_ERROR, failed.reason());
            assertTrue(failed.message().startsWith("Last Error Table shop.bad"), failed.message());
            assertTrue(failed.message().endsWith("Stop Reason FATAL_ERROR Error Level FATAL"), failed.message());
        }

        @Test
        void noTableFailsUnlessItIsAllowed() {
            RunReport.Failed failed = runs.type(FULL_LOAD).start(Start.FRESH).expect(RunReport.Failed.class);
            assertTrue(failed.message().contains("No tables were found"), failed.message());

            runs.settings("{\"ErrorBehavior\":{\"FailOnNoTablesCaptured\":false}}")
                    .start(Start.FRESH)
                    .expect(RunReport.Stopped.class);
        }

        @Test
        void reloadEmptiesTheTargetEvenUnderDoNothing() {
            TableId orders = runs.given("orders", true, 30);
            runs.type(FULL_LOAD).settings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}}");
            runs.start(Start.FRESH).expect(RunReport.Stopped.class);
            runs.source.database().transaction(tx -> tx.delete(orders, 7L));

            runs.start(Start.RELOAD).expect(RunReport.Stopped.class);

            runs.same(orders);
            assertTrue(Runs.of(runs.saved(), orders).reloaded());
        }

        @Test
        void resumeLoadsOnlyWhatWasNotCompletedAndThatFromNothing() {
            TableId first = runs.given("first", true, 30);
            TableId second = runs.given("second", true, 30);
            runs.type(FULL_LOAD)
                    .settings(
                            "{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":1,\"TargetTablePrepMode\":\"DO_NOTHING\"},"
                                    + "\"ErrorBehavior\":{\"RecoverableErrorCount\":0}}");
            runs.target.faults().breakAt(Point.WRITE_ROWS, 5);
            RunReport.Failed failed = runs.start(Start.FRESH).expect(RunReport.Failed.class);
            assertEquals(StopReason.RECOVERABLE_ERROR, failed.reason());
            runs.source.database().transaction(tx -> tx.delete(first, 1L));

            runs.start(Start.RESUME).expect(RunReport.Stopped.class);

            runs.same(second);
            assertEquals(30, runs.target.database().content(first).size());
        }
    }

    @Nested
    class HandOver {

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
        void sourceAndTargetAreTheSameUnderAnyMixOfWritesDuringTheLoad(long seed) {
            Random random = new Random(seed);
            List<TableId> tables = List.of(
                    runs.given("a", true, 60 + random.nextInt(80)),
                    runs.given("b", true, 60 + random.nextInt(80)),
                    runs.given("keyless", false, 40));
            AtomicLong ids = new AtomicLong(10_000);
            Runnable writes = () -> someWrites(random, tables, ids);
            runs.source.faults().at(Point.READ_ROWS, writes);
            runs.target.faults().at(Point.WRITE_ROWS, writes);

            Started run = runs.settings("{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":" + (1 + seed % 3) + "}}")
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            for (int i = 0; i < 50; i++) {
                someWrites(random, tables, ids);
            }

            runs.same(tables.toArray(TableId[]::new));
            assertEquals(StopReason.NORMAL, run.stop());
            assertEquals(0, runs.exceptions());
            runs.same(tables.toArray(TableId[]::new));
        }

        @Test
        void whatDoesNotFitInMemoryWaitsOnDisk() {
            TableId orders = runs.given("orders", true, 200);
            AtomicLong ids = new AtomicLong(1000);
            runs.source
                    .faults()
                    .at(
                            Point.READ_ROWS,
                            () -> runs.source.database().transaction(tx -> {
                                for (int i = 0; i < 500; i++) {
                                    tx.insert(orders, ids.incrementAndGet(), "cached", 1L);
                                }
                            }));

            Started run = runs.settings("{\"ChangeProcessingTuning\":{\"MemoryLimitTotal\":0}}")
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);

            runs.same(orders);
            assertEquals(0, runs.exceptions());
        }

        @Test
        void aTruncationDuringTheLoadIsNotLost() {
            TableId orders = runs.given("orders", true, 100);
            AtomicInteger reads = new AtomicInteger();
            runs.source.faults().at(Point.READ_ROWS, () -> {
                if (reads.incrementAndGet() == 3) {
                    runs.source.database().transaction(tx -> tx.truncate(orders));
                    runs.source.database().transaction(tx -> tx.insert(orders, 5L, "after", 5L));
                }
            });

            runs.start(Start.FRESH).expect(RunReport.LoadFinished.class);

            runs.same(orders);
        }

        @Test
        void aCompletedTableIsOpenWhileAnotherStillLoads() {
            TableId early = runs.given("early", true, 10);
            runs.given("late", true, 100);
            AtomicBoolean mayGoOn = new AtomicBoolean();
            runs.target.faults().at(Point.FINISH_LOAD, () -> {
                if (runs.target.database().has(Runs.table("late"))
                        && runs.target.database().content(Runs.table("late")).size() == 100) {
                    eventually(() -> "the test never let it go on", mayGoOn::get);
                }
            });
            Started run = runs.settings("{\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":1}}")
                    .start(Start.FRESH);
            assertEquals(early, run.expect(RunReport.TableLoaded.class).table());

            runs.source.database().transaction(tx -> tx.insert(early, 77L, "seen", 7L));
            runs.same(early);
            mayGoOn.set(true);
            run.expect(RunReport.LoadFinished.class);
        }

        @Test
        void countersTellWhatWasCapturedAndApplied() {
            TableId orders = runs.given("orders", true, 5);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            runs.source.database().transaction(tx -> {
                tx.insert(orders, 50L, "x", 1L);
                tx.insert(orders, 51L, "x", 1L);
                tx.update(orders, 50L, 50L, "y", 2L);
                tx.delete(orders, 51L);
            });
            runs.same(orders);

            eventually(
                    () -> run.statistics(orders).toString(),
                    () -> run.statistics(orders).applied().equals(new TableStatistics.Captured(3, 1, 1, 0)));
            assertEquals(
                    new TableStatistics.Captured(3, 1, 1, 0),
                    run.statistics(orders).captured());
            assertEquals("Table completed", run.statistics(orders).state());
            assertEquals(StopReason.NORMAL, run.stop());
            assertEquals(5, Runs.of(runs.saved(), orders).loaded().rows());
            assertTrue(runs.saved().position().isPresent());
        }
    }

    @Nested
    class Changes {

        @Test
        void aTaskOfChangesBeginsNowAndMakesMissingTables() {
            TableId orders = runs.given("orders", true, 5);
            Started run = runs.type(CDC).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> tx.insert(orders, 60L, "new", 6L));

            eventually(
                    () -> runs.target.database().content(orders).toString(),
                    () -> runs.target.database().content(orders).equals(List.of("[60, new, 6]")));
            assertEquals("Table completed", run.statistics(orders).state());
        }

        @Test
        void aTaskOfChangesMayBeginElsewhere() {
            TableId orders = runs.given("orders", true, 0);
            String position = runs.source.database().now().text();
            runs.source.database().transaction(tx -> tx.insert(orders, 1L, "before the start", 1L));

            runs.type(CDC).from(new CdcStart.AtPosition(position, false)).start(Start.FRESH);

            eventually(
                    () -> "the earlier change never came",
                    () -> runs.target.database().has(orders)
                            && runs.target.database().content(orders).size() == 1);
        }

        @Test
        void aRefusedChangeIsKeptAsAnExceptionAndTheRestGoesOn() {
            TableId orders = runs.given("orders", true, 3);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            missingUpdate(orders);
            runs.source.database().transaction(tx -> tx.insert(orders, 80L, "fine", 8L));

            runs.same(orders);
            eventually(() -> "exceptions: " + runs.exceptions(), () -> runs.exceptions() == 1);
            eventually(
                    () -> run.statistics(orders).toString(),
                    () -> run.statistics(orders).applied().updates() == 0
                            && run.statistics(orders).captured().updates() == 1);
        }

        @Test
        void aTruncationIsFollowed() {
            TableId orders = runs.given("orders", true, 30);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);

            runs.source.database().transaction(tx -> tx.truncate(orders));

            runs.same(orders);
            eventually(
                    () -> run.statistics(orders).toString(),
                    () -> run.statistics(orders).applied().ddls() == 1);
        }

        @Test
        void aTruncationFailsTheTaskWhenAsked() {
            TableId orders = runs.given("orders", true, 30);
            Started run = runs.settings("{\"ErrorBehavior\":{\"ApplyErrorFailOnTruncationDdl\":true}}")
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);

            runs.source.database().transaction(tx -> tx.truncate(orders));

            assertEquals(
                    StopReason.FATAL_ERROR, run.expect(RunReport.Failed.class).reason());
        }

        @Test
        void aVeryLongTransactionIsAppliedInPiecesAndCommittedOnce() {
            TableId orders = runs.given("orders", true, 1);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            int before = runs.target.faults().passes(Point.BEFORE_COMMIT);

            runs.source.database().transaction(tx -> {
                for (long i = 100; i < 30_100; i++) {
                    tx.insert(orders, i, "long", i);
                }
            });

            runs.same(orders);
            assertTrue(runs.target.faults().passes(Point.WRITE_CHANGES) > 3, "it was written in pieces");
            assertEquals(1, runs.target.faults().passes(Point.BEFORE_COMMIT) - before);
        }
    }
}
