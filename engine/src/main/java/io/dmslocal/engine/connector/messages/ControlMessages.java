package io.dmslocal.engine.connector.messages;

import static io.dmslocal.engine.connector.messages.JsonBuffer.name;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Control records: what happened to tables, not to rows. Their key is the task's, whatever an object-mapping rule says. Thread-safe. */
public final class ControlMessages {

    /** The table that every task with changes announces; without a schema on streams. */
    public static final TableSchema APPLY_EXCEPTIONS = new TableSchema(
            new TableId("", "awsdms_apply_exceptions"),
            List.of(
                    required("TASK_NAME", DmsType.sized(Kind.STRING, 128)),
                    required("TABLE_OWNER", DmsType.sized(Kind.STRING, 128)),
                    required("TABLE_NAME", DmsType.sized(Kind.STRING, 128)),
                    required("ERROR_TIME", DmsType.of(Kind.DATETIME)),
                    required("STATEMENT", DmsType.of(Kind.STRING)),
                    required("ERROR", DmsType.of(Kind.STRING))),
            List.of());

    private static final byte[] CONTROL = name("control");
    private static final byte[] TABLE_DEFINITION = name("table-def");
    private static final byte[] COLUMNS = name("columns");
    private static final byte[] TYPE = name("type");
    private static final byte[] LENGTH = name("length");
    private static final byte[] PRECISION = name("precision");
    private static final byte[] SCALE = name("scale");
    private static final byte[] NULLABLE = name("nullable");
    private static final byte[] PRIMARY_KEY = name("primary-key");
    private static final byte[] COLLATION = name("collation-name");
    private static final byte[] CHANGED_COLUMNS = name("change-columns");
    private static final byte[] NAME = name("name");
    private static final byte[] OLD_NAME = name("old-name");
    private static final byte[] CHANGE = name("change");

    private final MessageFormat format;
    private final String taskName;
    private final Clock clock;

    /** @param taskName resource id of the task, upper case */
    public ControlMessages(MessageFormat format, String taskName, Clock clock) {
        this.format = format;
        this.taskName = taskName;
        this.clock = clock;
    }

    private static Column required(String name, DmsType type) {
        return new Column(name, type, "", false);
    }

    public Message createTable(TableSchema schema) {
        return message("create-table", schema.table(), out -> definition(out, schema));
    }

    public Message dropTable(TableId table) {
        return message("drop-table", table, out -> {});
    }

    public Message truncateTable(TableId table) {
        return message("truncate-table", table, out -> {});
    }

    /**
     * One record per column that changed. Bodies are this project's own choice: the new definition, and what changed (AWS's are not documented).
     */
    public List<Message> alter(TableSchema before, TableSchema after) {
        List<Message> messages = new ArrayList<>();
        if (!before.table().equals(after.table())) {
            messages.add(message("rename-table", after.table(), out -> definition(out, after)));
        }
        for (ColumnChange change : ColumnChange.between(before, after)) {
            messages.add(message(change.kind().operation(), after.table(), out -> {
                definition(out, after);
                changed(out, change);
            }));
        }
        return messages;
    }

    private interface Body {
        void print(JsonBuffer out);
    }

    private Message message(String operation, TableId table, Body body) {
        JsonBuffer out = new JsonBuffer(format.pretty());
        out.open();
        if (format.controlDetails()) {
            out.member(CONTROL);
            out.open();
            body.print(out);
            out.close();
        }
        Optional<String> keyValue = format.partitionValue() ? Optional.of(taskName) : Optional.empty();
        Metadata.open(out, clock.instant(), "control", operation, "task-id", keyValue, table);
        out.close();
        out.close();
        if (!format.pretty()) {
            out.raw('\n');
        }
        return new Message(taskName + "." + table, out.toBytes());
    }

    private static void definition(JsonBuffer out, TableSchema schema) {
        out.member(TABLE_DEFINITION);
        out.open();
        out.member(COLUMNS);
        out.open();
        for (Column column : schema.columns()) {
            out.member(name(column.name()));
            column(out, column);
        }
        out.close();
        if (schema.isKeyed()) {
            out.member(PRIMARY_KEY);
            out.openArray();
            for (String key : schema.key()) {
                out.item();
                out.string(key);
            }
            out.closeArray();
        }
        if (!schema.collation().isEmpty()) {
            out.member(COLLATION, schema.collation());
        }
        out.close();
    }

    private static void column(JsonBuffer out, Column column) {
        DmsType type = column.type();
        out.open();
        out.member(TYPE, typeName(type.kind()));
        if (type.length() > 0 && !type.kind().isLob()) {
            out.member(LENGTH);
            out.digits(type.length());
        }
        if (type.kind() == Kind.NUMERIC) {
            out.member(PRECISION);
            out.digits(type.precision());
            out.member(SCALE);
            out.digits(type.scale());
        }
        out.member(NULLABLE);
        out.ascii(Boolean.toString(column.nullable()));
        out.close();
    }

    /** AWS's inner spellings: whole numbers are named by bits there. Seen: INT32, TIMESTAMP, and STRING for PostgreSQL's text and json. */
    private static String typeName(Kind kind) {
        return switch (kind) {
            case INT1 -> "INT8";
            case INT2 -> "INT16";
            case INT4 -> "INT32";
            case INT8 -> "INT64";
            case UINT1 -> "UINT8";
            case UINT2 -> "UINT16";
            case UINT4 -> "UINT32";
            case UINT8 -> "UINT64";
            case DATETIME -> "TIMESTAMP";
            case CLOB, NCLOB -> "STRING";
            default -> kind.name();
        };
    }

    private static void changed(JsonBuffer out, ColumnChange change) {
        out.member(CHANGED_COLUMNS);
        out.openArray();
        out.item();
        out.open();
        out.member(NAME, change.name());
        out.member(CHANGE, change.kind().word());
        if (!change.oldName().isEmpty()) {
            out.member(OLD_NAME, change.oldName());
        }
        out.close();
        out.closeArray();
    }
}
