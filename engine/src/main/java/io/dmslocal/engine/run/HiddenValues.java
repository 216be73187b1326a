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

/** Changes without what masks hide, before the rules worked them and after: for logs that show changes. The applier's thread. */
final class HiddenValues {

    /** In the place of a value. */
    static final String MASKED = "(masked)";

    /** Definitions do not change this often. */
    private static final int MANY = 4096;

    private final TableChoice choice;
    private final Map<TableId, TableState> bySource = new HashMap<>();
    private final Map<TableId, TableState> byTarget = new HashMap<>();
    private final Map<TableSchema, BitSet> captured = new IdentityHashMap<>();
    private final Map<TableSchema, BitSet> applied = new IdentityHashMap<>();

    HiddenValues(Session session) {
        this.choice = session.choice();
        session.tables().forEach(table -> {
            bySource.put(table.source(), table);
            byTarget.put(table.target().table(), table);
        });
    }

    /** As the source has it; empty where the table is not one of the task's. */
    Optional<RowChange> captured(RowChange change) {
        return Optional.ofNullable(bySource.get(change.table())).map(table -> {
            forgetWhenFull(captured);
            return shown(change, captured.computeIfAbsent(change.schema(), schema -> hiddenAtTheSource(table, schema)));
        });
    }

    /** As the target has it; empty where the table is not one of the task's. */
    Optional<RowChange> applied(RowChange change) {
        return Optional.ofNullable(byTarget.get(change.table())).map(table -> {
            forgetWhenFull(applied);
            return shown(change, applied.computeIfAbsent(change.schema(), schema -> hiddenAtTheTarget(table, schema)));
        });
    }

    private static void forgetWhenFull(Map<TableSchema, BitSet> known) {
        if (known.size() > MANY) {
            known.clear();
        }
    }

    /**
     * By the rules as they concern this definition, which the target's table may still have to follow, and by what they made of the table before; everything where the rules do not
     * fit.
     */
    private BitSet hiddenAtTheSource(TableState table, TableSchema schema) {
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

    private static BitSet hiddenAtTheTarget(TableState table, TableSchema schema) {
        BitSet hidden = new BitSet();
        for (int i = 0; i < schema.columns().size(); i++) {
            String name = schema.columns().get(i).name();
            hidden.set(i, table.mapping().tellsOfMasked(name) || table.current().tellsOfMasked(name));
        }
        return hidden;
    }

    private static RowChange shown(RowChange change, BitSet hidden) {
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
