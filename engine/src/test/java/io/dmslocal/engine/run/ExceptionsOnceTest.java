package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** TaskRecoveryTableEnabled: what is refused is an exception once, and a table that is left out stays so, whenever a connection breaks. */
class ExceptionsOnceTest extends RecoveryTableFixture {

    @Test
    void aRefusedChangeIsAnExceptionOnce() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            Started run = runs.type(CDC).settings(SETTINGS).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            AtomicInteger lost = answersToCommitsGetLost(runs);

            for (long i = 0; i < 40; i++) {
                long id = i;
                runs.source.database().transaction(tx -> {
                    tx.insert(notes, id, "fits", 1L);
                    tx.insert(notes, id, "is too long for the target", 1L);
                });
                eventually(
                        () -> "exceptions: " + runs.exceptions() + " of " + (id + 1),
                        () -> runs.exceptions() >= id + 1);
            }

            run.stop();
            assertEquals(40, runs.exceptions());
            assertEquals(40, runs.target.database().content(notes).size());
            assertTrue(lost.get() >= 5, () -> "answers were lost only " + lost + " times");
        }
    }

    @Test
    void theTableOfExceptionsIsMadeOncePerSession() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            Started run = runs.type(CDC).settings(SETTINGS).start(Start.FRESH);
            run.expect(RunReport.Began.class);

            for (long i = 0; i < 5; i++) {
                long id = i;
                runs.source.database().transaction(tx -> tx.insert(notes, id, "is too long for the target", 1L));
                eventually(
                        () -> "exceptions: " + runs.exceptions() + " of " + (id + 1),
                        () -> runs.exceptions() >= id + 1);
            }

            run.stop();
            assertEquals(1, runs.target.database().timesMade(MemoryTarget.EXCEPTIONS));
        }
    }

    @Test
    void aTableThatIsLeftOutStaysSoThoughTheAnswerToTheCommitWasLost() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            TableId other = runs.given("other", true, 0);
            Started run = runs.type(CDC)
                    .settings(SETTINGS.replace(
                            "\"ErrorBehavior\":{", "\"ErrorBehavior\":{\"DataErrorPolicy\":\"SUSPEND_TABLE\","))
                    .start(Start.FRESH);
            run.expect(RunReport.Began.class);
            answersToCommitsGetLost(runs);
            runs.source.database().transaction(tx -> {
                for (long id = 0; id < 3; id++) {
                    tx.insert(notes, id, id == 1 ? "is too long for the target" : "fits", 1L);
                }
            });
            run.expect(RunReport.TableSuspended.class);

            for (long id = 3; id < 20; id++) {
                long next = id;
                runs.source.database().transaction(tx -> {
                    tx.insert(notes, next, "fits", 1L);
                    tx.insert(other, next, "fits", 1L);
                });
            }

            runs.same(other);
            run.stop();
            assertEquals("[[0, fits, 1]]", runs.target.database().content(notes).toString());
            assertEquals("Table error", Runs.of(runs.saved(), notes).state());
        }
    }

    @Test
    void aTableThatIsLeftOutHasItsExceptionsThoughItsLastTransactionWasNeverCommitted() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            TableId other = runs.given("other", true, 0);
            Started run = runs.type(CDC).settings(escalating("SUSPEND_TABLE")).start(Start.FRESH);
            run.expect(RunReport.Began.class);
            runs.target.faults().breakAt(Point.BEFORE_COMMIT, 1);

            twoAreTooLong(runs, notes);

            run.expect(RunReport.Retrying.class);
            runs.source.database().transaction(tx -> tx.insert(other, 1L, "fits", 1L));
            runs.same(other);
            run.stop();
            assertEquals("Table error", Runs.of(runs.saved(), notes).state());
            assertEquals(2, runs.exceptions());
        }
    }

    @Test
    void ofATransactionThatStopsTheTaskOnlyTheReasonIsAnExceptionUntilItComesAgain() {
        try (Runs runs = new Runs(spill)) {
            TableId notes = runs.given("notes", false, 0);
            Started run = runs.type(CDC).settings(escalating("STOP_TASK")).start(Start.FRESH);
            run.expect(RunReport.Began.class);

            twoAreTooLong(runs, notes);

            run.expect(RunReport.Failed.class);
            assertEquals(1, runs.exceptions());

            Started resumed = runs.settings(SETTINGS).start(Start.RESUME);
            eventually(() -> "exceptions: " + runs.exceptions(), () -> runs.exceptions() >= 3);
            resumed.stop();
            assertEquals(3, runs.exceptions());
        }
    }

    /** With the second error of data. */
    private static String escalating(String policy) {
        return SETTINGS.replace(
                "\"ErrorBehavior\":{",
                "\"ErrorBehavior\":{\"DataErrorEscalationCount\":2,\"DataErrorEscalationPolicy\":\"" + policy + "\",");
    }

    private static void twoAreTooLong(Runs runs, TableId notes) {
        runs.source.database().transaction(tx -> {
            tx.insert(notes, 1L, "fits", 1L);
            tx.insert(notes, 2L, "is too long for the target", 1L);
            tx.insert(notes, 3L, "is too long for the target too", 1L);
        });
    }
}
