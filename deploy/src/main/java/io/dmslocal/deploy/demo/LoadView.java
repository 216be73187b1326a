package io.dmslocal.deploy.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/** A progress bar per table, made of DescribeTableStatistics. */
final class LoadView {

    private static final String COMPLETED = "Table completed";

    private final Map<String, Long> rows;
    private final long began = System.nanoTime();

    /** @param rows of each table before the load, by which its bar is measured; the load may find some more */
    LoadView(Map<String, Long> rows) {
        this.rows = rows;
    }

    boolean isComplete(Map<String, TableStatistics> statistics) {
        return rows.keySet().stream()
                .allMatch(table -> statistics.containsKey(table)
                        && COMPLETED.equals(statistics.get(table).tableState()));
    }

    List<String> lines(Map<String, TableStatistics> statistics) {
        long now = System.nanoTime();
        List<String> lines = new ArrayList<>();
        long total = 0;
        for (Map.Entry<String, Long> table : rows.entrySet()) {
            TableStatistics seen = statistics.get(table.getKey());
            String state = seen == null ? "waiting" : seen.tableState();
            if ("Table error".equals(state)) {
                throw new DemoFailure("Table shop." + table.getKey() + " is in error; see the log of dms-local.");
            }
            long done = seen == null || seen.fullLoadRows() == null ? 0 : seen.fullLoadRows();
            boolean isDone = COMPLETED.equals(state);
            total += done;
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-18s %s %9s rows  %9s rows/s  %s",
                    table.getKey(),
                    Screen.bar(isDone ? 1 : done, isDone ? 1 : Math.max(1, table.getValue())),
                    Screen.number(done),
                    Screen.number(rate(seen, done, isDone)),
                    state.toLowerCase(Locale.ROOT)));
        }
        double seconds = (now - began) / 1e9;
        lines.add(String.format(
                Locale.ROOT, "  %s rows in %.1f s, %s rows/s", Screen.number(total), seconds, Screen.number((long)
                        (total / Math.max(0.001, seconds)))));
        return lines;
    }

    /** By the service's own clock: between two looks a small table begins and ends. */
    private static long rate(TableStatistics seen, long done, boolean isDone) {
        if (seen == null || seen.fullLoadStartTime() == null) {
            return 0;
        }
        Instant end = isDone && seen.fullLoadEndTime() != null ? seen.fullLoadEndTime() : Instant.now();
        double seconds = Duration.between(seen.fullLoadStartTime(), end).toNanos() / 1e9;
        return (long) (done / Math.max(0.01, seconds));
    }
}
