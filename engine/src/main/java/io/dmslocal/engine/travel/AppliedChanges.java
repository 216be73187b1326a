package io.dmslocal.engine.travel;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Commit;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the target has of the changes that it was given: those that it has committed and did not refuse, each source transaction with its end. The applier's
 * thread.
 */
public final class AppliedChanges {

    /** Ends of transactions whose rows may still be on their way; those of other tasks' rows are forgotten. */
    private static final int MANY = 10_000;

    private final List<RowChange> given = new ArrayList<>();
    private final Set<RowChange> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<RowChange> committed = new ArrayList<>();
    private final Map<Transaction, Commit> ends = new LinkedHashMap<>();

    /** The source said that a transaction was over. */
    public void ended(Commit end) {
        ends.put(end.transaction(), end);
        if (ends.size() > MANY) {
            Iterator<Transaction> oldest = ends.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** The target was given these, and may yet refuse some. */
    public void given(List<RowChange> changes) {
        given.addAll(changes);
    }

    public void refused(RowChange change) {
        refused.add(change);
    }

    /** What was given since the last commit is not there. */
    public void takenBack() {
        given.clear();
        refused.clear();
    }

    public void committed() {
        for (RowChange change : given) {
            if (!refused.contains(change) && change.transaction() != Transaction.NONE) {
                committed.add(change);
            }
        }
        takenBack();
    }

    /** What was committed since this was asked last. */
    public List<Change> take() {
        List<Change> taken = new ArrayList<>();
        Transaction now = Transaction.NONE;
        for (RowChange change : committed) {
            if (!change.transaction().equals(now)) {
                end(now, taken);
                now = change.transaction();
            }
            taken.add(change);
        }
        end(now, taken);
        committed.clear();
        return taken;
    }

    private void end(Transaction transaction, List<Change> taken) {
        Commit end = ends.get(transaction);
        if (end != null) {
            taken.add(end);
            // what came before it and has no rows here is over too
            Iterator<Transaction> earlier = ends.keySet().iterator();
            while (!earlier.next().equals(transaction)) {
                earlier.remove();
            }
            earlier.remove();
        }
    }
}
