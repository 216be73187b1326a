package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The transactions before a place of the log, by their global identifiers: who starts at such a set gets exactly what is behind the place.
 *
 * <p>MariaDB answers with a function. MySQL has none: the log's file says at its head what was before it, and its events say the rest.
 */
final class LogGtids {

    private static final int PAGE = 10_000;
    /** "Gtid", and "Gtid_tagged" from MySQL 8.3 on. */
    private static final String IDENTIFIER = "gtid";

    private LogGtids() {}

    /** Empty where transactions have none. */
    static Optional<String> before(Session session, LogPosition place) throws IOException {
        if (session.isMariaDb()) {
            String set =
                    session.value("SELECT BINLOG_GTID_POS(" + Sql.quoted(place.file()) + "," + place.offset() + ")");
            if (set == null) {
                throw ConnectorException.fatal("The source's log has no place " + place.text()
                        + " between two transactions (any more), so that Debezium cannot start there.");
            }
            return Optional.of(set);
        }
        if (!"ON".equalsIgnoreCase(session.value("SELECT @@global.gtid_mode"))) {
            return Optional.empty();
        }
        return Optional.of(inMySql(session, place));
    }

    private static String inMySql(Session session, LogPosition place) throws IOException {
        String set = "";
        GtidRanges ranges = new GtidRanges();
        long at = 4;
        do {
            List<String[]> events = session.rows(
                    "SHOW BINLOG EVENTS IN " + Sql.quoted(place.file()) + " FROM " + at + " LIMIT " + PAGE);
            for (String[] event : events) {
                if (event[2].equals("Previous_gtids")) {
                    set = event[5].replaceAll("\\s", "");
                }
                boolean isBefore =
                        Long.parseLong(event[4]) < place.offset(); // at its end its transaction is still to come
                if (isBefore
                        && event[5] != null
                        && event[2].toLowerCase(Locale.ROOT).startsWith(IDENTIFIER)) {
                    ranges.add(event[5]);
                }
            }
            if (events.size() < PAGE) {
                break;
            }
            at = Long.parseLong(events.get(events.size() - 1)[4]);
        } while (at < place.offset());
        String here = ranges.toString();
        String both = set.isEmpty() || here.isEmpty() ? set + here : set + "," + here;
        return both.isEmpty()
                ? ""
                : session.value("SELECT GTID_SUBTRACT(" + Sql.quoted(both) + ",'')")
                        .replaceAll("\\s", "");
    }
}
