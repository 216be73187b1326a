package io.dmslocal.engine.run.log;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The block that EnableLogContext adds to a line: which change it speaks of, without a value of its row. Members that are not known are left out.
 *
 * <p>Source: "Setting up context logging", AWS DMS user guide; numbers of operations as seen in its examples, that of deletes assumed.
 */
final class LogContext {

    private LogContext() {}

    static String of(RowChange change) {
        return block(members(change));
    }

    /** With the statement that applies the change: placeholders stand for its values. */
    static String ofStatement(RowChange change) {
        List<String> members = members(change);
        members.add("statement:" + statement(change));
        return block(members);
    }

    /** While the source says nothing. */
    static String idle(String position) {
        return block(List.of("operation:IDLE (51)", "streamPosition:" + position));
    }

    /** Before anything was applied; assumed. */
    static String start() {
        return block(List.of("operation:START_REGULAR (43)"));
    }

    /** As the line that begins to apply names it, where an insert has another number. */
    static String applied(Operation operation) {
        return operation == Operation.INSERT ? "INSERT (10)" : operation + " (" + number(operation) + ")";
    }

    private static List<String> members(RowChange change) {
        List<String> members = new ArrayList<>();
        members.add("operation:" + change.operation() + " (" + number(change.operation()) + ")");
        members.add("tableName:" + change.table().name());
        members.add("schemaName:" + change.table().schema());
        if (change.transaction() != Change.Transaction.NONE) {
            members.add("txnId:" + change.transaction().id());
        }
        members.add("streamPosition:" + change.position().streamText());
        return members;
    }

    private static String block(List<String> members) {
        return "{" + String.join(", ", members) + "}";
    }

    private static String statement(RowChange change) {
        String table =
                quoted(change.table().schema()) + "." + quoted(change.table().name());
        List<String> all = change.schema().columns().stream().map(Column::name).toList();
        List<String> sought = change.schema().isKeyed() ? change.schema().key() : all;
        String where =
                sought.stream().map(name -> quoted(name) + " = ?").collect(Collectors.joining(" AND ", " WHERE ", ""));
        return switch (change.operation()) {
            case INSERT ->
                "INSERT INTO " + table
                        + all.stream().map(LogContext::quoted).collect(Collectors.joining(", ", " (", ")"))
                        + all.stream().map(name -> "?").collect(Collectors.joining(", ", " VALUES (", ")"));
            case UPDATE ->
                "UPDATE " + table
                        + all.stream().map(name -> quoted(name) + " = ?").collect(Collectors.joining(", ", " SET ", ""))
                        + where;
            case DELETE -> "DELETE FROM " + table + where;
        };
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static int number(Operation operation) {
        return switch (operation) {
            case INSERT -> 1;
            case DELETE -> 2;
            case UPDATE -> 3;
        };
    }
}
