package io.dmslocal.engine.meter;

import io.dmslocal.engine.record.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Values that were cut at LobMaxSize, per table and column. Any thread. */
public final class TruncatedLobs {

    /** @param table on the source */
    public record LobColumn(TableId table, String column) {}

    private final ConcurrentMap<LobColumn, LongAdder> columns = new ConcurrentHashMap<>();
    private final ConcurrentMap<TableId, Boolean> tables = new ConcurrentHashMap<>();

    /**
     * @param table on the source
     * @param values at least 1
     * @return whether these are the first of the table: AWS logs one warning for each
     */
    public boolean add(TableId table, String column, long values) {
        columns.computeIfAbsent(new LobColumn(table, column), none -> new LongAdder())
                .add(values);
        return tables.putIfAbsent(table, true) == null;
    }

    public Map<LobColumn, Long> counts() {
        Map<LobColumn, Long> counts = new HashMap<>();
        columns.forEach((column, values) -> counts.put(column, values.sum()));
        return counts;
    }
}
