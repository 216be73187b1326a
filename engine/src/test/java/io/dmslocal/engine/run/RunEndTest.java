package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Time;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.settings.CdcStop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How runs end, and go on. */
class RunEndTest extends RunFixture {

    @Nested
    class Stopping {

        @Test
        void afterTheLoadWhenAskedAndTheRestComesWithResume() {
            TableId orders = runs.given("orders", true, 50);
            AtomicLong ids = new AtomicLong(100);
            runs.source
                    .faults()
                    .at(
                            Point.READ_ROWS,
                            () -> runs.source
                                    .database()
                                    .transaction(tx -> tx.insert(orders, ids.incrementAndGet(), "during", 1L)));
            Started run = runs.settings("{\"FullLoadSettings\":{\"StopTaskCachedChangesNotApplied\":true}}")
                    .start(Start.FRESH);
            assertEquals(
                    StopReason.STOPPED_AFTER_FULL_LOAD,
                    run.expect(RunReport.Stopped.class).reason());
            assertEquals(50, runs.target.database().content(orders).size());

            Started again = runs.start(Start.RESUME);

            runs.same(orders);
            assertEquals(StopReason.NORMAL, again.stop());
        }

        @Test
        void afterTheCachedChangesWhenAsked() {
            TableId orders = runs.given("orders", true, 50);
            AtomicInteger reads = new AtomicInteger();
            runs.source.faults().at(Point.READ_ROWS, () -> {
                if (reads.incrementAndGet() == 2) {
                    runs.source.database().transaction(tx -> tx.insert(orders, 500L, "during", 1L));
                }
            });
            // the change is read before the load ends
            runs.target
                    .faults()
                    .at(
                            Point.FINISH_LOAD,
                            () -> eventually(
                                    () -> "the stream stands still",
                                    () -> runs.source.faults().passes(Point.READ_CHANGES) > 30));

            Started run = runs.settings("{\"FullLoadSettings\":{\"StopTaskCachedChangesApplied\":true}}")
                    .start(Start.FRESH);

            assertEquals(
                    StopReason.STOPPED_AFTER_CACHED_EVENTS,
                    run.expect(RunReport.Stopped.class).reason());
            runs.same(orders);
        }

        @Test
        void atACommitTimeWithEverythingUpToItAndNothingAfter() {
            TableId orders = runs.given("orders", true, 1);
            Instant moment = Instant.parse("2024-01-01T00:00:10Z");
            Started run = runs.until(new CdcStop.AtCommitTime(moment)).start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);

            for (int second = 9; second <= 11; second++) {
                long id = second;
                runs.source
                        .database()
                        .transaction(
                                Instant.parse("2024-01-01T00:00:00Z").plusSeconds(second),
                                tx -> tx.insert(orders, id, "at " + id, id));
            }

            assertEquals(
                    StopReason.STOPPED_AT_COMMIT_TIME,
                    run.expect(RunReport.Stopped.class).reason());
            assertEquals(
                    List.of("[0, row 0, 0]", "[10, at 10, 10]", "[9, at 9, 9]"),
                    runs.target.database().content(orders));
        }

        @Test
        void atAServerTimeThatHasPassed() {
            TableId orders = runs.given("orders", true, 1);

            Started run = runs.until(new CdcStop.AtServerTime(Instant.now())).start(Start.FRESH);

            assertEquals(
                    StopReason.STOPPED_AT_SERVER_TIME,
                    run.expect(RunReport.Stopped.class).reason());
            runs.same(orders);
        }

        @Test
        void duringTheLoadAndResumeLoadsAgain() {
            TableId orders = runs.given("orders", true, 200);
            AtomicBoolean stopped = new AtomicBoolean();
            runs.target.faults().at(Point.WRITE_ROWS, () -> eventually(() -> "never stopped", stopped::get));
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.Began.class);
            run.run.tell(new TaskRun.Stop());
            stopped.set(true);
            assertEquals(StopReason.NORMAL, run.expect(RunReport.Stopped.class).reason());

            runs.start(Start.RESUME).expect(RunReport.LoadFinished.class);

