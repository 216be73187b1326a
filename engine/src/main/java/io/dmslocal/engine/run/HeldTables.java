package io.dmslocal.engine.run;

import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.statistics.Phase;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tables that are new to a task that goes on, and of which the source cannot follow changes yet, because somebody's transaction on them stays open. The other
 * tables do not wait for it: a session begins without such a table, hears of it as of one that came when the transaction has ended, and the next one has it.
 * One that is not loaded is the session's from the beginning: where the source has publications of our own its first changes come when the transaction has ended,
 * with a user's publication at once, but for what the transaction wrote before it was published.
 *
 * <p>One that a load has begun for stays: its source has waited for such transactions, or says of the table that it is to be reloaded.
 *
 * @param loadsNewOnes whether tables that are new to the task are loaded
 */
record HeldTables(RunCheckpoint checkpoint, boolean loadsNewOnes, RunLog log) {

    /**
     * @param mappings of the session's tables: those that must wait for their load are taken out; such as the task has begun to load stay
     * @return those that stay and wait for no load
     */
    Set<TableId> leaveOut(Collection<TableId> held, Map<TableId, TableMapping> mappings) {
        Set<TableId> following = new HashSet<>();
        for (TableId table : held) {
            Phase phase = checkpoint.table(table).phase();
            boolean isNew = phase == Phase.BEFORE_LOAD;
            if (isNew && loadsNewOnes && mappings.remove(table) != null) {
                log.captureWarning(
                        table,
                        "is new to the task, and a transaction that wrote to it is open on the source: the table is left out"
                                + " until that one ends, and taken then; the others are followed");
            } else if (isNew && !loadsNewOnes || phase == Phase.COMPLETED) {
                following.add(table);
                log.captureWarning(
                        table,
                        "changes of it may be missed while a transaction that wrote to it is open on the source, and none when"
                                + " that one has ended; the others are followed");
            }
        }
        return following;
    }
}
