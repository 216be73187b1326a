package io.dmslocal.engine.run;

import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a change goes and what it looks like there, worked out once per definition of a table: a reader sends the same schema object until the
 * definition changes. Owned by the applier's thread.
 *
 * <p>After a change of definition the columns that the target was made with are still filled by name; new ones are left out.
 */
final class Routes {

    /** @param table null for a table that the task does not take: asked for every change, so not an Optional */
    record Route(TableState table, TableSchema target, int[] columns, boolean isIdentity) {

        private static final Route NOWHERE =
                new Route(null, new TableSchema(new TableId("", ""), List.of(), List.of()), new int[0], true);

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
    }

    /** Definitions do not change this often; a reader that makes new objects all the time must not fill memory. */
    private static final int MANY = 4096;

    private final Map<TableId, TableState> tables = new HashMap<>();
    private final Map<TableSchema, Route> routes = new IdentityHashMap<>();
    private TableSchema lastSchema = Route.NOWHERE.target();
    private Route lastRoute = Route.NOWHERE;

    Routes(Session session) {
        session.tables().forEach(t -> tables.put(t.source(), t));
    }

    Optional<TableState> of(TableId table) {
        return Optional.ofNullable(tables.get(table));
    }

    Route of(TableSchema schema) {
        if (schema != lastSchema) {
            if (routes.size() > MANY) {
                routes.clear();
            }
            lastRoute = routes.computeIfAbsent(schema, this::route);
            lastSchema = schema;
        }
        return lastRoute;
    }

    private Route route(TableSchema schema) {
        TableState table = tables.get(schema.table());
        if (table == null) {
            return Route.NOWHERE;
        }
        TableMapping mapping = table.mapping();
        List<Column> columns = new ArrayList<>();
        List<Integer> from = new ArrayList<>();
        for (int i = 0; i < mapping.columns().length; i++) {
            String name = mapping.source().columns().get(mapping.columns()[i]).name();
            OptionalInt index = schema.indexOf(name);
            if (index.isPresent()) {
                Column target = mapping.target().columns().get(i);
                columns.add(schema.columns().get(index.getAsInt()).isNative() ? target.asNative() : target);
                from.add(index.getAsInt());
            }
        }
        int[] indexes = from.stream().mapToInt(Integer::intValue).toArray();
        TableSchema target = new TableSchema(
                mapping.target().table(),
                columns,
                mapping.target().key(),
                mapping.target().collation());
        return new Route(table, target, indexes, isIdentity(indexes, schema.columns().size()));
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
