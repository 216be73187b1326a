package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Truncate;
import io.dmslocal.engine.record.Change.Unreadable;

/**
 * What becomes of a change that has waited behind its table's gate. The applier's thread.
 *
 * @param commit of what was delivered so far
 */
record Waiting(TableState table, Routes routes, Delivery delivery, Runnable commit)
        implements Change.Visitor<RuntimeException> {

    void apply(Change change) {
        if (table.isSuspended()) {
            return;
        }
        change.accept(this);
        if (delivery.isPieceFull()) {
            commit.run();
        }
    }

    @Override
    public void row(RowChange change) {
        delivery.cachedRow(routes.of(change.schema()), change);
    }

    @Override
    public void truncate(Truncate change) {
        delivery.truncate(table, change);
    }

    @Override
    public void unreadable(Unreadable change) {
        delivery.unreadable(table, change);
    }

    @Override
    public void ddl(Change.Ddl change) {
        throw neverCached(change);
    }

    @Override
    public void commit(Change.Commit change) {
        throw neverCached(change);
    }

    @Override
    public void progress(Change.Progress change) {
        throw neverCached(change);
    }

    private static IllegalStateException neverCached(Change change) {
        return new IllegalStateException("This change does not wait behind a gate: " + change);
    }
}
