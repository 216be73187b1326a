package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.CaptureMemory;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The captured tables by their numbers (oid), under the names by which the task knows them: a table keeps its name of the beginning until it was told that it
 * has another, or is gone. Remembered beyond restarts. Read by any thread, changed by the one that reads changes.
 */
final class CapturedTables {

    static final String MEMORY = "numbers";

    private final CaptureRequest request;
    private final Map<Integer, TableId> known = new ConcurrentHashMap<>();
    private volatile Runnable whenOneCame = () -> {};

    CapturedTables(CaptureRequest request) {
        this.request = request;
    }

    /** Knows the tables by what an earlier reader noted, and those that are new to it as they are now. @param now of all tables */
    void begin(Map<TableId, Integer> now) {
        Map<TableId, Integer> noted = noted(request.memory());
        now.forEach((table, number) -> {
            if (request.tables().contains(table)) {
                known.put(noted.getOrDefault(table, number), table);
            }
        });
        note();
    }

    /** @param look what to do when the log says that a wanted table came */
    void whenOneCame(Runnable look) {
        whenOneCame = look;
    }

    /** Whose changes the log has under this number and name. Empty when they are not ours. */
    Optional<TableId> of(int number, TableId named) {
        TableId table = known.get(number);
        if (table == null && request.tables().contains(named) && !known.containsValue(named)) {
            table = named;
        }
        return Optional.ofNullable(table);
    }

    Optional<TableId> known(int number) {
        return Optional.ofNullable(known.get(number));
    }

    void forEach(BiConsumer<Integer, TableId> action) {
        known.forEach(action);
    }

    /** It was told that the table of this number goes on under another name, or not at all. */
    void forget(int number) {
        if (known.remove(number) != null) {
            note();
        }
    }

    /** The log says that a table has this name now. */
    void cameTo(TableId name) {
        if (request.laterTables().test(name)) {
            whenOneCame.run();
        }
    }

    // ---- the memory: number, schema, name

    private static Map<TableId, Integer> noted(CaptureMemory memory) {
        Map<TableId, Integer> noted = new HashMap<>();
        for (String entry : memory.entries(MEMORY)) {
            String[] words = entry.split("\t", 3);
            noted.put(new TableId(words[1], words[2]), Integer.parseUnsignedInt(words[0]));
        }
        return noted;
    }

    private void note() {
        request.memory().clear(MEMORY);
        known.forEach((number, table) -> request.memory()
                .append(MEMORY, Integer.toUnsignedString(number) + "\t" + table.schema() + "\t" + table.name()));
    }
}
