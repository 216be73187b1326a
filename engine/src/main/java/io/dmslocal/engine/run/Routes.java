package io.dmslocal.engine.run;

import io.dmslocal.engine.mapping.RowWork;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a change goes and what it looks like there, worked out once per definition of a table: a reader sends the same schema object until the
 * definition changes. Owned by the applier's thread.
 */
final class Routes {

    /** A table's changes under one definition. */
    static final class Route {

        private final TableState table;
        private final TableSchema source;
        private final RowWorks works;
        private TableSchema target;
        private Optional<RowWork> work = Optional.empty();
        private int[] columns = new int[0];
        private boolean isIdentity;
        /** Places in the target's key that no key of the source has: its log may not tell them of a deleted row. */
        private int[] ownKey = new int[0];

        private Route(TableState table, TableSchema source, RowWorks works) {
            this.table = table;
            this.source = source;
            this.works = works;
        }

        /** Null for a table that the task does not take: asked for every change, so not an Optional. */
        TableState table() {
            return table;
        }

        TableSchema source() {
            return source;
        }

        /** Whether the target's table is known to fit: before the first change under this definition it may have to follow. */
        boolean isOpen() {
            return target != null;
        }

        /**
         * Fills the columns that the target's table has by name; others are left out.
         *
         * @param at where the first change under this definition lies
         */
        void open(Position at) {
            TableMapping mapping = table.current().on(table.pastNames().now(source, at));
            target = mapping.target();
            columns = mapping.columns();
            isIdentity = isIdentity(columns, source.columns().size());
            work = works.ofChanges(mapping);
            ownKey = mapping.ownKey();
        }

        /** The first column of the target's key without which a deleted row cannot be found there. */
        Optional<String> unfindable(RowChange there) {
            for (int place : ownKey) {
                if (there.operation() == Operation.DELETE && there.before().isAbsent(place)) {
                    return Optional.of(target.columns().get(place).name());
                }
            }
            return Optional.empty();
        }

        /** Whether the table's filters let the change through. */
        boolean takes(RowChange change) {
            return work.isEmpty() || work.get().takes(change);
        }

        /**
         * The change as the target sees it.
         *
         * @param rejected is told when rules cannot work it
         * @return empty when it was rejected
         */
        Optional<RowChange> work(RowChange change, Consumer<Rejected> rejected) {
            return work.get().change(change, rejected);
        }

        /** Whether deleted rows stay on the target, flagged. */
        boolean flagsDeletes() {
            return work.isPresent() && table.current().rules().flagsDeletes();
        }

        /** Whether rows take more than a choice of columns. */
        boolean isWorked() {
            return work.isPresent();
        }

        RowChange translate(RowChange change) {
            return new RowChange(
                    target,
                    change.operation(),
                    row(change.before()),
                    row(change.after()),
                    change.transaction(),
                    change.ordinal(),
                    change.position());
        }

        private Row row(Row row) {
            return isIdentity ? row : row.select(columns);
        }

        private static boolean isIdentity(int[] columns, int size) {
            if (columns.length != size) {
                return false;
            }
            for (int i = 0; i < size; i++) {
                if (columns[i] != i) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Definitions do not change this often; a reader that makes new objects all the time must not fill memory. */
    private static final int MANY = 4096;

    private final Map<TableId, TableState> tables = new HashMap<>();
    private final Map<TableSchema, Route> routes = new IdentityHashMap<>();
    private final RowWorks works;
    private Route last;

    Routes(Session session, RowWorks works) {
        this.works = works;
        this.last = new Route(null, new TableSchema(new TableId("", ""), List.of(), List.of()), works);
        session.tables().forEach(t -> tables.put(t.source(), t));
    }

    Optional<TableState> of(TableId table) {
        return Optional.ofNullable(tables.get(table));
    }

    Route of(TableSchema schema) {
        if (schema != last.source()) {
            if (routes.size() > MANY) {
                routes.clear();
            }
            last = routes.computeIfAbsent(schema, s -> new Route(tables.get(s.table()), s, works));
        }
        return last;
    }
}
