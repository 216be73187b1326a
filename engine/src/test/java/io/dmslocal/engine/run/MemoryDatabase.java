package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A database in memory with a log of transactions: source, target or both. Every method is atomic. */
public final class MemoryDatabase {

    /** A place in the log: the number of the entry. */
    public record At(long number) implements Position {
        @Override
        public String text() {
            return Long.toString(number);
        }

        @Override
        public int compareTo(Position other) {
            return Long.compare(number, ((At) other).number);
        }
    }

    /** Names of those whose changes it keeps. */
    private final Set<String> captures = new TreeSet<>();

    public synchronized Set<String> captures() {
        return Set.copyOf(captures);
    }

    synchronized void capture(String name, boolean kept) {
        if (kept) {
            captures.add(name);
        } else {
            captures.remove(name);
        }
    }

    /** A table: rows by key, or in order of insertion without one. */
    static final class Table {
        final TableSchema schema;
        final Map<List<Object>, Object[]> rows;
        private long next;

        Table(TableSchema schema) {
            this.schema = schema;
            this.rows = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        }

        List<Object> key(Object[] row) {
            if (!schema.isKeyed()) {
                return List.of(String.format("%012d", next++));
            }
            List<Object> key = new ArrayList<>();
            for (int i : schema.keyIndexes()) {
                key.add(row[i]);
            }
            return key;
        }

        Table copy() {
            Table copy = new Table(schema);
            copy.rows.putAll(rows);
            copy.next = next;
            return copy;
        }

        /** The rows as text, sorted: two tables with the same rows say the same. */
        List<String> content() {
            return rows.values().stream().map(Arrays::toString).sorted().toList();
        }
    }

    private final Map<TableId, Table> tables = new TreeMap<>();
    private final List<Change> log = new ArrayList<>();
    private final Map<TableId, Integer> made = new TreeMap<>();
    private long transactions;
    private int alterations;

    public static TableSchema schema(String schema, String name, boolean keyed) {
        return new TableSchema(
                new TableId(schema, name),
                List.of(
                        new Column("id", DmsType.of(Kind.INT8), "bigint", false),
                        new Column("s", DmsType.sized(Kind.STRING, 20), "varchar(20)", true),
                        new Column("n", DmsType.of(Kind.INT8), "bigint", true)),
                keyed ? List.of("id") : List.of());
    }

    public synchronized void create(TableSchema schema) {
        tables.put(schema.table(), new Table(schema));
    }

    /** Adds and drops columns by name; rows keep the values of columns that stay. */
    synchronized void alter(TableSchema after) {
        Table before = tables.get(after.table());
        Table altered = new Table(after);
        altered.next = before.next;
        before.rows.forEach((key, row) -> altered.rows.put(key, byName(before.schema, row, after)));
        tables.put(after.table(), altered);
        alterations++;
    }

    synchronized int alterations() {
        return alterations;
    }

    static Object[] byName(TableSchema from, Object[] row, TableSchema to) {
        return to.columns().stream()
                .map(c -> from.indexOf(c.name()))
                .map(i -> i.isPresent() ? row[i.getAsInt()] : null)
                .toArray();
    }

    /** This table's definition with one column more. */
    static TableSchema wider(TableSchema schema, String column) {
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.add(new Column(column, DmsType.of(Kind.INT8), "bigint", true));
        return new TableSchema(schema.table(), columns, schema.key());
    }

    /** Somebody asks for a table to be there. */
    synchronized void made(TableId table) {
        made.merge(table, 1, Integer::sum);
    }

    synchronized int timesMade(TableId table) {
        return made.getOrDefault(table, 0);
    }

    synchronized void drop(TableId table) {
        tables.remove(table);
    }

    public synchronized boolean has(TableId table) {
        return tables.containsKey(table);
    }

    synchronized Table copy(TableId table) {
        return tables.get(table).copy();
    }

    synchronized void put(TableId id, Table table) {
        tables.put(id, table);
    }

    synchronized TableSchema schema(TableId table) {
        return tables.get(table).schema;
    }

