package io.dmslocal.engine.run.checkpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.persistence.journal.JournalException;
import io.dmslocal.persistence.journal.JournalFull;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What a run makes of a journal's failures. */
class RetriedCheckpointTest {

    private static final JournalFull FULL = new JournalFull("The disk of the journal is full");

    @Test
    void aFullJournalIsKnownHoweverOftenItsFailureWasWrapped() {
        assertTrue(RetriedCheckpoint.isWithoutRoom(FULL));
        assertTrue(RetriedCheckpoint.isWithoutRoom(ConnectorException.recoverable("not saved", FULL)));
        assertTrue(RetriedCheckpoint.isWithoutRoom(
                ConnectorException.recoverable("not saved", new CompletionException(new RuntimeException(FULL)))));
    }

    @Test
    void anotherFailureIsNotOne() {
        assertFalse(RetriedCheckpoint.isWithoutRoom(ConnectorException.recoverable("gone", null)));
        assertFalse(RetriedCheckpoint.isWithoutRoom(
                ConnectorException.recoverable("not saved", new JournalException("away", FULL.getCause()))));
    }
}
