package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import java.util.ArrayList;
import java.util.List;

/**
 * The block that EnableLogContext adds to a line: which change it speaks of, without a value of its row. Members that are not known are left out.
 *
 * <p>Source: "Setting up context logging", AWS DMS user guide; numbers of operations as seen in its examples, that of deletes assumed.
 */
final class LogContext {

    private LogContext() {}

    static String of(RowChange change) {
        List<String> members = new ArrayList<>();
        members.add("operation:" + change.operation() + " (" + number(change.operation()) + ")");
        members.add("tableName:" + change.table().name());
        members.add("schemaName:" + change.table().schema());
        if (change.transaction() != Change.Transaction.NONE) {
            members.add("txnId:" + change.transaction().id());
        }
        members.add("streamPosition:" + change.position().streamText());
        return "{" + String.join(", ", members) + "}";
    }

    private static int number(Operation operation) {
        return switch (operation) {
            case INSERT -> 1;
            case DELETE -> 2;
            case UPDATE -> 3;
        };
    }
}
