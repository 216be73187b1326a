package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What remains of a batch of changes: for each key of each table at most a delete and what comes after it. Pure.
 *
 * <pre>
 * insert, update -> insert        update, update -> update        insert, delete -> nothing
 * update, delete -> delete        delete, insert -> both          update of the key -> delete, insert
 * </pre>
 *
 * The order of what remains: table by table, as they first changed; of each table deletes, updates, inserts. Where changes of a key do not follow from each
 * other (a row inserted twice), or a row that moved is not known as a whole, what came before is given out first, so that the target sees them in
 * order. Tables without a key are left as they are.
 */
final class NetChanges {

    /** What is to happen to one key; either part may be missing, not both. */
    private record Net(RowChange delete, RowChange write) {}

    private final boolean repeats;
    private final Map<TableId, Table> tables = new LinkedHashMap<>();

    private NetChanges(boolean repeats) {
        this.repeats = repeats;
    }

    /**
     * @param changes in order
     * @param repeats whether they may be on the target already: then a row that came and went is deleted, to be sure
     */
    static List<RowChange> of(List<RowChange> changes, boolean repeats) {
        NetChanges net = new NetChanges(repeats);
        changes.forEach(change -> net.tables
                .computeIfAbsent(change.table(), table -> net.new Table())
                .add(change));
        List<RowChange> remaining = new ArrayList<>(changes.size());
        net.tables.values().forEach(table -> {
            table.settle();
            remaining.addAll(table.settled);
        });
        return remaining;
    }

    private final class Table {

        private final List<RowChange> settled = new ArrayList<>();
        private final Map<Object, Net> byKey = new LinkedHashMap<>();
        private TableSchema schema;
        private int[] key = {};

        void add(RowChange change) {
            if (change.schema() != schema && !change.schema().equals(schema)) {
                settle();
                schema = change.schema();
                key = schema.keyIndexes();
            }
            if (key.length == 0) {
                settled.add(change);
            } else if (!merged(change)) {
                settle();
                if (!merged(change)) {
                    settled.add(change);
                }
            }
        }

        void settle() {
            for (Net net : byKey.values()) {
                if (net.delete != null) {
                    settled.add(net.delete);
                }
            }
            add(Operation.UPDATE);
            add(Operation.INSERT);
            byKey.clear();
        }

        private void add(Operation operation) {
            for (Net net : byKey.values()) {
                if (net.write != null && net.write.operation() == operation) {
                    settled.add(net.write);
                }
            }
        }

        /** Whether the change follows from what waits for its key. */
        private boolean merged(RowChange change) {
            return switch (change.operation()) {
                case INSERT -> insert(change);
                case UPDATE -> update(change);
                case DELETE -> delete(identity(change.before()), change);
            };
        }

        private boolean insert(RowChange change) {
            Object at = identity(change.after());
            Net waiting = byKey.get(at);
            if (waiting != null && waiting.write != null) {
                return false;
            }
            byKey.put(at, new Net(waiting == null ? null : waiting.delete, change));
            return true;
        }

        private boolean update(RowChange change) {
            Object to = identity(change.after());
            Object from = change.before().isNone() ? to : identity(withKeyOf(change));
            if (!from.equals(to)) {
                return move(change, from, to);
            }
            Net waiting = byKey.get(to);
            if (waiting == null) {
                byKey.put(to, new Net(null, change));
                return true;
            }
            if (waiting.write == null) {
                return false;
            }
            byKey.put(to, new Net(waiting.delete, then(waiting.write, change)));
            return true;
        }

        private boolean move(RowChange change, Object from, Object to) {
            Net there = byKey.get(to);
            if (!isWhole(change.after()) || there != null && there.write != null) {
                return false;
            }
            RowChange gone = changed(change, Operation.DELETE, withKeyOf(change), Row.NONE);
            if (!delete(from, gone)) {
                return false;
            }
            RowChange come = changed(change, Operation.INSERT, Row.NONE, change.after());
            byKey.put(to, new Net(there == null ? null : there.delete, come));
            return true;
        }

        private boolean delete(Object at, RowChange change) {
            Net waiting = byKey.get(at);
            if (waiting == null) {
                byKey.put(at, new Net(change, null));
                return true;
            }
            if (waiting.write == null) {
                return false;
            }
            boolean wasThere = waiting.delete != null || waiting.write.operation() == Operation.UPDATE;
            if (wasThere || repeats) {
                byKey.put(at, new Net(waiting.delete == null ? change : waiting.delete, null));
            } else {
                byKey.remove(at);
            }
            return true;
        }

        /** The old row, with the new one's values where the log does not have those of the key: they did not change. */
        private Row withKeyOf(RowChange change) {
            Object[] values = new Object[change.before().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = change.before().value(i);
            }
            for (int i : key) {
                if (values[i] == Row.ABSENT) {
                    values[i] = change.after().value(i);
                }
            }
            return new Row(values);
        }

        private Object identity(Row row) {
            Object[] identity = new Object[key.length];
            for (int i = 0; i < key.length; i++) {
                identity[i] = NetChanges.identity(row.value(key[i]));
            }
            return Arrays.asList(identity);
        }
    }

    /** Equal for equal keys: 1.0 and 1.00 are one number, arrays of bytes are compared by what is in them. */
    private static Object identity(Object value) {
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros();
        }
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : value;
    }

    private static boolean isWhole(Row row) {
        for (int i = 0; i < row.size(); i++) {
            if (row.isAbsent(i)) {
                return false;
            }
        }
        return true;
    }

    /** An insert or update with what a later update of the same key sets on top. */
    private static RowChange then(RowChange waiting, RowChange later) {
        Object[] values = new Object[waiting.after().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (later.after().isAbsent(i) ? waiting : later).after().value(i);
        }
        return changed(later, waiting.operation(), waiting.before(), new Row(values));
    }

    private static RowChange changed(RowChange change, Operation operation, Row before, Row after) {
        return new RowChange(
                change.schema(), operation, before, after, change.transaction(), change.ordinal(), change.position());
    }
}
