package io.dmslocal.engine.run.failure;

import io.dmslocal.engine.record.TableId;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables that are left out, wherever they failed, and what the policy makes of so many: a table counts once. The opening of a session begins with those that
 * were left out before it; a start that loads anew begins with none. Any thread.
 */
public final class FailedTables {

    /** Tables that a message names. */
    private static final int NAMED = 20;

    private final FailurePolicy policy;
    private final Set<TableId> tables = new LinkedHashSet<>();

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

    /** The same. @return with what the task ends, where that many failed tables end it */
    public synchronized Optional<RunFailure> endsWith(TableId table, String message) {
        return failed(table).step() == FailurePolicy.Step.STOP_TASK
                ? Optional.of(new RunFailure(ending(message)))
                : Optional.empty();
    }

    /** What befell its records leaves it out. */
    public synchronized FailurePolicy.Decision suspended(TableId table) {
        tables.add(table);
        return policy.onTableSuspended(tables.size());
    }

    /** What befell the last one, and that so many end the task, where they do: the last one's words do not say why the others did not. */
    public synchronized String ending(String message) {
        if (!policy.stopsFor(tables.size())) {
            return message;
        }
        String names = tables.stream().limit(NAMED).map(TableId::toString).collect(Collectors.joining(", "));
        String more = tables.size() > NAMED ? " and " + (tables.size() - NAMED) + " more" : "";
        return FailurePolicy.with(
                message,
                "TableErrorEscalationCount " + policy.behavior().tableErrorEscalationCount() + " is reached: " + names
                        + more);
    }
}
