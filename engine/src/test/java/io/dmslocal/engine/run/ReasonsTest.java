package io.dmslocal.engine.run;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.checkpoint.SavedRun;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.run.statistics.RunStatistics;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Reasons are saved by whoever saves something, and by who looks for locks. */
class ReasonsTest {

    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:01Z");
    private static final Instant LATE = Instant.parse("2026-01-01T00:00:02Z");

    private final MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    private final Reasons reasons = new Reasons(Clock.systemUTC());
    private final RunCheckpoint checkpoint = new RunCheckpoint(checkpoints.open("T"), reasons);

    private Optional<Instant> saved() {
        return SavedRun.reasons(checkpoints, "T").nextTry();
    }

    @Test
    void whatWasTakenEarlierIsNotSavedOverWhatWasTakenLater() throws InterruptedException {
        Thread later = new Thread(() -> checkpoint.save(RunStatistics.NONE));
        AtomicBoolean isFirst = new AtomicBoolean(true);
        reasons.nextTry(Optional.of(EARLY));
        checkpoints.beforeSave(documents -> {
            if (documents.containsKey("reasons") && isFirst.getAndSet(false)) {
                reasons.nextTry(Optional.of(LATE));
                later.start();
                eventually(
                        () -> "the later one is " + later.getState(),
                        () -> later.getState() == Thread.State.BLOCKED || !later.isAlive());
            }
        });

        checkpoint.saveReasons();
        later.join();

        assertEquals(Optional.of(LATE), saved());
    }

    @Test
    void theNewestOfAKindIsKeptHoweverManyCameBefore() {
        for (int i = 1; i <= 12; i++) {
            reasons.add(new Failure("", "CONNECTION", "RETRY", "broken " + i, "id=" + i, "INSERT " + i));
        }

        checkpoint.saveReasons();

        Reasons.Group told = SavedRun.reasons(checkpoints, "T").failures().get(0);
        Reasons.Example newest = told.newest().orElseThrow();
        assertEquals(12, told.times());
        assertEquals("broken 12", newest.message());
        assertEquals("id=12", newest.key());
        assertEquals("INSERT 12", newest.statement());
        assertEquals(told.last(), newest.time());
        assertEquals("broken 1", told.examples().get(0).message());
        assertEquals(10, told.examples().size());
    }

    @Test
    void whatCouldNotBeSavedIsSavedNextTime() {
        reasons.nextTry(Optional.of(EARLY));
        checkpoints.beforeSave(documents -> {
            throw new IllegalStateException("no room");
        });
        assertThrows(IllegalStateException.class, checkpoint::saveReasons);
        assertTrue(saved().isEmpty());
        checkpoints.beforeSave(documents -> {});

        checkpoint.saveReasons();

        assertEquals(Optional.of(EARLY), saved());
    }
}
