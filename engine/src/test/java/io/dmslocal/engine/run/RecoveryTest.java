package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.MemoryDatabase.schema;
import static io.dmslocal.engine.run.MemoryDatabase.wider;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.settings.CdcStart;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import io.dmslocal.persistence.journal.JournalException;
import io.dmslocal.persistence.journal.JournalFull;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a run must not lose, double or destroy when it is interrupted, and when it goes on. */
class RecoveryTest extends RunFixture {

    private static final String RETRY_AT_ONCE =
            "\"ErrorBehavior\":{\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}";

    @BeforeEach
    void open() {
        runs.settings("{" + RETRY_AT_ONCE + "}");
    }

    @Nested
    class OfATaskWithoutLoads {

        @Test
        void aTableThatIsNewAtTheResumeIsNotLoadedAndItsTargetIsNotEmptied() {
            runs.given("orders", true, 3);
            Started first = runs.type(CDC).start(Start.FRESH);
            first.expect(RunReport.Began.class);
            first.stop();
            TableId late = runs.given("late", true, 0);
            runs.target.database().create(schema(Runs.SCHEMA, "late", true));
            runs.target.database().transaction(tx -> tx.insert(late, 77L, "was there", 7L));

            Started again = runs.start(Start.RESUME);
            again.expect(RunReport.Began.class);
            runs.source.database().transaction(tx -> tx.insert(late, 60L, "new", 6L));

            eventually(
                    () -> runs.target.database().content(late).toString(),
                    () -> runs.target.database().content(late).equals(List.of("[60, new, 6]", "[77, was there, 7]")));
            assertEquals("Table completed", again.statistics(late).state());
            assertEquals(0, runs.target.faults().passes(Point.FINISH_LOAD));
        }
    }

    @Nested
    class OfLoads {

        @Test
        void anErrorAtTheEndOfALoadIsNoLoadedTable() {
            runs.given("orders", true, 3);
            runs.target.faults().at(Point.FINISH_LOAD, () -> {
                throw new AssertionError("the writer is broken");
            });

            RunReport.Failed failed = runs.start(Start.FRESH).expect(RunReport.Failed.class);

            assertTrue(failed.message().contains("the writer is broken"), failed.message());
            assertEquals("Full load", runs.saved().tables().get(0).state());
        }

        @Test
        void aTableThatFailedIsLeftAloneByARetryAndLoadedByAResume() {
            TableId bad = runs.given("bad", true, 0);
            TableId good = runs.given("good", true, 25);
            fillWithTooLongTexts(bad);
            Started run = runs.settings("{\"ErrorBehavior\":{\"DataErrorEscalationCount\":3,"
                            + "\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}}")
                    .start(Start.FRESH);
            run.expect(RunReport.TableSuspended.class);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(good);
            int prepared = runs.target.faults().passes(Point.PREPARE);

            runs.source.faults().breakAt(Point.READ_CHANGES, 1);
            run.expect(RunReport.Retrying.class);
            runs.source.database().transaction(tx -> tx.insert(good, 90L, "after the retry", 9L));
            runs.same(good);

            assertEquals("Table error", run.statistics(bad).state());
            assertEquals(prepared, runs.target.faults().passes(Point.PREPARE));
            run.stop();
            assertEquals(
                    bad,
                    runs.start(Start.RESUME)
                            .expect(RunReport.TableSuspended.class)
                            .table());
        }

        @Test
        void tablesThatFailedBeforeARetryCountForTheEscalation() {
            TableId bad = runs.given("a_bad", true, 0);
            TableId worse = runs.given("b_worse", true, 0);
            fillWithTooLongTexts(bad);
            fillWithTooLongTexts(worse);
            runs.target.faults().breakAt(Point.PREPARE, 2);
            Started run = runs.settings("{\"ErrorBehavior\":{\"DataErrorEscalationCount\":3,"
                            + "\"TableErrorEscalationPolicy\":\"STOP_TASK\",\"TableErrorEscalationCount\":2,"
                            + "\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false},"
                            + "\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":1}}")
                    .type(FULL_LOAD)
                    .start(Start.FRESH);

