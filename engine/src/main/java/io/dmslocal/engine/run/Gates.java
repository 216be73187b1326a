package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Truncate;
import io.dmslocal.engine.record.Change.Unreadable;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.run.cache.CachedChanges;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The gates of a session's tables: what arrives is cached while its table's gate is closed, and delivered when it is open; gates open when their tables are loaded.
 * Owned by the applier's thread, but for {@link #loaded}.
 */
final class Gates implements Change.Visitor<RuntimeException> {

    private final Session session;
    private final Routes routes;
    private final Alterations alterations;
    private final TableEvents events;
    private final Delivery delivery;
    private final ChangeApplier.Listener listener;
    private final Queue<TableState> loaded = new ConcurrentLinkedQueue<>();

    /** What waited behind a gate may be neither there any more nor on the target. */
    private boolean areOpening;

    /** Everything up to here is delivered or cached. */
    private Position ended;

    Gates(
            Session session,
            Routes routes,
            Alterations alterations,
            TableEvents events,
            Delivery delivery,
            ChangeApplier.Listener listener) {
        this.session = session;
        this.routes = routes;
        this.alterations = alterations;
        this.events = events;
        this.delivery = delivery;
        this.listener = listener;
        this.ended = session.capture().orElseThrow().from();
    }

    Position ended() {
        return ended;
    }

    boolean areOpen() {
        return session.tables().stream().allMatch(table -> table.gate().isEmpty());
    }

    boolean areOpening() {
        return areOpening;
    }

    // ---- what arrives

    @Override
    public void row(RowChange change) {
        Routes.Route route = routes.of(change.schema());
        TableState table = route.table();
        if (table == null) {
            return;
        }
        table.countCaptured(change.operation());
        if (table.isSuspended()) {
            return;
        }
        if (table.gate().isPresent()) {
            cache(table, change);
        } else {
            delivery.row(route, change);
        }
    }

    @Override
    public void truncate(Truncate change) {
        Optional<TableState> found = routes.of(change.table());
        if (found.isEmpty() || found.get().isSuspended()) {
            return;
        }
        TableState table = found.get();
        table.countCapturedDdl();
        if (table.gate().isPresent()) {
            cache(table, change);
        } else {
            delivery.truncate(table, change);
        }
    }

    @Override
    public void unreadable(Unreadable change) {
        Optional<TableState> found = routes.of(change.table());
        if (found.isEmpty()) {
            return;
        }
        TableState table = found.get();
        table.countCaptured(change.operation());
        if (table.isSuspended()) {
            return;
        }
        if (table.gate().isPresent()) {
            cache(table, change);
        } else {
            delivery.unreadable(table, change);
        }
    }

    @Override
    public void ddl(Change.Ddl change) {
        events.take(change);
        if (change.event() instanceof Change.TableEvent.Altered) {
            alter(change);
        }
    }

    @Override
    public void commit(Change.Commit change) {
        ended = change.position();
    }

    @Override
    public void progress(Change.Progress change) {
        ended = change.position();
    }

    /** Where the source's log says at once how the table is now, the target need not wait for the next row. */
    private void alter(Change.Ddl change) {
        Optional<TableState> found = routes.of(change.table());
        if (found.isEmpty() || found.get().isSuspended() || events.isLeaving(found.get())) {
            return;
        }
        alterations.told(found.get(), change);
        if (found.get().gate().isEmpty()) {
            follow(found.get(), change);
        }
    }

    private void follow(TableState table, Change.Ddl change) {
        if (change.definition().isPresent() && table.isAfterLoad(change)) {
            Routes.Route route = routes.of(change.definition().get());
            if (!route.isOpen()) {
                delivery.opens(route, change.position());
            }
        }
    }

    private void cache(TableState table, Change change) {
        if (table.image().isPresent() && table.image().get().holds().holds(change) || events.isLeaving(table)) {
            return;
        }
        table.gate().get().add(change, ended);
    }

    // ---- opening

    /** The table is loaded and that is in the checkpoint: its gate opens between two transactions. Called by any thread. */
    void loaded(TableState table) {
        loaded.add(table);
    }

    /**
     * Between two transactions: those of loaded tables.
     *
     * @param commit of what was delivered so far
     */
    void open(Runnable commit) {
        for (TableState table = loaded.poll(); table != null; table = loaded.poll()) {
            open(table, commit);
        }
    }

    private void open(TableState table, Runnable commit) {
        long waiting = table.gate().map(CachedChanges::size).orElse(0L);
        alterations.loaded(table);
        areOpening = true;
        Waiting cached = new Waiting(table, routes, delivery, commit);
        table.gate().ifPresent(cache -> cache.drain(cached::apply));
        commit.run();
        table.open();
        areOpening = false;
        alterations.waiting(table).filter(change -> !table.isSuspended()).ifPresent(change -> follow(table, change));
        session.log()
                .applyNews(
                        table.source(),
                        waiting + " cached changes were looked through; changes are applied from here on");
        listener.gateOpened(table);
        events.opened(table);
    }

    /** What waits is dropped: a later session reads it again. */
    void drop() {
        session.tables().forEach(table -> table.gate().ifPresent(CachedChanges::close));
    }
}
