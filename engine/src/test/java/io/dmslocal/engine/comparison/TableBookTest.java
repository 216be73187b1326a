package io.dmslocal.engine.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.comparison.Difference.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableBookTest {

    private static final Instant START = Instant.parse("2024-03-14T00:00:00Z");
    private static final KeyPair ROW = pair("1");

    private final TableBook book =
            new TableBook(new ValidationPolicy(false, Duration.ofMinutes(5), Duration.ofMinutes(30), 3));

    @Test
    void aRowIsReportedWhenItStaysWrongForTheDelay() {
        assertEquals(0, look(1, 0));
        assertEquals(ValidationState.PENDING_RECORDS, book.state(0));
        assertEquals(0, look(1, 4));
        assertEquals(1, look(1, 5));
        assertEquals(ValidationState.MISMATCHED_RECORDS, book.state(0));
        assertEquals(0, look(1, 6), "told once");
    }

    @Test
    void aRowThatBecomesEqualAgainIsNoFailureAnyMore() {
        look(1, 0);
        look(1, 5);
        book.looked(List.of(ROW), List.of(), true, Optional.empty(), at(6));
        assertEquals(0, book.failed());
        assertEquals(ValidationState.VALIDATED, book.state(0));
    }

    @Test
    void aRowIsNotReportedWhileTheTargetHasNotFollowed() {
        look(1, 0);
        assertEquals(
                0,
                book.looked(List.of(ROW), List.of(different(1)), false, Optional.empty(), at(20))
                        .size());
        assertEquals(1, book.watched());
    }

    @Test
    void aRowThatKeepsChangingIsSuspended() {
        for (int minute = 0; minute <= 31; minute++) {
            assertEquals(0, look(minute, minute));
        }
        assertEquals(ValidationState.SUSPENDED_RECORDS, book.state(0));
        assertEquals(1, book.suspended());

        assertEquals(1, look(31, 32), "it stayed wrong at last");
        assertEquals(0, book.suspended());
    }

    @Test
    void aTableWithTooManyFailuresIsLookedAtNoFurther() {
        TableBook full = new TableBook(new ValidationPolicy(true, Duration.ZERO, Duration.ZERO, 3));
        List<Difference> five = IntStream.range(0, 5)
                .mapToObj(i -> new Difference(pair("" + i), Type.MISSING_TARGET, List.of(), i))
                .toList();
        full.looked(List.of(), five, true, Optional.empty(), START);
        assertEquals(3, full.failed());
        assertEquals(true, full.isFull());
    }

    private int look(long mark, int minute) {
        book.due(at(minute), 10, Optional.empty());
        return book.looked(List.of(ROW), List.of(different(mark)), true, Optional.empty(), at(minute))
                .size();
    }

    private static Difference different(long mark) {
        return new Difference(ROW, Type.RECORD_DIFF, List.of(), mark);
    }

    private static KeyPair pair(String key) {
        return new KeyPair(List.of(key), List.of(key), List.of(key));
    }

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }
}
