package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of runs in memory stand on. */
abstract class RunFixture {

    @TempDir
    Path spill;

    Runs runs;

    @BeforeEach
    final void openRuns() {
        runs = new Runs(spill);
    }

    @AfterEach
    final void closeRuns() {
        runs.close();
    }

    final void missingUpdate(TableId table) {
        runs.source
                .database()
                .transaction(tx -> tx.logOnly(
                        table, Operation.UPDATE, new Row(new Object[] {999L, "x", 1L}), new Row(new Object[] {
                            999L, "y", 1L
                        })));
    }

    final void someWrites(Random random, List<TableId> tables, AtomicLong ids) {
        someWrites(runs, random, tables, ids);
    }

    /** A transaction of inserts, updates, changed keys and deletes over several tables; sometimes of a row that it just made. */
    static void someWrites(Runs runs, Random shared, List<TableId> tables, AtomicLong ids) {
        synchronized (shared) {
            runs.source.database().transaction(tx -> {
                for (int i = shared.nextInt(6); i >= 0; i--) {
                    TableId table = tables.get(shared.nextInt(tables.size()));
                    long some = shared.nextInt(150);
                    switch (shared.nextInt(6)) {
                        case 0, 1 -> tx.insert(table, some, "again", some);
                        case 2 -> tx.insert(table, ids.incrementAndGet(), "new", some);
                        case 3 -> tx.update(table, some, some, "changed", (long) shared.nextInt(99));
                        case 4 -> tx.update(table, some, ids.incrementAndGet(), "moved", 1L);
                        default -> tx.delete(table, some);
                    }
                }
            });
        }
    }
}
