package io.dmslocal.persistence.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events into H2's tables, where everybody sees them, and into the {@link Tail}, where they are safe until H2 writes its file. */
final class TailedWrite implements GroupCommit.Write<EventRow> {

    private static final Logger LOG = LoggerFactory.getLogger(TailedWrite.class);

    /** Bytes: some thousand events, read again in a tenth of a second. */
    private static final long LONGEST = 8L << 20;

    private final Tail tail;

    TailedWrite(Tail tail) {
        this.tail = tail;
    }

    @Override
    public void all(Connection connection, List<EventRow> rows) throws SQLException {
        EventRow.insert(connection, rows);
        connection.commit();
        try {
            tail.append(rows);
        } catch (IOException e) {
            LOG.warn("Events cannot be appended to the journal's tail; H2 writes its file instead", e);
            JournalDatabase.flush(connection, false);
            return;
        }
        if (tail.length() > LONGEST) {
            JournalDatabase.flush(
                    connection, true); // to the disk: with the tail nothing may be lost even when the power is
            clear();
        }
    }

    private void clear() {
        try {
            tail.clear();
        } catch (IOException e) {
            LOG.warn("The journal's tail cannot be emptied; it grows", e);
        }
    }
}
