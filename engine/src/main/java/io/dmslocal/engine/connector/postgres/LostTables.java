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

    /** Before a table that was found again: entries are only ever added, so that a process that dies between two loses none. */
    private static final String FOUND = "\t";

    Set<TableId> all() {
        Set<TableId> tables = new HashSet<>();
        for (String entry : memory.entries(MEMORY)) {
            boolean isFound = entry.startsWith(FOUND);
            String[] words = (isFound ? entry.substring(FOUND.length()) : entry).split("\t", 2);
            TableId table = new TableId(words[0], words[1]);
            if (isFound) {
                tables.remove(table);
            } else {
                tables.add(table);
            }
        }
        return tables;
    }

    void add(TableId table) {
        if (!all().contains(table)) {
            memory.append(MEMORY, text(table));
        }
    }

    void remove(Collection<TableId> tables) {
        tables.forEach(table -> memory.append(MEMORY, FOUND + text(table)));
    }

    private static String text(TableId table) {
        return table.schema() + "\t" + table.name();
    }
}
