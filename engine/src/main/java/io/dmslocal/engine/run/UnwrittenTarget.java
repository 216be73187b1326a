package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ComparedRows;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.connector.spi.LockWait;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A target as a task that only validates sees it: another task fills it. Read like any other; of what would be written, only control tables are. */
final class UnwrittenTarget implements Target {

    private final Target target;

    UnwrittenTarget(Target target) {
        this.target = target;
    }

    @Override
    public void check() {
        target.check();
    }

    @Override
    public void prepare(TablePlan plan) {
        // its tables are another task's matter
    }

    @Override
    public TableWriter load(TablePlan plan, int commitRate) {
        throw new IllegalStateException(
                "A task that only validates loads no table: " + plan.schema().table());
    }

    @Override
    public ChangeWriter changes(ChangeSettings settings) {
        return new Writer();
    }

    @Override
    public RowReader rows(TableSchema schema) {
        return target.rows(schema);
    }

    @Override
    public Optional<TableSchema> schema(TableId table) {
        return target.schema(table);
    }

    @Override
    public RowReader rows(ComparedRows request) {
        return target.rows(request);
    }

    @Override
    public Optional<ControlStore> controlTables(String schema) {
        return target.controlTables(schema);
    }

    @Override
    public void truncate(TableId table) {
        // the other task does
    }

    @Override
    public void drop(TableId table) {
        // the other task does
    }

    @Override
    public void alter(TableSchema before, TableSchema after) {
        // the other task does
    }

    @Override
    public List<LockWait> lockWaits() {
        return target.lockWaits();
    }

    @Override
    public void cut() {
        target.cut();
    }

    @Override
    public void close() {
        target.close();
    }

    /** Counts nothing as applied. */
    private static final class Writer implements ChangeWriter {

        @Override
        public void write(List<RowChange> changes, Conflicts conflicts, Refusals refusals) {
            changes.forEach(refusals::skipped);
        }

        @Override
        public void put(String schema, ControlTable table, List<Map<String, Object>> rows) {
            // there is no transaction to which it could belong
        }

        @Override
        public void commit(Refusals refusals) {
            // nothing was written
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
