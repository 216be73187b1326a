package io.dmslocal.persistence.journal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events into the {@link Tail}, where they are safe until H2 writes its file, and then into H2's tables, where everybody sees them. In this order: what a full
 * disk refuses was never there.
 */
final class TailedWrite implements GroupCommit.Write<EventRow> {

    private static final Logger LOG = LoggerFactory.getLogger(TailedWrite.class);

    /** Bytes: some thousand events, read again in a tenth of a second. */
    private static final long LONGEST = 8L << 20;

    private final Tail tail;
    private final DiskRoom room;

    TailedWrite(Tail tail, DiskRoom room) {
        this.tail = tail;
        this.room = room;
    }

    @Override
    public void all(Connection connection, List<EventRow> rows) throws SQLException {
        room.demand();
        long before = append(rows);
        try {
            EventRow.insert(connection, rows);
            connection.commit();
        } catch (SQLException | RuntimeException | Error e) {
            takeBack(before);
            throw e;
        }
    }

    /** Nobody waits for it: the events are safe in the tail. */
    @Override
    public void afterwards(Connection connection) {
        if (tail.length() > LONGEST && room.shortage().isEmpty()) {
            shorten(connection);
        }
    }

    private long append(List<EventRow> rows) {
        try {
            long before = tail.append(rows);
            room.wrote();
            return before;
        } catch (IOException e) {
            LOG.warn("Events cannot be written to {}: {}", tail.file(), e.getMessage());
            room.refused(e);
            throw room.full(e.getMessage());
        }
    }

    private void takeBack(long before) {
        try {
            tail.cut(before);
        } catch (IOException e) {
            LOG.warn(
                    "Events that H2 refused cannot be cut off the journal's tail; the next ones are written over them",
                    e);
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
