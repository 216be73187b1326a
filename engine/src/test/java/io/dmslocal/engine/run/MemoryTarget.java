package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.Conflicts.OnDuplicateKey;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingDelete;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingRow;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.connector.spi.LockWait;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.RowKey;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.Faults.Point;
import io.dmslocal.engine.run.MemoryDatabase.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes a {@link MemoryDatabase}. Texts longer than 20 characters are refused. */
final class MemoryTarget implements Target {

    static final TableId EXCEPTIONS = MemoryControl.id(ControlTables.APPLY_EXCEPTIONS);

    private final MemoryDatabase database;
    private final Faults faults;

    MemoryTarget(MemoryDatabase database, Faults faults) {
        this.database = database;
        this.faults = faults;
        faults.opened();
    }

    @Override
    public void check() {
        faults.pass(Point.CHECK);
    }

    @Override
    public void prepare(TablePlan plan) {
        faults.pass(Point.PREPARE);
        TableId id = plan.schema().table();
        if (!database.has(id) || plan.preparation() == Preparation.DROP_AND_CREATE) {
            database.create(plan.schema());
        } else if (plan.preparation() == Preparation.TRUNCATE_BEFORE_LOAD) {
            database.truncate(id);
        }
    }

    @Override
    public void truncate(TableId table) {
        database.truncate(table);
    }

    @Override
    public void alter(TableSchema before, TableSchema after) {
        database.alter(after);
    }

    @Override
    public List<LockWait> lockWaits() {
        return faults.lockWaits();
    }

    @Override
    public void cut() {
        faults.cut();
    }

    @Override
    public void close() {
        faults.closed();
    }

    private static boolean fits(Row row) {
        for (int i = 0; i < row.size(); i++) {
            if (row.value(i) instanceof String text && text.length() > 20) {
                return false;
            }
        }
        return true;
    }

    @Override
    public TableWriter load(TablePlan plan, int commitRate) {
        TableId id = plan.schema().table();
        return new TableWriter() {
            private long committed;

            @Override
            public List<Rejected> write(RowBatch batch) {
                faults.pass(Point.WRITE_ROWS);
                List<Rejected> refused = new ArrayList<>();
                Table table = database.copy(id);
                RowBatch.Columns rows = (RowBatch.Columns) batch;
                for (int i = 0; i < rows.size(); i++) {
                    Row row = rows.row(i);
                    Object[] values = values(row);
                    List<Object> key = table.key(values);
                    if (!fits(row)) {
                        String named = RowKey.of(rows.columns(), plan.schema().key(), row);
                        refused.add(new Rejected(id, Cause.DATA, "value too long", Arrays.toString(values), named));
                    } else if (table.rows.putIfAbsent(key, values) != null) {
                        refused.add(new Rejected(id, Cause.DUPLICATE_KEY, "key exists", Arrays.toString(values)));
                    } else {
                        committed++;
                    }
                }
                database.put(id, table);
                return refused;
            }

            @Override
            public List<Rejected> finish() {
                faults.pass(Point.FINISH_LOAD);
                return List.of();
            }

            @Override
            public long committed() {
                return committed;
            }

            @Override
            public void close() {}
        };
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.value(i);
        }
        return values;
    }

    /** A change fills the columns that it has; others stay empty. */
    private static Object[] values(Table table, RowChange change, Row row) {
        return MemoryDatabase.byName(change.schema(), values(row), table.schema);
    }

    @Override
    public ChangeWriter changes(ChangeSettings settings) {
        return new Writer();
    }

    @Override
    public Optional<ControlStore> controlTables(String schema) {
        return Optional.of(new MemoryControl(database));
    }

    /** Works on copies of the tables until the commit. */
    private final class Writer implements ChangeWriter {

        private final Map<TableId, Table> open = new HashMap<>();
        private final Set<TableId> skipped = new HashSet<>();

        @Override
        public void write(List<RowChange> changes, Conflicts conflicts, Refusals refusals) {
            faults.pass(Point.WRITE_CHANGES);
            for (RowChange change : changes) {
                if (skipped.contains(change.table())) {
                    refusals.skipped(change);
                    continue;
                }
                Table table = open.computeIfAbsent(change.table(), database::copy);
                Cause cause = apply(table, change, conflicts);
                if (cause != null) {
                    Rejected rejected = new Rejected(change.table(), cause, cause.name(), change.toString());
                    switch (refusals.refused(change, rejected)) {
                        case SKIP -> {}
                        case SKIP_TABLE -> skipped.add(change.table());
                        case STOP -> {
                            open.clear();
                            throw new StoppedByPolicy("stopped");
                        }
                    }
                }
            }
        }

        private Cause apply(Table table, RowChange change, Conflicts conflicts) {
            if (!change.after().isNone() && !fits(change.after())) {
                return Cause.DATA;
            }
            return switch (change.operation()) {
                case INSERT -> insert(table, change, conflicts.onDuplicateKey() == OnDuplicateKey.UPDATE);
                case UPDATE -> update(table, change, conflicts);
                case DELETE -> {
                    List<Object> found = find(table, values(table, change, change.before()));
                    if (found != null) {
                        table.rows.remove(found);
                    }
                    yield found == null && conflicts.onMissingDelete() == OnMissingDelete.REJECT
                            ? Cause.NO_ROW_TO_DELETE
                            : null;
                }
            };
        }

        private Cause insert(Table table, RowChange change, boolean upsert) {
            Object[] row = values(table, change, change.after());
            List<Object> key = table.key(row);
            if (table.rows.containsKey(key) && !upsert) {
                return Cause.DUPLICATE_KEY;
            }
            table.rows.put(key, row);
            return null;
        }

        private Cause update(Table table, RowChange change, Conflicts conflicts) {
            List<Object> found =
                    find(table, values(table, change, change.before().isNone() ? change.after() : change.before()));
            if (found == null && conflicts.onMissingRow() == OnMissingRow.REJECT) {
                return Cause.NO_ROW_TO_UPDATE;
            }
            if (found != null) {
                table.rows.remove(found);
            }
            Object[] row = values(table, change, change.after());
            table.rows.put(table.schema.isKeyed() || found == null ? table.key(row) : found, row);
            return null;
        }

        private List<Object> find(Table table, Object[] values) {
            if (table.schema.isKeyed()) {
                List<Object> key = table.key(values);
                return table.rows.containsKey(key) ? key : null;
            }
            return table.rows.entrySet().stream()
                    .filter(e -> Arrays.equals(e.getValue(), values))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public void commit(Refusals refusals) {
            faults.pass(Point.BEFORE_COMMIT);
            open.forEach(database::put);
            open.clear();
            faults.pass(Point.AFTER_COMMIT);
        }

        @Override
        public void put(String schema, ControlTable table, List<Map<String, Object>> rows) {
            Table there = open.computeIfAbsent(MemoryControl.id(table), database::copy);
            rows.forEach(row -> MemoryControl.put(there, table, row));
        }

        @Override
        public void close() {
            open.clear();
        }
    }
}
