package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.Conflicts.OnDuplicateKey;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingDelete;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingRow;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies one table's layers: of each, deletes, key changes, updates and inserts, each with one statement per set of columns. */
final class TableApply {

    private final TargetTable target;
    private final ApplyStatements statements;
    private final SingleStatements singles;

    TableApply(Connection connection, TargetTable target) {
        this.target = target;
        this.statements = new ApplyStatements(connection, target);
        this.singles = new SingleStatements(target);
    }

    boolean isFor(TableSchema schema) {
        return target.schema() == schema || target.schema().equals(schema);
    }

    /** A single change as one statement; empty where one is not enough. */
    Optional<InTurn.Step> single(PendingChange change, Conflicts conflicts) {
        return singles.of(change, conflicts);
    }

    /** Empty when all was applied; else which kind of row was missing. What was done until then is to be rolled back. */
    Optional<Cause> apply(TableChanges changes, Conflicts conflicts) throws SQLException {
        for (Map<Object, PendingChange> layer : changes.layers()) {
            Optional<Cause> missing =
                    target.schema().isKeyed() ? keyed(layer.values(), conflicts) : keyless(layer.values(), conflicts);
            if (missing.isPresent()) {
                return missing;
            }
        }
        return Optional.empty();
    }

    private Optional<Cause> keyed(Collection<PendingChange> layer, Conflicts conflicts) throws SQLException {
        List<PendingChange> deletes = new ArrayList<>();
        Map<BitSet, List<PendingChange>> moves = new LinkedHashMap<>();
        Map<BitSet, List<PendingChange>> updates = new LinkedHashMap<>();
        Map<BitSet, List<PendingChange>> inserts = new LinkedHashMap<>();
        for (PendingChange change : layer) {
            switch (change.operation()) {
                case DELETE -> deletes.add(change);
                case INSERT -> add(inserts, change);
                case UPDATE -> add(change.movesKey() ? moves : updates, change);
            }
        }
        if (!deletes.isEmpty()
                && statements.delete(deletes) != deletes.size()
                && conflicts.onMissingDelete() == OnMissingDelete.REJECT) {
            return Optional.of(Cause.NO_ROW_TO_DELETE);
        }
        for (Map.Entry<BitSet, List<PendingChange>> group : moves.entrySet()) {
            if (!move(group.getKey(), group.getValue(), conflicts)) {
                return Optional.of(Cause.NO_ROW_TO_UPDATE);
            }
        }
        for (Map.Entry<BitSet, List<PendingChange>> group : updates.entrySet()) {
            if (!update(group.getKey(), group.getValue(), conflicts)) {
                return Optional.of(Cause.NO_ROW_TO_UPDATE);
            }
        }
        for (Map.Entry<BitSet, List<PendingChange>> group : inserts.entrySet()) {
            if (conflicts.onDuplicateKey() == OnDuplicateKey.UPDATE) {
                statements.upsert(group.getKey(), group.getValue());
            } else {
                statements.insert(group.getKey(), group.getValue());
            }
        }
        return Optional.empty();
    }

    private static void add(Map<BitSet, List<PendingChange>> groups, PendingChange change) {
        groups.computeIfAbsent(ApplyStatements.present(change), p -> new ArrayList<>())
                .add(change);
    }

    /**
     * Whole rows replace what is there, whether it is there or not; of partial ones, those that are missing can only be made one by one, unless they
     * may be left out.
     */
    private boolean update(BitSet present, List<PendingChange> changes, Conflicts conflicts) throws SQLException {
        boolean mayInsert = conflicts.onMissingRow() == OnMissingRow.INSERT;
        if (mayInsert && changes.get(0).isWhole()) {
            statements.upsert(present, changes);
            return true;
        }
        if (statements.update(present, changes, false) == changes.size() || leavesOutPartial(conflicts)) {
            return true;
        }
        if (mayInsert && changes.size() == 1) {
            statements.upsert(present, changes);
            return true;
        }
        return false;
    }

    /** A second application finds the row under its new key, and perhaps one more under the old: the last image wins. */
    private boolean move(BitSet present, List<PendingChange> changes, Conflicts conflicts) throws SQLException {
        if (conflicts.onMissingRow() != OnMissingRow.INSERT) {
            return statements.update(present, changes, true) == changes.size();
        }
        if (changes.get(0).isWhole()) {
            statements.delete(changes);
            statements.upsert(present, changes);
            return true;
        }
        if (changes.size() > 1) {
            return false; // one by one
        }
        PendingChange change = changes.get(0);
        List<PendingChange> atNewKey =
                List.of(new PendingChange(change.operation(), newKey(change), change.values(), false));
        if (statements.update(present, atNewKey, false) == 1) {
            statements.delete(changes);
        } else if (statements.update(present, changes, true) == 0 && !leavesOutPartial(conflicts)) {
            statements.upsert(present, changes);
        }
        return true;
    }

    /**
     * Changes that come once more may update a row that a later one of them deletes or moves: what the log does not have of it (a large value that was
     * not touched) cannot be made up, and need not be.
     */
    private static boolean leavesOutPartial(Conflicts conflicts) {
        return conflicts.equals(Conflicts.IDEMPOTENT);
    }

    private Object[] newKey(PendingChange change) {
        int[] key = target.schema().keyIndexes();
        Object[] values = new Object[key.length];
        for (int i = 0; i < key.length; i++) {
            values[i] = change.values()[key[i]];
        }
        return values;
    }

    private Optional<Cause> keyless(Collection<PendingChange> layer, Conflicts conflicts) throws SQLException {
        PendingChange first = layer.iterator().next();
        switch (first.operation()) {
            case INSERT -> statements.insert(ApplyStatements.present(first), layer);
            case UPDATE -> {
                if (statements.updateOne(first) == 0) {
                    if (conflicts.onMissingRow() == OnMissingRow.REJECT) {
                        return Optional.of(Cause.NO_ROW_TO_UPDATE);
                    }
                    if (first.isWhole() || !leavesOutPartial(conflicts)) {
                        statements.insert(ApplyStatements.present(first), layer);
                    }
                }
            }
            case DELETE -> {
                if (statements.deleteOne(first) == 0 && conflicts.onMissingDelete() == OnMissingDelete.REJECT) {
                    return Optional.of(Cause.NO_ROW_TO_DELETE);
                }
            }
        }
        return Optional.empty();
    }
}
