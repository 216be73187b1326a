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
            flushInstead(connection);
            return;
        }
        if (tail.length() > LONGEST) {
            shorten(connection);
        }
    }

    private static void flushInstead(Connection connection) throws GroupCommit.Unsafe {
        try {
            JournalDatabase.flush(connection, false);
        } catch (SQLException e) {
            throw new GroupCommit.Unsafe(e);
        }
    }

    /** To the disk first: with the tail nothing may be lost even when the power is. */
    private void shorten(Connection connection) {
        try {
            JournalDatabase.flush(connection, true);
        } catch (SQLException e) {
            LOG.warn("H2 cannot write its file; the events are safe in the journal's tail, which grows", e);
            return;
        }
        clear();
    }

    private void clear() {
        try {
            tail.clear();
        } catch (IOException e) {
            LOG.warn("The journal's tail cannot be emptied; it grows", e);
        }
    }
}
