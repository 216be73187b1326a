package io.dmslocal.engine.connector.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import org.junit.jupiter.api.Test;

class LogPositionTest {

    @Test
    void theNativeAndThePaddedFormAreOnePosition() {
        assertEquals(LogPosition.parse("4AF/B00000D0"), LogPosition.parse("000004AF/B00000D0"));
        assertEquals("4AF/B00000D0", LogPosition.parse("000004af/b00000d0").text());
        assertEquals("000004AF/B00000D0", LogPosition.parse("4AF/B00000D0").padded());
    }

    @Test
    void streamsSeeThePaddedPlaceOnBothSidesOfTheOrdinal() {
        LogPosition change = new LogPosition(LogPosition.parse("2/7C007178").lsn(), 3);

        assertEquals("00000002/7C007178.3.00000002/7C007178", change.streamText());
    }

    @Test
    void positionsAreOrderedAsNumbersNotAsTexts() {
        assertTrue(LogPosition.parse("9/0").compareTo(LogPosition.parse("10/0")) < 0);
        assertTrue(LogPosition.parse("1/9").compareTo(LogPosition.parse("1/10")) < 0);
        assertTrue(LogPosition.parse("FFFFFFFF/0").compareTo(LogPosition.parse("1/0")) > 0);
    }

    @Test
    void changesOfATransactionAreOrderedByTheirOrdinal() {
        assertTrue(new LogPosition(5, 2).compareTo(new LogPosition(5, 10)) < 0);
        assertTrue(new LogPosition(5, 10).compareTo(new LogPosition(6, 1)) < 0);
    }

    @Test
    void anythingElseIsRefusedWithAnExample() {
        for (String text : new String[] {"", "4AF", "4AF/", "123456789/0", "mysql-bin.000001:4", "x/y"}) {
            ConnectorException e = assertThrows(ConnectorException.class, () -> LogPosition.parse(text), text);
            assertTrue(e.getMessage().contains("4AF/B00000D0"));
        }
    }

    @Test
    void anExactTextBringsTheOrdinalBack() {
        LogPosition change = new LogPosition(LogPosition.parse("2/7C007178").lsn(), 3);

        assertEquals("2/7C007178.3", change.exactText());
        assertEquals(change, LogPosition.parse(change.exactText()));
        assertEquals("2/7C007178", LogPosition.parse("2/7C007178").exactText());
    }
}
