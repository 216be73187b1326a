package io.dmslocal.engine.run;

import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.TableState.Phase;
import io.dmslocal.engine.run.log.RunLog;
import java.util.Collection;
import java.util.Map;

/**
 * Tables that are new to a task that goes on, and of which the source cannot follow changes yet, because somebody's transaction on them stays open. The other
 * tables do not wait for it: a session begins without such a table, hears of it as of one that came when the transaction has ended, and the next one has it.
 */
record HeldTables(RunCheckpoint checkpoint, RunLog log) {

    /** @param mappings of the session's tables: those that must wait are taken out; such as the task has begun with stay */
    void leaveOut(Collection<TableId> held, Map<TableId, TableMapping> mappings) {
        for (TableId table : held) {
            boolean isNew = checkpoint.table(table).phase() == Phase.BEFORE_LOAD;
            if (isNew && mappings.remove(table) != null) {
                log.captureWarning(
                        table,
                        "is new to the task, and a transaction that wrote to it is open on the source: the table is left out"
                                + " until that one ends, and taken then; the others are followed");
            }
        }
    }
}