            runs.same(orders);
        }
    }

    /** The target is at work on a commit while the task is to stop. */
    @Nested
    class StoppingDuringALongCommit {

        private TableId orders;
        private Started run;

        /** @param isOver when the commit goes on */
        private RunReport.Stopped stopped(BooleanSupplier isOver) {
            orders = runs.given("orders", false, 5);
            run = runs.stopGrace(Duration.ofMillis(50)).start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.source.database().transaction(tx -> tx.insert(orders, 70L, "one", 1L));
            runs.same(orders);
            CountDownLatch reached = new CountDownLatch(1);
            runs.target.faults().at(Point.BEFORE_COMMIT, () -> {
                reached.countDown();
                eventually("the commit goes on", isOver::getAsBoolean);
            });
            runs.source.database().transaction(tx -> tx.insert(orders, 71L, "two", 1L));
            eventually("nothing is committed", () -> reached.getCount() == 0);
            run.run.tell(new TaskRun.Stop());
            return run.expect(RunReport.Stopped.class);
        }

        @Test
        void aServerThatAnswersAndWaitsForNoLockIsNotCut() {
            RunReport.Stopped stopped = stopped(() -> runs.target.faults().asked() > 2);

            assertEquals("", stopped.warning());
            assertEquals(0, runs.target.faults().cuts());
            runs.same(orders);
        }

        @Test
        void itIsCutWhenItIsStillAtItAfterTwelveGraces() {
            RunReport.Stopped stopped = stopped(() -> runs.target.faults().cuts() > 0);

            assertTrue(stopped.warning().startsWith("Nothing moved for 0.6 s after"), stopped.warning());
            assertEquals(12, runs.target.faults().asked());
        }

        @Test
        void theSessionIsClosedAlsoWhenItCannotBeCut() {
            runs.target.faults().atCut(() -> {
                throw new IllegalStateException("no way to cut it");
            });

            stopped(() -> runs.target.faults().cuts() > 0);

            assertEquals(0, runs.target.faults().connections());
        }

        @Test
        void oneThatDoesNotAnswerIsCutAfterTheFirst() {
            runs.target.faults().locks(() -> {
                throw ConnectorException.recoverable("no answer", null);
            });

            stopped(() -> runs.target.faults().cuts() > 0);

            assertEquals(1, runs.target.faults().asked());
        }
    }

    /** Somebody outside says that the run has failed. */
    @Nested
    class FailingFromOutside {

        private static final String WHY = "an event was not taken";

        private Started run;

        private void failed() {
            run.run.tell(new TaskRun.Fail(WHY));
            RunReport.Failed end = run.expect(RunReport.Failed.class);
            assertEquals(StopReason.FATAL_ERROR, end.reason());
            assertEquals(StopReason.FATAL_ERROR.failure(WHY), end.message());
        }

        @Test
        void whatIsReadIsAppliedAndTheNextRunGoesOn() {
            TableId orders = runs.given("orders", true, 5);
            run = runs.start(Start.FRESH);
            runs.opened(orders);

            failed();

            assertTrue(run.view.reasons().failures().toString().contains(WHY));
            runs.source.database().transaction(tx -> tx.insert(orders, 70L, "later", 1L));
            Started again = runs.start(Start.RESUME);
            runs.same(orders);
            assertEquals(StopReason.NORMAL, again.stop());
        }

        @Test
        void alsoWhileItWaitsForAnotherAttempt() {
            runs.given("orders", true, 1);
            runs.source.faults().at(Point.CHECK, () -> {
                throw ConnectorException.recoverable("nobody is there", null);
            });
            run = runs.settings("{\"ErrorBehavior\":{\"RecoverableErrorInterval\":60}}")
                    .start(Start.FRESH);
            run.expect(RunReport.Retrying.class);

            failed();
        }

        @Test
        void aRunThatWasToStopStops() {
            runs.given("orders", true, 200);
            AtomicBoolean told = new AtomicBoolean();
            runs.target.faults().at(Point.WRITE_ROWS, () -> eventually(() -> "never told", told::get));
            run = runs.start(Start.FRESH);
            run.expect(RunReport.Began.class);

            run.run.tell(new TaskRun.Stop());
            run.run.tell(new TaskRun.Fail(WHY));
            told.set(true);

            assertEquals(StopReason.NORMAL, run.expect(RunReport.Stopped.class).reason());
            assertEquals(0, runs.target.faults().connections());
        }
    }

    @Nested
    class AfterAFatalError {

        private final AtomicInteger attempts = new AtomicInteger();

        @Test
        void itIsTriedSixTimesMore() {
            Started run = failing(-1);

            for (int attempt = 1; attempt <= 6; attempt++) {
                assertEquals(attempt, run.expect(RunReport.Retrying.class).attempt());
            }
            RunReport.Failed end = run.expect(RunReport.Failed.class);
            assertEquals(StopReason.FATAL_ERROR, end.reason());
            assertTrue(end.message().contains("the target is not what it was"), end.message());
            assertEquals(7, attempts.get());
        }

        @Test
        void itIsTriedSixTimesMoreThoughItTakesMinutesToComeBack() {
            Time time = Time.standingAt("2024-01-01T00:00:00Z");
            runs.clock(time);
            Started run = failing(-1, () -> time.passes(Duration.ofMinutes(2)));

            for (int attempt = 1; attempt <= 6; attempt++) {
                assertEquals(attempt, run.expect(RunReport.Retrying.class).attempt());
            }
            run.expect(RunReport.Failed.class);
            assertEquals(7, attempts.get());
        }

        @Test
        void itIsTriedSixTimesMoreAgainWhereTheOneBeforeIsLongBehind() {
            Time time = Time.standingAt("2024-01-01T00:00:00Z");
            runs.clock(time);
            AtomicInteger failures = new AtomicInteger(2);
            TableId orders = runs.given("orders", true, 0);
            runs.target.faults().at(Point.WRITE_CHANGES, () -> {
                if (failures.getAndDecrement() > 0) {
                    throw ConnectorException.fatal("the target is not what it was");
                }
            });
            Started run = retried(-1);
            runs.source.database().transaction(tx -> tx.insert(orders, 1L, "row", 1L));
            assertEquals(1, run.expect(RunReport.Retrying.class).attempt());
            assertEquals(2, run.expect(RunReport.Retrying.class).attempt());
            runs.same(orders);
            runs.source.database().transaction(tx -> tx.insert(orders, 2L, "row", 1L));
            runs.same(orders);

            time.passes(Duration.ofMinutes(2));
            failures.set(1);
            runs.source.database().transaction(tx -> tx.insert(orders, 3L, "row", 1L));

            assertEquals(1, run.expect(RunReport.Retrying.class).attempt());
            run.stop();
        }

        @Test
        void whatWasCommittedBeforeItIsNotBroughtOnceMore() {
            TableId notes = runs.given("notes", false, 0);
            AtomicInteger failures = new AtomicInteger();
            runs.target.faults().at(Point.WRITE_CHANGES, () -> {
                if (!runs.target.database().content(notes).isEmpty() && failures.incrementAndGet() <= 3) {
                    throw ConnectorException.fatal("the target is not what it was");
                }
            });
            Started run = retried(-1);

            for (long i = 0; i < 40; i++) {
                long id = i;
                runs.source.database().transaction(tx -> tx.insert(notes, id, "row", 1L));
                if (i == 0) {
                    eventually(
                            "nothing comes",
                            () -> !runs.target.database().content(notes).isEmpty());
                }
            }

            runs.same(notes);
            assertTrue(failures.get() > 3);
            run.stop();
        }

        @Test
        void itIsOverWhereNothingIsToBeTriedAgain() {
            RunReport.Failed end = failing(0).expect(RunReport.Failed.class);

            assertEquals(StopReason.FATAL_ERROR, end.reason());
            assertEquals(1, attempts.get());
        }

        private Started failing(int recoverableErrorCount) {
            return failing(recoverableErrorCount, () -> {});
        }

        private Started failing(int recoverableErrorCount, Runnable meanwhile) {
            TableId orders = runs.given("orders", true, 0);
            runs.target.faults().at(Point.WRITE_CHANGES, () -> {
                attempts.incrementAndGet();
                meanwhile.run();
                throw ConnectorException.fatal("the target is not what it was");
            });
            Started run = retried(recoverableErrorCount);
            runs.source.database().transaction(tx -> tx.insert(orders, 1L, "row", 1L));
            return run;
        }

        private Started retried(int recoverableErrorCount) {
            Started run = runs.type(RunPlan.MigrationType.CDC)
                    .settings("{\"ErrorBehavior\":{\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false,"
                            + "\"RecoverableErrorCount\":" + recoverableErrorCount + "}}")
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);
            return run;
        }
    }

    @Nested
    class Resuming {

        @ParameterizedTest
        @EnumSource(Point.class)
        void aConnectionThatBreaksAnywhereLosesAndDoublesNothing(Point point) {
            for (int pass : new int[] {1, 2, 5}) {
                try (Runs broken = new Runs(spill)) {
                    Random random = new Random(pass);
                    List<TableId> tables = List.of(broken.given("a", true, 60), broken.given("b", true, 60));
                    AtomicLong ids = new AtomicLong(10_000);
                    broken.settings(
                            "{\"ErrorBehavior\":{\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false},"
                                    + "\"FullLoadSettings\":{\"MaxFullLoadSubTasks\":1}}");
                    boolean ofSource = point == Point.READ_CHANGES || point == Point.READ_ROWS;
                    (ofSource ? broken.source : broken.target).faults().breakAt(point, pass);
                    (ofSource ? broken.target : broken.source)
                            .faults()
                            .at(
                                    ofSource ? Point.WRITE_ROWS : Point.READ_ROWS,
                                    () -> someWrites(broken, random, tables, ids));

                    Started run = broken.start(Start.FRESH);
                    run.expect(RunReport.LoadFinished.class);
                    for (int i = 0; i < 60; i++) {
                        someWrites(broken, random, tables, ids);
                    }

                    broken.same(tables.toArray(TableId[]::new));
                    assertEquals(StopReason.NORMAL, run.stop());
                    assertEquals(0, broken.exceptions());
                }
            }
        }

        @Test
        void theSameRunAfterACrashOfItsNodeGoesOn() {
            TableId orders = runs.given("orders", true, 50);
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.source.database().transaction(tx -> tx.insert(orders, 70L, "one", 1L));
            runs.same(orders);

            Started second = runs.again(Start.FRESH); // as another node does while the first is believed lost
            runs.source.database().transaction(tx -> tx.update(orders, 70L, 71L, "two", 2L));

            runs.same(orders);
            run.expect(RunReport.Superseded.class);
            assertEquals(50, runs.saved().tables().get(0).loaded().rows());
            assertEquals(StopReason.NORMAL, second.stop());
        }

        @Test
        void aSuspendedTableStaysSuspended() {
            TableId orders = runs.given("orders", true, 3);
            runs.settings("{\"ErrorBehavior\":{\"ApplyErrorUpdatePolicy\":\"SUSPEND_TABLE\"}}");
            Started run = runs.start(Start.FRESH);
            run.expect(RunReport.LoadFinished.class);
            runs.opened(orders);
            missingUpdate(orders);
            run.expect(RunReport.TableSuspended.class);
            run.stop();

            Started again = runs.start(Start.RESUME);
            again.expect(RunReport.Began.class);

            assertEquals("Table error", again.statistics(orders).state());
            assertEquals(1, again.statistics().errored());
        }

        @Test
        void retriesRunOutAndTheReasonIsKept() {
            runs.given("orders", true, 3);
            runs.source.faults().at(Point.CHECK, () -> {
                throw io.dmslocal.engine.connector.spi.ConnectorException.recoverable(
                        "nobody listens at 10.0.0.1", null);
            });

            RunReport.Failed failed = runs.settings("{\"ErrorBehavior\":{\"RecoverableErrorCount\":3,"
                            + "\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}}")
                    .start(Start.FRESH)
                    .expect(RunReport.Failed.class);

            assertEquals(StopReason.RECOVERABLE_ERROR, failed.reason());
            assertTrue(failed.message().contains("nobody listens at 10.0.0.1"), failed.message());
            assertEquals(4, runs.source.faults().passes(Point.CHECK));
        }
    }
}
