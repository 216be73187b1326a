package io.dmslocal.engine.run.failure;

import io.dmslocal.engine.record.TableId;
import java.util.HashSet;
import java.util.Set;

/**
 * Tables that are left out, wherever they failed, and what the policy makes of so many: a table counts once. The opening of a session begins with those that
 * were left out before it; a start that loads anew begins with none. Any thread.
 */
public final class FailedTables {

    private final FailurePolicy policy;
    private final Set<TableId> tables = new HashSet<>();

    public FailedTables(FailurePolicy policy) {
        this.policy = policy;
    }

    /** It was left out before. */
    public synchronized void before(TableId table) {
        tables.add(table);
    }

    /** It fails in its load, its changes, an alteration, or does not fit. */
    public synchronized FailurePolicy.Decision failed(TableId table) {
        tables.add(table);
        return policy.onTableFailed(tables.size());
    }

    /** What befell its records leaves it out. */
    public synchronized FailurePolicy.Decision suspended(TableId table) {
        tables.add(table);
        return policy.onTableSuspended(tables.size());
    }
}
