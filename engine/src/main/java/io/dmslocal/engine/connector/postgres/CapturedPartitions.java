package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.postgres.TableWatch.Listed;
import io.dmslocal.engine.record.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The partitions of captured tables, at any depth. Their changes come under the captured table's name. What becomes of partitions themselves is told by no change,
 * on AWS neither ("Limitations on using a PostgreSQL database as an AWS DMS source", AWS DMS user guide): somebody has to know.
 *
 * <p>Used by one thread at a time.
 */
final class CapturedPartitions {

    /**
     * @param whole the captured table that it is a part of
     * @param file see {@link Listed#file}
     */
    private record Part(TableId table, Optional<TableId> whole, int file, boolean isUncounted) {}

    /** What became of a captured table's rows, and nobody tells. */
    record News(TableId whole, TableId part, String sentence) {}

    private final CapturedTables captured;
    private Map<Integer, Part> last = new HashMap<>();

    CapturedPartitions(CapturedTables captured) {
        this.captured = captured;
    }

    /** Whether a table's changes come under the name of another one. */
    boolean has(int number) {
        return last.containsKey(number) && last.get(number).whole().isPresent();
    }

    /**
     * @param listed all tables, as they are now
     * @return what became of partitions since the last look
     */
    List<News> look(List<Listed> listed) {
        Map<Integer, Integer> wholes = new HashMap<>();
        listed.forEach(table -> wholes.put(table.number(), table.whole()));
        Map<Integer, Part> now = new HashMap<>();
        for (Listed table : listed) {
            Optional<TableId> whole = whole(table.whole(), wholes);
            now.put(table.number(), new Part(table.table(), whole, table.file(), table.isUncounted()));
        }
        List<News> news = new ArrayList<>();
        last.forEach((number, part) -> {
            Part is = now.get(number);
            Optional<TableId> whole = is == null ? Optional.empty() : is.whole();
            if (part.whole().isPresent() && whole.isEmpty()) {
                news.add(new News(
                        part.whole().get(),
                        part.table(),
                        "Table " + part.table() + " is no partition of "
                                + part.whole().get() + " any more: the target keeps the rows that it had."));
            } else if (part.whole().isEmpty() && whole.isPresent()) {
                news.add(new News(
                        whole.get(),
                        part.table(),
                        "Table " + part.table() + " became a partition of " + whole.get()
                                + ": its changes are followed from here on. Rows that it had before are not copied until "
                                + whole.get() + " is reloaded."));
            }
        });
        news.addAll(truncated(now));
        last = now;
        return news;
    }

    /** Where all partitions of a table are emptied at once, the table is, and that the log tells. */
    private List<News> truncated(Map<Integer, Part> now) {
        Map<TableId, List<TableId>> truncated = new TreeMap<>();
        Map<TableId, Integer> stayed = new HashMap<>();
        last.forEach((number, part) -> {
            Part is = now.get(number);
            if (is == null
                    || is.file() == 0
                    || is.whole().isEmpty()
                    || !is.whole().equals(part.whole())) {
                return;
            }
            stayed.merge(is.whole().get(), 1, Integer::sum);
            if (is.file() != part.file() && is.isUncounted()) {
                truncated
                        .computeIfAbsent(is.whole().get(), first -> new ArrayList<>())
                        .add(is.table());
            }
        });
        truncated.entrySet().removeIf(of -> of.getValue().size() == stayed.get(of.getKey()));
        List<News> news = new ArrayList<>();
        truncated.forEach((whole, parts) -> parts.forEach(part -> news.add(new News(
                whole,
                part,
                "Partition " + part + " of " + whole
                        + " was emptied by TRUNCATE, or rewritten, on the source: the target"
                        + " keeps the rows that it had, and has rows that the source has no more until " + whole
                        + " is reloaded."))));
        return news;
    }

    private Optional<TableId> whole(int number, Map<Integer, Integer> wholes) {
        for (int next = number; next != 0; next = wholes.getOrDefault(next, 0)) {
            Optional<TableId> known = captured.known(next);
            if (known.isPresent()) {
                return known;
            }
        }
        return Optional.empty();
    }
}
