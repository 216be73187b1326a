package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.TableId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SnapshotImageTest {

    @Test
    void finishedTransactionsAreHeldAndRunningOrLaterOnesAreNot() {
        SnapshotImage image = SnapshotImage.parse("100:110:100,105");

        assertTrue(image.holds(by(99)));
        assertFalse(image.holds(by(100)));
        assertTrue(image.holds(by(101)));
        assertFalse(image.holds(by(105)));
        assertTrue(image.holds(by(109)));
        assertFalse(image.holds(by(110)));
        assertFalse(image.holds(by(500)));
    }

    @Test
    void numbersOfTheLogAreWidenedAcrossTheWrap() {
        long wrap = 1L << 32;
        SnapshotImage image = SnapshotImage.parse((wrap - 5) + ":" + (wrap + 10) + ":" + (wrap - 5) + "," + (wrap + 3));

        assertTrue(image.holds(by(wrap - 6))); // before the wrap
        assertFalse(image.holds(by(wrap - 5)));
        assertTrue(image.holds(by(2))); // after it
        assertFalse(image.holds(by(3)));
        assertFalse(image.holds(by(10)));
    }

    @Test
    void itsTextIsReadBack() {
        assertEquals("7:9:7,8", SnapshotImage.parse("7:9:7,8").text());
        assertThrows(ConnectorException.class, () -> SnapshotImage.parse("nothing"));
    }

    private static Change by(long transaction) {
        return new Change.Truncate(
                new TableId("s", "t"), new Transaction(transaction & 0xFFFFFFFFL, Instant.EPOCH), LogPosition.at(0));
    }
}
