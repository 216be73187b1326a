package io.dmslocal.engine.travel;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Commit;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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

    /** What was committed since this was asked last, each transaction's end behind its last row: net changes of a batch come in another order than the source's. */
    public List<Change> take() {
        Map<Transaction, RowChange> lastRows = new HashMap<>();
        committed.forEach(change -> lastRows.put(change.transaction(), change));
        List<Change> taken = new ArrayList<>();
        Set<Transaction> over = new HashSet<>();
        for (RowChange change : committed) {
            taken.add(change);
            Commit end = ends.get(change.transaction());
            if (end != null && lastRows.get(change.transaction()) == change) {
                taken.add(end);
                over.add(change.transaction());
            }
        }
        forget(over);
        committed.clear();
        return taken;
    }

    /** What came before the last of them and has no rows here is over too. */
    private void forget(Set<Transaction> over) {
        Iterator<Transaction> oldest = ends.keySet().iterator();
        while (!over.isEmpty()) {
            over.remove(oldest.next());
            oldest.remove();
        }
    }
}
