package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Outcome;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.Conflicts.OnDuplicateKey;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingDelete;
import io.dmslocal.engine.connector.spi.Conflicts.OnMissingRow;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Which neighbouring changes one statement does, and what it must count. Owned by the thread that applies. */
final class ApplyRuns {

    private static final int STATEMENT_ROWS = 500;

    private final UnaryOperator<TableId> place;
    private final boolean newRowAlias;
    private final Map<TableSchema, ApplySql> statements = new IdentityHashMap<>();

    /**
     * @param place where a table is on the target
     * @param newRowAlias see {@link ApplySql}
     */
    ApplyRuns(UnaryOperator<TableId> place, boolean newRowAlias) {
        this.place = place;
        this.newRowAlias = newRowAlias;
    }

    /** Neighbours that one statement does. */
    enum Kind {
        INSERT,
        UPSERT,
        UPDATE,
        DELETE
    }

    /** One statement for some changes, and how many rows it must count; -1 when any number will do. */
    record Run(Kind kind, ApplySql sql, List<RowChange> changes, long expected) {

        boolean isAsExpected(Outcome outcome) {
            return outcome.warnings() == 0 && (expected < 0 || expected == outcome.rows());
        }

        void append(StringBuilder text) {
            switch (kind) {
                case INSERT -> sql.insert(text, changes);
                case UPSERT -> sql.upsert(text, changes);
                case UPDATE -> sql.update(text, changes.get(0));
                case DELETE -> {
                    if (sql.isKeyed()) {
                        sql.deleteAll(text, changes);
                    } else {
                        sql.delete(text, changes.get(0));
                    }
                }
            }
        }
    }

    ApplySql sql(TableSchema schema) {
        return statements.computeIfAbsent(schema, s -> new ApplySql(s, place.apply(s.table()), newRowAlias));
    }

    private Kind kind(RowChange change, Conflicts conflicts) {
        ApplySql sql = sql(change.schema());
        boolean upserts =
                sql.isKeyed() && conflicts.onDuplicateKey() == OnDuplicateKey.UPDATE && sql.isWhole(change.after());
        return switch (change.operation()) {
            case INSERT -> upserts ? Kind.UPSERT : Kind.INSERT;
            case DELETE -> Kind.DELETE;
            case UPDATE ->
                upserts && conflicts.onMissingRow() == OnMissingRow.INSERT && sql.keepsKey(change)
                        ? Kind.UPSERT
                        : Kind.UPDATE;
        };
    }

    /** Behind the last of the neighbours that one statement does. */
    int end(List<RowChange> changes, int from, Conflicts conflicts) {
        RowChange first = changes.get(from);
        Kind kind = kind(first, conflicts);
        if (kind == Kind.UPDATE || kind == Kind.DELETE && !sql(first.schema()).isKeyed()) {
            return from + 1;
        }
        int to = from + 1;
        while (to < changes.size()
                && to - from < STATEMENT_ROWS
                && changes.get(to).schema() == first.schema()
                && kind(changes.get(to), conflicts) == kind) {
            to++;
        }
        return to;
    }

    Run run(List<RowChange> members, Conflicts conflicts) {
        Kind kind = kind(members.get(0), conflicts);
        boolean any =
                kind == Kind.UPSERT || kind == Kind.DELETE && conflicts.onMissingDelete() == OnMissingDelete.IGNORE;
        return new Run(kind, sql(members.get(0).schema()), members, any ? -1 : members.size());
    }
}
