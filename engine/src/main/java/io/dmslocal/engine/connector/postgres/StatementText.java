package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A change as the one statement that would make it, for people: what awsdms_apply_exceptions shows. */
final class StatementText {

    private StatementText() {}

    static String of(RowChange change) {
        TableSchema schema = change.schema();
        String table = Sql.name(schema.table());
        return switch (change.operation()) {
            case INSERT -> {
                List<String> names = new ArrayList<>();
                List<String> values = new ArrayList<>();
                for (int i = 0; i < change.after().size(); i++) {
                    if (!change.after().isAbsent(i)) {
                        names.add(name(schema, i));
                        values.add(Texts.literal(change.after().value(i)));
                    }
                }
                yield "INSERT INTO " + table + " (" + String.join(", ", names) + ") VALUES ("
                        + String.join(", ", values) + ")";
            }
            case UPDATE ->
                "UPDATE " + table + " SET " + equalities(schema, change.after(), allOf(change.after()), ", ")
                        + where(change);
            case DELETE -> "DELETE FROM " + table + where(change);
        };
    }

    private static String where(RowChange change) {
        TableSchema schema = change.schema();
        boolean hasOld = !change.before().isNone();
        Row row = hasOld || change.operation() == Operation.DELETE ? change.before() : change.after();
        int[] columns = schema.isKeyed() ? schema.keyIndexes() : allOf(row);
        return " WHERE " + equalities(schema, row, columns, " AND ");
    }

    private static String equalities(TableSchema schema, Row row, int[] columns, String between) {
        List<String> parts = new ArrayList<>();
        for (int i : columns) {
            if (!row.isAbsent(i)) {
                parts.add(name(schema, i) + " = " + Texts.literal(row.value(i)));
            }
        }
        return String.join(between, parts);
    }

    private static int[] allOf(Row row) {
        return IntStream.range(0, row.size()).toArray();
    }

    private static String name(TableSchema schema, int column) {
        return Sql.name(schema.columns().get(column).name());
    }
}
