package io.dmslocal.engine.run;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.statistics.Phase;
import java.util.HashSet;
import java.util.Set;

/**
 * Tables that are to be loaded once more while the run goes on. The session ends in good order, and the next one takes them as tables that were not
 * loaded yet: their gates are closed, their changes wait, and the other tables' changes go on from where they were. Owned by the run's actor.
 */
final class Reloads {

    private final Set<TableId> wanted = new HashSet<>();

    void want(Set<TableId> tables) {
        wanted.addAll(tables);
    }

    boolean areWanted() {
        return !wanted.isEmpty();
    }

    /** They are wanted no more: whoever takes them marks them. */
    Set<TableId> take() {
        Set<TableId> taken = Set.copyOf(wanted);
        wanted.clear();
        return taken;
    }

    /** From here on the checkpoint says that they are to be loaded, also to a run that begins after a crash. Blocking; nobody writes the tables any more. */
    static void mark(Session session, Set<TableId> again) {
        for (TableState table : session.tables()) {
            if (again.contains(table.source())) {
                table.reloaded();
                session.checkpoint()
                        .table(table.source(), TableEntry.unloaded(Phase.LOADING, true), session.statistics());
            }
        }
    }
}
