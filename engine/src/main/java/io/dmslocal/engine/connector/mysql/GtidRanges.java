package io.dmslocal.engine.connector.mysql;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Gathers MySQL's global identifiers of transactions into a set as the server writes it: {@code server:1-5:9-9,server:tag:1-3}. The server takes one
 * that names a server more than once.
 *
 * <p>Source: "GTID Format and Storage", MySQL 8.4 reference manual; tags since 8.3.
 */
final class GtidRanges {

    private static final Pattern NEXT = Pattern.compile(
            ".*GTID_NEXT\\s*=\\s*'([0-9A-Fa-f-]{36}(?:\\s*:\\s*[A-Za-z_][A-Za-z0-9_]{0,31})?)\\s*:\\s*(\\d+)'.*");

    /** First number to last, of each server and tag. */
    private final Map<String, TreeMap<Long, Long>> ranges = new TreeMap<>();

    /** @param statement of the log: {@code SET @@SESSION.GTID_NEXT= 'server:tag:7'}; others are passed over */
    void add(String statement) {
        Matcher next = NEXT.matcher(statement);
        if (next.matches()) {
            String source = next.group(1).replaceAll("\\s", "").toLowerCase(Locale.ROOT);
            add(ranges.computeIfAbsent(source, one -> new TreeMap<>()), Long.parseLong(next.group(2)));
        }
    }

    private static void add(TreeMap<Long, Long> ranges, long number) {
        Map.Entry<Long, Long> below = ranges.floorEntry(number);
        if (below != null && below.getValue() == number - 1) {
            ranges.put(below.getKey(), number);
        } else if (below == null || below.getValue() < number) {
            ranges.put(number, number);
        }
    }

    /** Empty when there are none. */
    @Override
    public String toString() {
        return ranges.entrySet().stream()
                .map(source -> source.getKey()
                        + source.getValue().entrySet().stream()
                                .map(range -> ":" + range.getKey() + "-" + range.getValue())
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(","));
    }

    /** Whether a set has transactions with a tag. @param set as the server writes it */
    static boolean hasTags(String set) {
        for (String source : set.split(",")) {
            String[] parts = source.split(":");
            for (int i = 1; i < parts.length; i++) {
                if (!parts[i].isBlank() && !Character.isDigit(parts[i].strip().charAt(0))) {
                    return true;
                }
            }
        }
        return false;
    }
}
