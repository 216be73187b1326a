package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One table's changes in layers: all keys within a layer are different, so its changes may happen in any order and together; layers happen one after
 * the other. A change goes to the first layer behind everything that touches its key; updates of a row already waiting in that layer are
 * merged into it, so that a row that is changed over and over (a counter, a balance) costs one update, not one layer each time.
 *
 * <p>Without a key, inserts gather while nothing else comes, and every update and delete is a layer of its own.
 */
final class TableChanges {

    private final TableSchema schema;
    private final int[] keyColumns;
    private final List<Map<Object, PendingChange>> layers = new ArrayList<>();
    private final Map<Object, Integer> lastLayer = new HashMap<>();
    private boolean lastIsInserts;

    TableChanges(TableSchema schema) {
        this.schema = schema;
        this.keyColumns = schema.keyIndexes();
    }

    /** One change by itself. */
    static PendingChange single(RowChange change) {
        TableChanges one = new TableChanges(change.schema());
        one.add(change);
        return one.layers.get(0).values().iterator().next();
    }

    TableSchema schema() {
        return schema;
    }

    List<Map<Object, PendingChange>> layers() {
        return layers;
    }

    void add(RowChange change) {
        if (keyColumns.length == 0) {
            addKeyless(change);
            return;
        }
        Object[] values = values(change);
        Object[] newKey = change.operation() == Operation.DELETE ? null : key(change.after());
        Object[] oldKey = change.operation() == Operation.INSERT ? newKey : oldKey(change, newKey);
        Object old = identity(oldKey);
        Object fresh = newKey == null ? old : identity(newKey);
        boolean moves = change.operation() == Operation.UPDATE && !old.equals(fresh);
        PendingChange pending = new PendingChange(change.operation(), oldKey, values, moves);
        int last = lastLayer.getOrDefault(old, -1);
        if (moves) {
            last = Math.max(last, lastLayer.getOrDefault(fresh, -1));
        } else if (last >= 0 && change.operation() == Operation.UPDATE) {
            Map<Object, PendingChange> layer = layers.get(last);
            PendingChange waiting = layer.get(old);
            if (waiting != null && waiting.operation() != Operation.DELETE && !waiting.movesKey()) {
                layer.put(old, waiting.then(pending));
                return;
            }
        }
        int place = last + 1;
        if (place == layers.size()) {
            layers.add(new LinkedHashMap<>());
        }
        layers.get(place).put(old, pending);
        lastLayer.put(old, place);
        if (moves) {
            lastLayer.put(fresh, place);
        }
    }

    private void addKeyless(RowChange change) {
        boolean isInsert = change.operation() == Operation.INSERT;
        if (!isInsert || !lastIsInserts) {
            layers.add(new LinkedHashMap<>());
        }
        lastIsInserts = isInsert;
        Map<Object, PendingChange> layer = layers.get(layers.size() - 1);
        Object[] old = isInsert ? new Object[0] : all(change.before());
        layer.put(layer.size(), new PendingChange(change.operation(), old, values(change), false));
    }

    private static Object[] values(RowChange change) {
        return change.operation() == Operation.DELETE ? new Object[0] : all(change.after());
    }

    private static Object[] all(Row row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.value(i);
        }
        return values;
    }

    private Object[] key(Row row) {
        Object[] key = new Object[keyColumns.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = row.value(keyColumns[i]);
        }
        return key;
    }

    /** A log without old values says that the key did not change. */
    private Object[] oldKey(RowChange change, Object[] newKey) {
        if (change.before().isNone()) {
            return newKey;
        }
        Object[] old = key(change.before());
        for (int i = 0; i < old.length; i++) {
            if (old[i] == Row.ABSENT && newKey != null) {
                old[i] = newKey[i];
            }
        }
        return old;
    }

    /** Equal for equal keys: 1.0 and 1.00 are one number, arrays of bytes are compared by what is in them. */
    private static Object identity(Object[] key) {
        if (key.length == 1) {
            return identity(key[0]);
        }
        Object[] identity = new Object[key.length];
        for (int i = 0; i < key.length; i++) {
            identity[i] = identity(key[i]);
        }
        return Arrays.asList(identity);
    }

    private static Object identity(Object value) {
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros();
        }
        if (value instanceof byte[] bytes) {
            return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
        return value == null ? "\u0000null" : value;
    }
}
