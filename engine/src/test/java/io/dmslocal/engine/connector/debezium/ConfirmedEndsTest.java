package io.dmslocal.engine.connector.debezium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.record.Position;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfirmedEndsTest {

    private record Place(int number) implements Position {

        @Override
        public String text() {
            return Integer.toString(number);
        }

        @Override
        public int compareTo(Position other) {
            return Integer.compare(number, ((Place) other).number);
        }
    }

    private final ConfirmedEnds<Integer> ends = new ConfirmedEnds<>();

    @Test
    void nothingIsTakenThatWasNotConfirmed() {
        read(1, 3);

        assertEquals(Optional.empty(), ends.take());
    }

    @Test
    void theLastConfirmedEndIsTakenOnce() {
        read(1, 3);
        ends.confirm(new Place(2));

        assertEquals(Optional.of(2), ends.take());
        assertEquals(Optional.empty(), ends.take());

        ends.confirm(new Place(1)); // late, and behind
        read(4, 4);
        assertEquals(Optional.empty(), ends.take());
    }

    @Test
    void whatIsConfirmedBeforeItIsReadIsTakenWhenItIs() {
        ends.confirm(new Place(5));
        read(4, 6);

        assertEquals(Optional.of(5), ends.take());
    }

    @Test
    void manyEndsAreThinnedAndNeverTakenTooFar() {
        read(1, 100_000);
        ends.confirm(new Place(50_001));

        int taken = ends.take().orElseThrow();
        assertTrue(taken <= 50_001 && taken > 30_000, "taken up to " + taken);
    }

    private void read(int from, int to) {
        for (int number = from; number <= to; number++) {
            ends.read(new Place(number), number);
        }
    }
}
