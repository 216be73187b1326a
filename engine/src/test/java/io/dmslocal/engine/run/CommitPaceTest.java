package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.settings.TaskSettings;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

    @Test
    void withTheDefaultsNothingWaits() {
        CommitPace pace = pace("{}", false);
        pace.changed();

        assertFalse(pace.gathers());
        assertFalse(pace.isWaiting());
        assertTrue(pace.isDue());
    }

    @Test
    void aLongerCommitTimeoutGathersUntilThereAreEnoughChanges() {
        CommitPace pace = pace("{\"CommitTimeout\":3600,\"MinTransactionSize\":3}", false);
        assertTrue(pace.isDue(), "nothing waits: a position may be saved");
        pace.changed();
        pace.changed();
        assertFalse(pace.isDue());
        assertTrue(pace.isWaiting());

        pace.changed();
        assertTrue(pace.isDue());
        pace.committed();
        assertFalse(pace.isWaiting());
    }

    @Test
    void aBatchComesSoLongAfterTheOneBefore() {
        CommitPace pace = pace("{\"BatchApplyTimeoutMin\":3600}", true);
        pace.changed();
        assertTrue(pace.isDue(), "the first need not wait");

        pace.committed();
        pace.changed();
        assertFalse(pace.isDue());
    }

    @Test
    void aTransactionThatIsNotOverHoldsUpItsBatchOnlySoLong() {
        CommitPace patient = pace("{\"BatchApplyTimeoutMax\":3600}", true);
        CommitPace impatient = pace("{\"BatchApplyTimeoutMax\":0}", true);
        patient.changed();
        impatient.changed();

        assertFalse(patient.isOverdue());
        assertTrue(impatient.isOverdue());
    }

    private static CommitPace pace(String tuning, boolean batch) {
        String settings = "{\"ChangeProcessingTuning\":" + tuning + "}";
        return new CommitPace(
                TaskSettings.parse(
                        TaskSettings.complete(settings, "cdc").value().orElseThrow()),
                batch);
    }
}