    synchronized List<TableId> tables() {
        return List.copyOf(tables.keySet());
    }

    public synchronized List<String> content(TableId table) {
        return tables.containsKey(table) ? tables.get(table).content() : List.of("missing");
    }

    synchronized void truncate(TableId table) {
        tables.get(table).rows.clear();
    }

    synchronized At now() {
        return new At(log.size());
    }

    synchronized List<Change> after(At from, int most) {
        int start = (int) from.number();
        return List.copyOf(log.subList(Math.min(start, log.size()), Math.min(log.size(), start + most)));
    }

    /** What a table's snapshot is: its rows and the end of the log at that moment. */
    record Snapshot(List<Object[]> rows, At end) {}

    synchronized Snapshot snapshot(TableId table) {
        return new Snapshot(List.copyOf(tables.get(table).rows.values()), now());
    }

    /** One transaction of writes. */
    public synchronized void transaction(Consumer<Writes> writes) {
        transaction(Instant.now(), writes);
    }

    synchronized void transaction(Instant commitTime, Consumer<Writes> writes) {
        Writes open = new Writes(new Transaction(++transactions, commitTime));
        writes.accept(open);
        commit(open);
    }

    /** The first part of a transaction: its end is not in the log yet. */
    synchronized Writes unfinished(Consumer<Writes> writes) {
        Writes open = new Writes(new Transaction(++transactions, Instant.now()));
        writes.accept(open);
        return open;
    }

    synchronized void commit(Writes open) {
        log.add(new Change.Commit(open.transaction, new At(log.size() + 1)));
    }

    /** Statements of a transaction. */
    public final class Writes {
        private final Transaction transaction;
        private int ordinal;

        private Writes(Transaction transaction) {
            this.transaction = transaction;
        }

        public void insert(TableId id, Object... row) {
            Table table = tables.get(id);
            if (table.schema.isKeyed() && table.rows.containsKey(table.key(row))) {
                return;
            }
            table.rows.put(table.key(row), row);
            add(table.schema, Operation.INSERT, Row.NONE, new Row(row));
        }

        /** Writes a change to the log that the table never saw. */
        void logOnly(TableId id, Operation operation, Row before, Row after) {
            add(tables.get(id).schema, operation, before, after);
        }

        /** Writes a change to the log that its reader cannot read. */
        void unreadable(TableId id, Operation operation) {
            unreadable(id, operation, Rejected.Cause.DATA);
        }

        void unreadable(TableId id, Operation operation, Rejected.Cause cause) {
            ordinal++;
            Rejected rejected = new Rejected(id, cause, "Column n: numeric NaN is no NUMERIC.", "");
            log.add(new Change.Unreadable(id, operation, rejected, transaction, new At(log.size() + 1)));
        }

        public void delete(TableId id, Object key) {
            Table table = tables.get(id);
            List<Object> found = find(table, key);
            if (found != null) {
                add(table.schema, Operation.DELETE, new Row(table.rows.remove(found)), Row.NONE);
            }
        }

        /** The row with this first column becomes another, maybe under another key. */
        void update(TableId id, Object key, Object... row) {
            Table table = tables.get(id);
            List<Object> found = find(table, key);
            if (found == null || table.schema.isKeyed() && !row[0].equals(key) && find(table, row[0]) != null) {
                return;
            }
            Object[] before = table.rows.remove(found);
            table.rows.put(table.schema.isKeyed() ? table.key(row) : found, row);
            add(table.schema, Operation.UPDATE, new Row(before), new Row(row));
        }

        void truncate(TableId id) {
            tables.get(id).rows.clear();
            log.add(new Change.Truncate(id, transaction, new At(log.size() + 1)));
        }

        private List<Object> find(Table table, Object first) {
            return table.rows.entrySet().stream()
                    .filter(e -> e.getValue()[0].equals(first))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
        }

        private void add(TableSchema schema, Operation operation, Row before, Row after) {
            log.add(new RowChange(schema, operation, before, after, transaction, ++ordinal, new At(log.size() + 1)));
        }
    }
}
