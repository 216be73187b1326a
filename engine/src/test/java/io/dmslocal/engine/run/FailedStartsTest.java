package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.checkpoint.SavedRun;
import io.dmslocal.engine.run.reason.Reasons;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Why a start does not come about is known while it is tried again. */
class FailedStartsTest extends RunFixture {

    @Test
    void theFirstFailureIsToldLongBeforeTheSecondAttempt() {
        runs.given("orders", true, 3);
        runs.settings("{\"ErrorBehavior\":{\"RecoverableErrorInterval\":600}}");
        runs.target.faults().breakAt(Point.CHECK, 1);

        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.Retrying.class);

        eventually("nobody knows why", () -> !kept().failures().isEmpty());
        Reasons.Group failure = kept().failures().get(0);
        assertEquals("CONNECTION", failure.cause());
        assertEquals("RETRY", failure.decision());
        assertEquals("The connection broke at CHECK", failure.examples().get(0).message());
        assertTrue(kept().nextTry().orElseThrow().isAfter(Instant.now()));
        assertEquals(StopReason.NORMAL, run.stop());
    }

    @Test
    void aSessionThatOpensHasNoNextAttempt() {
        runs.given("orders", true, 3);
        runs.settings("{\"ErrorBehavior\":{\"RecoverableErrorInterval\":0,\"RecoverableErrorThrottling\":false}}");
        runs.target.faults().breakAt(Point.CHECK, 1);

        Started run = runs.start(Start.FRESH);
        run.expect(RunReport.LoadFinished.class);
        assertEquals(StopReason.NORMAL, run.stop());

        assertEquals(1, kept().failures().size());
        assertTrue(kept().nextTry().isEmpty());
    }

    private Reasons kept() {
        return SavedRun.reasons(runs.checkpoints, Runs.TASK);
    }
}
