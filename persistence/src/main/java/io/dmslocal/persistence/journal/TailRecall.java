package io.dmslocal.persistence.journal;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what only the {@link Tail} has into H2's tables, whenever H2 has opened its file: after a failure of its own it gives the database up, and whichever
 * pool needs a connection next opens the file again, as it was when H2 wrote it last. Every pool calls it for each new connection, before anybody gets that
 * ({@code recall_tail}); all but the first after an opening find that nothing is to be done.
 *
 * <p>An event that is being written at that very moment may come back although its writer was told that it failed: as after any lost connection, who reads
 * the journal again finds out.
 *
 * <p>Public because H2 calls it by name.
 */
public final class TailRecall {

    private static final Logger LOG = LoggerFactory.getLogger(TailRecall.class);

    /** Openings that have all, by path. Guarded by the class. */
    private static final Map<String, WeakReference<Database>> COMPLETE = new HashMap<>();

    private TailRecall() {}

    /** @param connection a new one */
    public static synchronized void recall(Connection connection) throws SQLException {
        Database database =
                ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase();
        String path = database.getDatabasePath();
        WeakReference<Database> last = COMPLETE.get(path);
        if (last != null && last.get() == database) {
            return;
        }
        try {
            int recalled =
                    into(connection, Tail.of("jdbc:h2:" + (path.startsWith(PatientPath.PREFIX) ? "" : "file:") + path));
            if (recalled > 0) {
                LOG.warn("H2 has opened {} anew; events that came back from the journal's tail: {}", path, recalled);
            }
        } catch (IOException e) {
            throw new SQLException("The newest events of " + path + " cannot be read", e);
        }
        COMPLETE.put(path, new WeakReference<>(database));
    }

    /** @return how many events were missing */
    static int into(Connection connection, Optional<Tail> tail) throws SQLException, IOException {
        List<EventRow> missing = new ArrayList<>();
        for (EventRow event : tail.isPresent() ? tail.get().read() : List.<EventRow>of()) {
            if (!event.isIn(connection)) {
                missing.add(event);
            }
        }
        EventRow.insert(connection, missing);
        connection.commit();
        return missing.size();
    }
}
