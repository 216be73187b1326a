package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.CaptureMemory;
import io.dmslocal.engine.record.TableId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Followed tables of which it was told that a user's publication leaves something out. When one is whole there again, the log still lacks what transactions
 * wrote before that are open, see {@link EarlierWriters}: it is lost until a session begins that is behind them. Remembered beyond restarts; used by one thread at
 * a time.
 */
record LostTables(CaptureMemory memory) {

    static final String MEMORY = "lost";

    Set<TableId> all() {
        Set<TableId> tables = new HashSet<>();
        for (String entry : memory.entries(MEMORY)) {
            String[] words = entry.split("\t", 2);
            tables.add(new TableId(words[0], words[1]));
        }
        return tables;
    }

    void add(TableId table) {
        if (!all().contains(table)) {
            memory.append(MEMORY, text(table));
        }
    }

    void remove(Collection<TableId> tables) {
        Set<TableId> left = all();
        if (left.removeAll(tables)) {
            memory.clear(MEMORY);
            left.forEach(table -> memory.append(MEMORY, text(table)));
        }
    }

    private static String text(TableId table) {
        return table.schema() + "\t" + table.name();
    }
}
