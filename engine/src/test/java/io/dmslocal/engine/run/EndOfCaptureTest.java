package io.dmslocal.engine.run;

import static io.dmslocal.engine.run.RunPlan.MigrationType.CDC;
import static io.dmslocal.engine.run.RunPlan.MigrationType.FULL_LOAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.run.RunPlan.Start;
import io.dmslocal.engine.run.Runs.Started;
import io.dmslocal.engine.run.checkpoint.SavedRun;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source that remembers changes for nobody fills its disk. */
class EndOfCaptureTest extends RunFixture {

    private static final String TASK = "arn:aws:dms:us-east-1:000000000000:task:T";

    @BeforeEach
    void aTaskThatCapturedChanges() {
        runs.given("orders", true, 5);
        Started run = runs.type(CDC).start(Start.FRESH);
        run.expect(RunReport.Began.class);
        run.stop();
        assertEquals(Set.of("dms_t"), runs.source.database().captures());
    }

    @Test
    void aFullLoadThatBeginsAnewLetsTheSourceForgetEarlierCaptures() {
        runs.type(FULL_LOAD).start(Start.RELOAD).expect(RunReport.Stopped.class);

        assertEquals(Set.of(), runs.source.database().captures());
        assertFalse(SavedRun.captures(runs.checkpoints, TASK));
    }

    @Test
    void aCaptureIsKnownEvenWhenTheRunEndsBeforeItsFirstWord() {
        try (Runs cut = new Runs(spill)) {
            cut.given("orders", true, 5);
            cut.target.faults().at(Faults.Point.PREPARE, () -> {
                throw ConnectorException.fatal("no room");
            });

            cut.type(CDC).start(Start.FRESH).expect(RunReport.Failed.class);

            assertEquals(Set.of("dms_t"), cut.source.database().captures());
            assertTrue(SavedRun.captures(cut.checkpoints, TASK));
            cut.target.faults().never(Faults.Point.PREPARE);
            cut.type(FULL_LOAD).start(Start.FRESH).expect(RunReport.Stopped.class);
            assertEquals(Set.of(), cut.source.database().captures());
            assertFalse(SavedRun.captures(cut.checkpoints, TASK));
        }
    }

    @Test
    void aFullLoadThatResumesLeavesTheCaptureToBeEndedLater() {
        runs.type(FULL_LOAD).start(Start.RESUME).expect(RunReport.Stopped.class);

        assertEquals(Set.of("dms_t"), runs.source.database().captures());
        assertTrue(SavedRun.captures(runs.checkpoints, TASK));
    }
}
