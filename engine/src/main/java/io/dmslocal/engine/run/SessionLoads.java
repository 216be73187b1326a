package io.dmslocal.engine.run;

import io.dmslocal.engine.settings.TaskSettings.FullLoad;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The loads of one session: which tables wait, whose gates are closed, how many failed. Its run's actor owns it. */
final class SessionLoads {

    private final LoadQueue queue;
    private final Set<TableState> closed = new HashSet<>();
    private final FullLoad settings;
    private final boolean areAny;
    /** Not only of tables that came later: the settings that stop a task after its load speak of this one. */
    private final boolean isFirst;

    /** Those of a session that is not open yet. */
    SessionLoads(RunPlan plan) {
        this.settings = plan.settings().fullLoad();
        this.queue = new LoadQueue(List.of(), 0, table -> {
            throw new IllegalStateException("No table loads before the session is open");
        });
        this.areAny = false;
        this.isFirst = false;
    }

    SessionLoads(RunPlan plan, Session session, Clock clock) {
        this.settings = plan.settings().fullLoad();
        int subtasks = settings.maxFullLoadSubTasks();
        this.queue =
                new LoadQueue(session.tables(), subtasks, table -> new SharedLoad(session, table, subtasks, clock));
        if (session.capture().isPresent()) {
            closed.addAll(queue.waiting());
        }
        boolean isUnfinished = plan.loadsTables() && !session.isLoadFinished();
        this.areAny = !queue.waiting().isEmpty() || isUnfinished;
        this.isFirst = areAny && isUnfinished;
        if (areAny) {
            session.loadStarted(clock.instant());
        }
    }

    LoadQueue queue() {
        return queue;
    }

    boolean areAny() {
        return areAny;
    }

    void gateOpened(TableState table) {
        closed.remove(table);
    }

    boolean areGatesOpen() {
        return closed.isEmpty();
    }

    boolean isIdle() {
        return queue.isEmpty() && closed.isEmpty();
    }

    /** Why the task ends when its tables are loaded. */
    Optional<StopReason> afterLoad() {
        return isFirst && settings.stopTaskCachedChangesNotApplied()
                ? Optional.of(StopReason.STOPPED_AFTER_FULL_LOAD)
                : Optional.empty();
    }

    /** Why the task ends when what waited behind the gates is applied. */
    Optional<StopReason> afterCachedChanges() {
        return isFirst && settings.stopTaskCachedChangesApplied()
                ? Optional.of(StopReason.STOPPED_AFTER_CACHED_EVENTS)
                : Optional.empty();
    }
}
