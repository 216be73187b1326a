package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import java.util.concurrent.atomic.AtomicBoolean;

/** The changes that an event of the error vectors means: written to the log of a table that has rows 0 to 2. */
record ChangesOfEvent(Operation operation, long key, int times, boolean truncates) {

    static ChangesOfEvent of(String event) {
        if (event.startsWith("TRUNCATE")) {
            return new ChangesOfEvent(Operation.DELETE, 0, 0, true);
        }
        Operation operation = event.contains("delete")
                ? Operation.DELETE
                : event.contains("update") ? Operation.UPDATE : Operation.INSERT;
        return new ChangesOfEvent(
                operation, operation == Operation.INSERT ? 1 : 55, event.startsWith("three") ? 3 : 1, false);
    }

    Runnable once(Runs runs, TableId table) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (!done.getAndSet(true)) {
                runs.source.database().transaction(tx -> write(tx, table));
            }
        };
    }

    private void write(MemoryDatabase.Writes tx, TableId table) {
        if (truncates) {
            tx.truncate(table);
        }
        Row row = new Row(new Object[] {key, "other", 9L});
        for (int i = 0; i < times; i++) {
            tx.logOnly(
                    table,
                    operation,
                    operation == Operation.INSERT ? Row.NONE : row,
                    operation == Operation.DELETE ? Row.NONE : row);
        }
    }
}