            run.expect(RunReport.Retrying.class);

            assertEquals(
                    StopReason.FATAL_ERROR, run.expect(RunReport.Failed.class).reason());
        }

        @Test
        void aRetryBeforeTheFirstRowLeavesRowsThatWereThere() {
            TableId orders = runs.given("orders", true, 20);
            runs.target.database().create(schema(Runs.SCHEMA, "orders", true));
            runs.target.database().transaction(tx -> tx.insert(orders, 500L, "of another task", 5L));
            runs.target.faults().breakAt(Point.WRITE_ROWS, 1);

            Started run = runs.type(FULL_LOAD)
                    .settings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}," + RETRY_AT_ONCE + "}")
                    .start(Start.FRESH);
            run.expect(RunReport.Retrying.class);
            run.expect(RunReport.Stopped.class);

            assertEquals(21, runs.target.database().content(orders).size());
            assertTrue(runs.target.database().content(orders).contains("[500, of another task, 5]"));
        }

        @Test
        void aTableThatIsReloadedSaysSo() {
            TableId orders = runs.given("orders", true, 20);
            runs.type(FULL_LOAD).start(Start.FRESH).expect(RunReport.Stopped.class);
            AtomicBoolean seen = new AtomicBoolean();
            runs.target.faults().at(Point.WRITE_ROWS, () -> eventually(() -> "nobody looked", seen::get));

            Started again = runs.start(Start.RELOAD);
            again.expect(RunReport.Began.class);
            runs.expectState(again, orders, "Table is being reloaded");
            seen.set(true);

            again.expect(RunReport.Stopped.class);
            assertEquals("Table completed", Runs.of(runs.saved(), orders).state());
        }

        private void fillWithTooLongTexts(TableId table) {
            runs.source.database().transaction(tx -> {
                for (long i = 0; i < 5; i++) {
                    tx.insert(table, i, "a text that is too long for it", 1L);
                }
            });
        }
    }

    @Nested
    class OfDefinitions {

        private TableId orders;

        @BeforeEach
        void given() {
            orders = runs.given("orders", true, 3);
        }

        private void widen() {
            runs.source.database().alter(wider(runs.source.database().schema(orders), "more"));
        }

        @Test
        void aColumnThatWasAddedWhileTheTaskWasStoppedReachesTheTarget() {
            Started first = runs.start(Start.FRESH);
            first.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            first.stop();
            widen();
            runs.source.database().transaction(tx -> tx.insert(orders, 60L, "wide", 6L, 66L));

            runs.start(Start.RESUME);

            runs.same(orders);
            assertEquals(1, runs.target.database().alterations());
        }

        @Test
        void changesFromBeforeAnAlterationNeverAlterBackwards() {
            String position = runs.source.database().now().text();
            runs.source.database().transaction(tx -> tx.insert(orders, 60L, "narrow", 6L));
            widen();
            runs.source.database().transaction(tx -> tx.insert(orders, 61L, "wide", 6L, 66L));

            runs.type(CDC).from(new CdcStart.AtPosition(position, false)).start(Start.FRESH);

            eventually(
                    () -> runs.target.database().content(orders).toString(),
                    () -> runs.target
                            .database()
                            .content(orders)
                            .equals(List.of("[60, narrow, 6, null]", "[61, wide, 6, 66]")));
            assertEquals(0, runs.target.database().alterations());
        }

        @Test
        void anAlterationThatTheTargetFollowedIsNotUndoneByARepetition() {
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            AtomicBoolean broke = new AtomicBoolean();
            runs.target.faults().at(Point.BEFORE_COMMIT, () -> {
                if (runs.target.database().alterations() > 0 && !broke.getAndSet(true)) {
                    throw io.dmslocal.engine.connector.spi.ConnectorException.recoverable("broke", null);
                }
            });

            runs.source.database().transaction(tx -> {
                tx.insert(orders, 60L, "narrow", 6L);
                widen();
                tx.insert(orders, 61L, "wide", 6L, 66L);
            });

            run.expect(RunReport.Retrying.class);
            runs.same(orders);
            assertEquals(1, runs.target.database().alterations());
        }
    }

    @Nested
    class OfTheJournal {

        @Test
        void aJournalThatIsAwayForAMomentIsABrokenConnection() {
            TableId orders = runs.given("orders", true, 3);
            AtomicBoolean away = new AtomicBoolean(true);
            runs.checkpoints.beforeSave(documents -> {
                if (documents.containsKey("run") && away.getAndSet(false)) {
                    throw new JournalException("the journal is away", null);
                }
            });

            Started run = runs.start(Start.FRESH);

            assertTrue(run.expect(RunReport.Retrying.class).message().contains("the journal is away"));
            run.expect(RunReport.LoadFinished.class);
            runs.same(orders);
        }

        @Test
        void aJournalWithoutRoomIsWaitedForWhateverIsSaidOfConnections() {
            TableId orders = runs.given("orders", true, 3);
            AtomicBoolean full = new AtomicBoolean(true);
            runs.checkpoints.beforeSave(documents -> requireRoom(full));

            Started run = runs.settings("{\"ErrorBehavior\":{\"RecoverableErrorCount\":0}}")
                    .start(Start.FRESH);

            assertTrue(run.expect(RunReport.Retrying.class).message().contains("the disk is full"));
            full.set(false);
            run.expect(RunReport.LoadFinished.class);
            runs.same(orders);
        }

        @Test
        void nothingIsAppliedAgainWhileItCannotBeSaved() {
            TableId orders = runs.given("orders", true, 3);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            AtomicBoolean full = new AtomicBoolean(true);
            runs.checkpoints.beforeSave(documents -> requireRoom(full));

            runs.source.database().transaction(tx -> tx.insert(orders, 60L, "applied", 6L));
            run.expect(RunReport.Retrying.class);
            int written = runs.target.faults().passes(Point.WRITE_CHANGES);
            run.expect(RunReport.Retrying.class);

            assertEquals(written, runs.target.faults().passes(Point.WRITE_CHANGES));
            full.set(false);
            runs.source.database().transaction(tx -> tx.insert(orders, 61L, "later", 6L));
            runs.same(orders);
        }

        private void requireRoom(AtomicBoolean full) {
            if (full.get()) {
                throw new JournalFull("the disk is full");
            }
        }

        @Test
        void aSaveThatIsUnderWayNeverOverwritesTheNextSessions() {
            TableId orders = runs.given("orders", true, 3);
            List<Long> positions = new ArrayList<>();
            AtomicInteger sessions = new AtomicInteger();
            AtomicBoolean held = new AtomicBoolean();
            CountDownLatch saved = new CountDownLatch(1);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            CountDownLatch holding = new CountDownLatch(1);
            runs.checkpoints.beforeSave(documents -> {
                if (documents.containsKey("run")) {
                    sessions.incrementAndGet();
                }
                if (documents.getOrDefault("changes", "{}").contains("position")) {
                    if (sessions.get() == 0 && !held.getAndSet(true)) {
                        holding.countDown();
                        atMost(saved);
                    }
                    synchronized (positions) {
                        positions.add(position(documents.get("changes")));
                    }
                    if (sessions.get() > 0) {
                        saved.countDown();
                    }
                }
            });
            runs.source.database().transaction(tx -> tx.insert(orders, 60L, "first", 6L));
            atMost(holding);
            runs.source.faults().breakAt(Point.READ_CHANGES, 1);
            run.expect(RunReport.Retrying.class);
            runs.source.database().transaction(tx -> tx.insert(orders, 61L, "second", 6L));

            runs.same(orders);
            eventually(() -> "nothing was saved", () -> saved.getCount() == 0);
            run.stop();
            synchronized (positions) {
                assertEquals(positions.stream().sorted().toList(), positions);
            }
        }

        private static void atMost(CountDownLatch latch) {
            try {
                assertTrue(latch.await(3, TimeUnit.SECONDS) || latch.getCount() > 0);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        private static long position(String changes) {
            return Long.parseLong(changes.replaceAll(".*\"position\":\"(\\d+)\".*", "$1"));
        }
    }

    @Nested
    class OfTheEnd {

        @Test
        void aRunThatGoesAwayWhileItOpensClosesWhatItOpened() {
            runs.given("orders", true, 3);
            CountDownLatch checking = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            runs.target.faults().at(Point.CHECK, () -> {
                checking.countDown();
                await(release);
            });
            Started run = runs.start(Start.FRESH);
            await(checking);

            runs.kit.stop(run.run);
            release.countDown();

            eventually(
                    () -> runs.source.faults().connections() + " sources and "
                            + runs.target.faults().connections() + " targets are open",
                    () -> runs.source.faults().connections() == 0
                            && runs.target.faults().connections() == 0);
        }

        @Test
        void aRunThatLearnsOfItsSuccessorOnlyWhileItEndsIsSuperseded() {
            TableId orders = runs.given("orders", true, 3);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            Checkpoint successor = runs.checkpoints.open(Runs.TASK);

            run.run.tell(new TaskRun.Stop());

            run.expect(RunReport.Superseded.class);
            assertTrue(successor.load("run").isPresent());
        }

        @Test
        void aLastCheckpointThatCannotBeSavedIsInTheReport() {
            TableId orders = runs.given("orders", true, 3);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            runs.checkpoints.beforeSave(documents -> {
                throw new JournalException("the journal is away", null);
            });

            run.run.tell(new TaskRun.Stop());

            RunReport.Stopped stopped = run.expect(RunReport.Stopped.class);
            assertTrue(stopped.warning().contains("the journal is away"), stopped.warning());
        }

        @Test
        void anUnfinishedTransactionIsCountedOnceWhenItIsReadAgain() {
            TableId orders = runs.given("orders", true, 3);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            int writes = runs.target.faults().passes(Point.WRITE_CHANGES);
            MemoryDatabase.Writes open = runs.source.database().unfinished(tx -> tx.insert(orders, 60L, "half", 6L));
            eventually(
                    () -> "the half is not written", () -> runs.target.faults().passes(Point.WRITE_CHANGES) > writes);
            run.stop();
            assertEquals(1, Runs.of(runs.saved(), orders).captured().inserts());
            assertEquals(1, Runs.of(runs.saved(), orders).applied().inserts());

            runs.source.database().commit(open);
            Started again = runs.start(Start.RESUME);

            runs.same(orders);
            eventually(
                    () -> again.statistics(orders).toString(),
                    () -> again.statistics(orders).captured().inserts() == 2
                            && again.statistics(orders).applied().inserts() == 2);
        }

        private static void await(CountDownLatch latch) {
            try {
                assertTrue(latch.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    @Nested
    class OfTruncations {

        @Test
        void theOneAtWhichTheTaskFailedIsFollowedByItsResume() {
            TableId orders = runs.given("orders", true, 20);
            Started run = runs.settings("{\"ErrorBehavior\":{\"ApplyErrorFailOnTruncationDdl\":true}}")
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            runs.source.database().transaction(tx -> tx.truncate(orders));
            run.expect(RunReport.Failed.class);

            runs.start(Start.RESUME);

            runs.same(orders);
        }

        @Test
        void oneThatTheLoadHasSeenDoesNotFailTheTask() {
            TableId orders = runs.given("orders", true, 100);
            AtomicBoolean done = new AtomicBoolean();
            runs.target.faults().at(Point.PREPARE, () -> {
                if (!done.getAndSet(true)) {
                    runs.source.database().transaction(tx -> tx.truncate(orders));
                    runs.source.database().transaction(tx -> tx.insert(orders, 5L, "after", 5L));
                    int reads = runs.source.faults().passes(Point.READ_CHANGES);
                    eventually(
                            () -> "the stream stands still",
                            () -> runs.source.faults().passes(Point.READ_CHANGES) > reads + 10);
                }
            });

            Started run = runs.settings("{\"ErrorBehavior\":{\"ApplyErrorFailOnTruncationDdl\":true}}")
                    .start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);

            runs.same(orders);
            runs.opened(orders);
        }
    }
}
