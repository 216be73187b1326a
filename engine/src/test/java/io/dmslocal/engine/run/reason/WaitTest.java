package io.dmslocal.engine.run.reason;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.connector.spi.LockWait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is waited for, seen more than once. */
class WaitTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.4Z");

    @Test
    void aServerThatStaysSilentIsTheSameWaitWhateverTheLookMeasures() {
        Wait first = Wait.silent("target", NOON, "timed out");
        Wait later = Wait.silent("target", NOON.plusMillis(700), "timed out after all");

        assertEquals(first, later.orAsIn(List.of(first)));
        assertEquals(Instant.parse("2026-01-01T12:00:00Z"), first.since());
    }

    @Test
    void anotherSideIsAnotherWait() {
        Wait target = Wait.silent("target", NOON, "timed out");
        Wait source = Wait.silent("source", NOON, "timed out");

        assertEquals(source, source.orAsIn(List.of(target)));
    }

    @Test
    void anotherHolderIsAnotherWait() {
        Wait first = heldBy("7");
        Wait later = heldBy("8");

        assertEquals(later, later.orAsIn(List.of(first)));
    }

    private static Wait heldBy(String session) {
        LockWait.Holder holder = new LockWait.Holder(session, "u", "", "idle in transaction", Duration.ofSeconds(9));
        return Wait.of("target", new LockWait("a.b", "UPDATE", Duration.ofSeconds(3), List.of(holder)), NOON);
    }
}
