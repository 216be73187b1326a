package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.CaptureMemory;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.record.Change.RowChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * XA transactions between their two phases. The log shows the rows where the transaction was prepared, which may be long before it is committed, or
 * rolled back; they count from the commit on.
 *
 * <p>Where a transaction that is held begins is remembered, so that a reader that starts between the phases reads from there again. Of those that are
 * prepared when a capture starts nobody knows where they begin: the reader goes through the log from its oldest file, looking at XA transactions only.
 */
final class LogPrepared {

    private static final String MEMORY = "prepared";

    /** The parts of an identifier as SQL writes them: texts, or X'...'; then the format. */
    private static final Pattern PART =
            Pattern.compile("(?:([xX])'([0-9a-fA-F]*)'|0[xX]([0-9a-fA-F]+)|'([^']*)')|(\\d+)");

    private final CaptureMemory memory;
    private final Map<String, List<RowChange>> held = new HashMap<>();
    /** Prepared before the place from which changes are told. */
    private final Set<String> expected = new HashSet<>();

    private final Set<String> seen = new HashSet<>();

    LogPrepared(CaptureMemory memory) {
        this.memory = memory;
    }

    /** A phase of one transaction. @param begin where it begins; empty when this ended it */
    private record Phase(LogPosition at, String begin, String id) {

        static Phase parse(String entry) {
            String[] words = entry.split(" ", 3);
            return new Phase(LogPosition.parse(words[0]), words[1].equals("-") ? "" : words[1], words[2]);
        }

        String text() {
            return at.text() + " " + (begin.isEmpty() ? "-" : begin) + " " + id;
        }
    }

    /**
     * Notes transactions that are prepared when a capture starts: their rows stand somewhere in the log before.
     *
     * @param oldest from where on the server has its log
     */
    static void start(CaptureMemory memory, List<String> ids, LogPosition oldest, LogPosition place) {
        memory.clear(MEMORY);
        ids.forEach(id -> memory.append(MEMORY, new Phase(place, oldest.text(), id).text()));
    }

    /** From where to read so that all is known that holds at {@code place}. */
    LogPosition begin(LogPosition place) {
        Map<String, LogPosition> open = new HashMap<>();
        memory.entries(MEMORY).stream()
                .map(Phase::parse)
                .filter(phase -> phase.at.compareTo(place) <= 0)
                .sorted(Comparator.comparing(Phase::at))
                .forEach(phase -> {
                    if (phase.begin.isEmpty()) {
                        open.remove(phase.id);
                    } else {
                        open.put(phase.id, LogPosition.parse(phase.begin));
                    }
                });
        expected.addAll(open.keySet());
        return open.values().stream()
                .min(Comparator.naturalOrder())
                .filter(begin -> begin.compareTo(place) < 0)
                .orElse(place);
    }

    void hold(String id, List<RowChange> rows, LogPosition begin, LogPosition at) {
        seen.add(id);
        if (!rows.isEmpty()) {
            held.put(id, rows);
            memory.append(MEMORY, new Phase(at, begin.text(), id).text());
        }
    }

    /** The rows of a transaction that ends here, one way or the other. */
    List<RowChange> end(String id, LogPosition at, boolean isCommit) {
        List<RowChange> rows = held.remove(id);
        boolean wasExpected = expected.remove(id);
        if (isCommit && wasExpected && !seen.contains(id)) {
            throw ConnectorException.fatal("At " + at.text() + " the source committed the XA transaction " + id
                    + " (identifier in hexadecimal), which was prepared before its changes were captured, and the log no"
                    + " longer has its rows. Reload the tables that it wrote: start the task with reload-target.");
        }
        if (rows == null && !wasExpected) {
            return List.of();
        }
        if (rows == null) {
            rows = List.of();
        }
        memory.append(MEMORY, new Phase(at, "", id).text());
        return rows;
    }

    /** Those that are prepared now; empty where the server does not say it. */
    static List<String> prepared(Session session, ConnectorLog log) throws IOException {
        List<String> ids = new ArrayList<>();
        if (session.isMariaDb()) {
            session.rows("XA RECOVER FORMAT='SQL'").forEach(row -> ids.add(id("XA " + row[3])));
            return ids;
        }
        try {
            for (String[] row : session.rows("XA RECOVER CONVERT XID")) {
                int first = Integer.parseInt(row[1]) * 2;
                String hex = row[3].substring(2).toLowerCase(Locale.ROOT); // behind 0x
                ids.add(hex.substring(0, first) + "," + hex.substring(first) + "," + row[0]);
            }
        } catch (ServerError e) {
            log.warn(
                    Component.SOURCE_CAPTURE,
                    "Whether XA transactions are prepared cannot be seen (" + e.getMessage()
                            + "): one that is committed later may be missed."
                            + " GRANT XA_RECOVER_ADMIN ON *.* to the endpoint's user.");
        }
        return ids;
    }

    /** The identifier in an event that prepares: format, lengths of both parts, the parts. */
    static String id(Packet event) {
        int format = event.int4();
        int first = event.int4();
        int second = event.int4();
        byte[] bytes = event.bytes();
        HexFormat hex = HexFormat.of();
        int at = event.at();
        return hex.formatHex(bytes, at, at + first) + "," + hex.formatHex(bytes, at + first, at + first + second) + ","
                + format;
    }

    /** The identifier in {@code XA COMMIT X'6162',X'',1}, in the same form. */
    static String id(String statement) {
        List<String> parts = new ArrayList<>();
        String format = "1";
        Matcher part = PART.matcher(statement);
        while (part.find()) {
            if (part.group(5) != null) {
                format = part.group(5);
            } else if (part.group(4) != null) {
                parts.add(HexFormat.of().formatHex(part.group(4).getBytes(StandardCharsets.UTF_8)));
            } else {
                parts.add((part.group(2) != null ? part.group(2) : part.group(3)).toLowerCase(Locale.ROOT));
            }
        }
        return (parts.isEmpty() ? "" : parts.get(0)) + "," + (parts.size() > 1 ? parts.get(1) : "") + "," + format;
    }
}
