package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.connector.spi.CaptureMemory;
import io.dmslocal.engine.record.Change.RowChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * XA transactions between their two phases. The log shows the rows where the transaction was prepared, which may be long before it is committed, or
 * rolled back; they count from the commit on.
 *
 * <p>Where a transaction that is held begins is remembered, so that a reader that starts between the phases reads from there again.
 */
final class LogPrepared {

    private static final String MEMORY = "prepared";

    /** The parts of an identifier as SQL writes them: texts, or X'...'; then the format. */
    private static final Pattern PART =
            Pattern.compile("(?:([xX])'([0-9a-fA-F]*)'|0[xX]([0-9a-fA-F]+)|'([^']*)')|(\\d+)");

    private final CaptureMemory memory;
    private final Map<String, List<RowChange>> held = new HashMap<>();

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

    /** Nothing is held when a capture starts. */
    static void forget(CaptureMemory memory) {
        memory.clear(MEMORY);
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
        return open.values().stream()
                .min(Comparator.naturalOrder())
                .filter(begin -> begin.compareTo(place) < 0)
                .orElse(place);
    }

    void hold(String id, List<RowChange> rows, LogPosition begin, LogPosition at) {
        if (!rows.isEmpty()) {
            held.put(id, rows);
            memory.append(MEMORY, new Phase(at, begin.text(), id).text());
        }
    }

    /** The rows of a transaction that ends here, one way or the other. */
    List<RowChange> end(String id, LogPosition at) {
        List<RowChange> rows = held.remove(id);
        if (rows == null) {
            return List.of();
        }
        memory.append(MEMORY, new Phase(at, "", id).text());
        return rows;
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
