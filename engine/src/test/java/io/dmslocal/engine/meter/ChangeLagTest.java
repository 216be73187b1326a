package io.dmslocal.engine.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.meter.ChangeLag.Cached;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChangeLagTest {

    private static final Instant TEN = Instant.parse("2024-01-01T10:00:00Z");

    private record At(int number) implements Position {
        @Override
        public String text() {
            return "" + number;
        }

        @Override
        public int compareTo(Position other) {
            return Integer.compare(number, ((At) other).number);
        }
    }

    private final ChangeLag lag = new ChangeLag();

    @Test
    void nothingWaitsBeforeAnythingCame() {
        assertLatencies(0, 0, TEN.plusSeconds(100));
        assertEquals(0, lag.waiting());
    }

    @Test
    void theSourcesLatencyIsTheAgeOfTheLastCapturedChange() {
        lag.captured(List.of(change(TEN, 1), commit(TEN, 2), change(TEN.plusSeconds(5), 3)));

        assertLatencies(15, 20, TEN.plusSeconds(20));
    }

    @Test
    void itIsNoneAsSoonAsTheSourceHasNoMore() {
        lag.captured(List.of(change(TEN, 1), commit(TEN, 2)));
        lag.captured(List.of());

        assertLatencies(0, 20, TEN.plusSeconds(20));
    }

    @Test
    void anOpenTransactionLetsBothGrowUntilItIsOver() {
        lag.captured(List.of());
        lag.open(Optional.of(TEN));
        assertLatencies(20, 20, TEN.plusSeconds(20));

        lag.captured(List.of(change(TEN.plusSeconds(15), 1)));
        assertLatencies(20, 20, TEN.plusSeconds(20));

        lag.open(Optional.empty());
        assertLatencies(5, 5, TEN.plusSeconds(20));
    }

    @Test
    void progressOfOtherTablesIsNoChange() {
        lag.captured(List.of(change(TEN, 1), commit(TEN, 2)));
        lag.committed(new At(2), Cached.NONE);
        lag.captured(List.of(new Change.Progress(new At(9))));

        assertLatencies(0, 0, TEN.plusSeconds(20));
    }

    @Test
    void theTargetsLatencyIsNeverLessThanTheSources() {
        lag.captured(List.of(change(TEN, 1), commit(TEN, 2)));
        lag.committed(new At(2), Cached.NONE);

        assertLatencies(20, 20, TEN.plusSeconds(20));
    }

    @Test
    void aSourceWhoseClockIsAheadIsNotBehind() {
        lag.captured(List.of(change(TEN.plusSeconds(30), 1)));

        assertLatencies(0, 0, TEN);
    }

    @Nested
    class WhatIsUnderWay {

        @Test
        void waitsUntilItsTransactionIsCommitted() {
            lag.captured(List.of(change(TEN, 1), change(TEN, 2)));
            lag.captured(List.of(commit(TEN, 3), change(TEN.plusSeconds(9), 4)));
            lag.captured(List.of());

            lag.committed(new At(3), Cached.NONE);

            assertEquals(1, lag.waiting());
            assertLatencies(0, 11, TEN.plusSeconds(20));
            lag.committed(new At(5), Cached.NONE);
            assertEquals(0, lag.waiting());
            assertLatencies(0, 0, TEN.plusSeconds(20));
        }

        @Test
        void countsWhatWaitsBehindGatesInMemoryAndOnDisk() {
            lag.captured(List.of(change(TEN, 1), commit(TEN, 2)));
            lag.captured(List.of());
            lag.committed(new At(2), new Cached(3, 4, Optional.of(TEN)));

            assertEquals(7, lag.waiting());
            assertEquals(3, lag.inMemory());
            assertEquals(4, lag.onDisk());
            assertLatencies(0, 60, TEN.plusSeconds(60));
        }

        @Test
        void isBoundedHoweverLongTheTargetStands() {
            for (int i = 1; i <= 10_000; i++) {
                lag.captured(List.of(change(TEN.plusSeconds(i), i)));
            }
            assertEquals(10_000, lag.waiting());

            lag.committed(new At(10_000), Cached.NONE);

            assertEquals(0, lag.waiting());
        }

        @Test
        void isForgottenByANewSession() {
            lag.captured(List.of(change(TEN, 1)));

            lag.restarted();

            assertEquals(0, lag.waiting());
            assertLatencies(0, 0, TEN.plusSeconds(60));
        }
    }

    private void assertLatencies(long source, long target, Instant now) {
        assertEquals(Duration.ofSeconds(source), lag.source(now));
        assertEquals(Duration.ofSeconds(target), lag.target(now));
    }

    private static Change change(Instant committed, int at) {
        return new Change.Truncate(
                new TableId("s", "t"), new Transaction(committed.getEpochSecond(), committed), new At(at));
    }

    private static Change commit(Instant committed, int at) {
        return new Change.Commit(new Transaction(committed.getEpochSecond(), committed), new At(at));
    }
}
