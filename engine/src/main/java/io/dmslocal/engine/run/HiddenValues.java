package io.dmslocal.engine.run;

import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** Changes as the source has them, without what masks hide: for logs that show changes before rules worked them. The applier's thread. */
final class HiddenValues {

    /** In the place of a value. */
    static final String MASKED = "(masked)";

    /** Definitions do not change this often. */
    private static final int MANY = 4096;

    private final TableChoice choice;
    private final Map<TableId, TableState> tables = new HashMap<>();
    private final Map<TableSchema, BitSet> masked = new IdentityHashMap<>();

    HiddenValues(Session session) {
        this.choice = session.choice();
        session.tables().forEach(table -> tables.put(table.source(), table));
    }

    /** Whether the table is one of the task's. */
    boolean knows(TableId table) {
        return tables.containsKey(table);
    }

    /** @param change of a table that this knows */
    RowChange shown(RowChange change) {
        if (masked.size() > MANY) {
            masked.clear();
        }
        BitSet hidden = masked.computeIfAbsent(change.schema(), schema -> hidden(tables.get(change.table()), schema));
        return hidden.isEmpty()
                ? change
                : new RowChange(
                        change.schema(),
                        change.operation(),
                        shown(change.before(), hidden),
                        shown(change.after(), hidden),
                        change.transaction(),
                        change.ordinal(),
                        change.position());
    }

    /**
     * By the rules as they concern this definition, which the target's table may still have to follow, and by what they made of the table before; everything where the rules do not
     * fit.
     */
    private BitSet hidden(TableState table, TableSchema schema) {
        Optional<TableMapping> now = choice.ofAllColumns(schema);
        BitSet hidden = new BitSet();
        for (int i = 0; i < schema.columns().size(); i++) {
            String name = schema.columns().get(i).name();
            hidden.set(
                    i,
                    now.map(mapping -> mapping.isMasked(name)).orElse(true)
                            || table.mapping().isMasked(name)
                            || table.current().isMasked(name));
        }
        return hidden;
    }

    private static Row shown(Row row, BitSet hidden) {
        if (row.isNone()) {
            return row;
        }
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = hidden.get(i) && !row.isAbsent(i) ? MASKED : row.value(i);
        }
        return new Row(values);
    }
}
