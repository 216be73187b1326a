package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The transactions before a place of the log, by their global identifiers: who starts at such a set gets exactly what is behind the place.
 *
 * <p>MariaDB answers with a function. MySQL has none: the log's file says at its head what was before it, and its events say the rest.
 */
final class LogGtids {

    private static final int PAGE = 10_000;
    private static final Pattern NEXT = Pattern.compile(".*GTID_NEXT\\s*=\\s*'([0-9A-Fa-f-]{36}):(\\d+)'.*");

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
        Map<String, TreeMap<Long, Long>> ranges = new LinkedHashMap<>(); // of each server, first number to last
        long at = 4;
        do {
            List<String[]> events = session.rows(
                    "SHOW BINLOG EVENTS IN " + Sql.quoted(place.file()) + " FROM " + at + " LIMIT " + PAGE);
            for (String[] event : events) {
                if (event[2].equals("Previous_gtids")) {
                    set = event[5].replaceAll("\\s", "");
                }
                Matcher next = NEXT.matcher(event[5] == null ? "" : event[5]);
                boolean isBefore =
                        Long.parseLong(event[4]) < place.offset(); // at its end its transaction is still to come
                if (isBefore && event[2].equals("Gtid") && next.matches()) {
                    add(
                            ranges.computeIfAbsent(next.group(1), server -> new TreeMap<>()),
                            Long.parseLong(next.group(2)));
                }
            }
            if (events.size() < PAGE) {
                break;
            }
            at = Long.parseLong(events.get(events.size() - 1)[4]);
        } while (at < place.offset());
        String here = ranges.entrySet().stream()
                .map(server -> server.getKey()
                        + server.getValue().entrySet().stream()
                                .map(range -> ":" + range.getKey() + "-" + range.getValue())
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(","));
        String both = set.isEmpty() || here.isEmpty() ? set + here : set + "," + here;
        return both.isEmpty()
                ? ""
                : session.value("SELECT GTID_SUBTRACT(" + Sql.quoted(both) + ",'')")
                        .replaceAll("\\s", "");
    }

    private static void add(TreeMap<Long, Long> ranges, long number) {
        Map.Entry<Long, Long> below = ranges.floorEntry(number);
        if (below != null && below.getValue() == number - 1) {
            ranges.put(below.getKey(), number);
        } else if (below == null || below.getValue() < number) {
            ranges.put(number, number);
        }
    }
}
