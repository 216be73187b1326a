package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.postgres.TableWatch.Listed;
import io.dmslocal.engine.record.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The partitions of captured tables, at any depth. Their changes come under the captured table's name. What becomes of partitions themselves is told by no change,
 * on AWS neither ("Limitations on using a PostgreSQL database as an AWS DMS source", AWS DMS user guide): somebody has to know.
 *
 * <p>Used by one thread at a time.
 */
final class CapturedPartitions {

    /** @param whole the captured table that it is a part of */
    private record Part(TableId table, Optional<TableId> whole) {}

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
     * @return what came and went since the last look, a sentence each
     */
    List<String> look(List<Listed> listed) {
        Map<Integer, Integer> wholes = new HashMap<>();
        listed.forEach(table -> wholes.put(table.number(), table.whole()));
        Map<Integer, Part> now = new HashMap<>();
        for (Listed table : listed) {
            now.put(table.number(), new Part(table.table(), whole(table.whole(), wholes)));
        }
        List<String> sentences = new ArrayList<>();
        last.forEach((number, part) -> {
            Part is = now.get(number);
            Optional<TableId> whole = is == null ? Optional.empty() : is.whole();
            if (part.whole().isPresent() && whole.isEmpty()) {
                sentences.add("Table " + part.table() + " is no partition of "
                        + part.whole().get() + " any more: the target keeps the rows that it had.");
            } else if (part.whole().isEmpty() && whole.isPresent()) {
                sentences.add("Table " + part.table() + " became a partition of " + whole.get()
                        + ": its changes are followed from here on. Rows that it had before are not copied until "
                        + whole.get() + " is reloaded.");
            }
        });
        last = now;
        return sentences;
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
