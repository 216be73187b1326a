package io.dmslocal.engine.connector.debezium;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Makes changes of Debezium's records. Used by one thread.
 *
 * <pre>
 * BEGIN  { row | truncate | DDL }  END      a transaction
 * DDL | truncate                            one of its own (MySQL)
 * BEGIN  { DDL | truncate }                 one that ends with the next BEGIN (MariaDB, whose connector tells no end of it)
 * heartbeat | message                       progress, when no transaction is open
 * </pre>
 *
 * An update that changes the key comes as a delete and an insert that know of each other; they become one update again.
 */
final class RecordDecoder {

    private static final String NEW_KEY = "__debezium.newkey";
    private static final String OLD_KEY = "__debezium.oldkey";
    private static final String HEARTBEAT = "__debezium-heartbeat";

    /** A table's form with the fields of Debezium's rows that its columns are, for one version of these. */
    private record Shape(Schema version, TableForm form, Field[] fields) {}

    private final Dialect dialect;
    private final String server;
    private final Map<TableId, Shape> shapes = new HashMap<>();

    private Position last;
    private boolean open;
    private Map<String, ?> begin = Map.of();
    private Transaction transaction;
    private int ordinal;
    private boolean toldRows;
    private boolean toldOthers;
    private SourceRecord moved; // the first half of an update that changes the key
    private String lastDdl = "";
    private List<Change> into;

    /** @param server Debezium's name of the capture, with which its topics begin */
    RecordDecoder(Dialect dialect, String server) {
        this.dialect = dialect;
        this.server = server;
        this.last = dialect.from();
    }

    /**
     * Decodes one record.
     *
     * @return whether no transaction is open behind it, so that reading may start again from the position told last
     */
    boolean decode(SourceRecord record, List<Change> changes) {
        into = changes;
        int before = into.size();
        String topic = record.topic();
        if (topic.startsWith(HEARTBEAT) || topic.equals(server + ".message")) {
            progress(record.sourceOffset());
        } else if (topic.equals(server + ".transaction")) {
            boundary(record);
        } else if (topic.equals(server)) {
            ddl(record);
        } else if (record.value() instanceof Struct value) {
            change(record, value);
        }
        boolean ended = into.size() > before && into.get(into.size() - 1).endsTransaction();
        return ended && !open || ended && begin == record.sourceOffset();
    }

    /** The position told last. */
    Position last() {
        return last;
    }

    private void progress(Map<String, ?> offset) {
        if (!open) {
            Position place = dialect.end(offset);
            if (place.compareTo(last) > 0) {
                last = place;
                into.add(new Change.Progress(place));
            }
        }
    }

    private void boundary(SourceRecord record) {
        if (((Struct) record.value()).getString("status").equals("BEGIN")) {
            if (open) {
                if (toldRows) {
                    throw ConnectorException.fatal(dialect.unfinished());
                }
                commit(record.sourceOffset());
            }
            open = true;
            begin = record.sourceOffset();
            transaction = null;
            ordinal = 0;
        } else if (open) {
            commit(record.sourceOffset());
        }
    }

    private void commit(Map<String, ?> offset) {
        Position place = dialect.end(offset);
        if (toldRows || toldOthers) {
            into.add(new Change.Commit(transaction, place));
            last = place;
        } else if (place.compareTo(last) > 0) {
            into.add(new Change.Progress(place));
            last = place;
        }
        open = false;
        begin = Map.of();
        transaction = null;
        ordinal = 0;
        toldRows = false;
        toldOthers = false;
    }

    private void ddl(SourceRecord record) {
        Struct value = (Struct) record.value();
        String statement = value.getString("ddl");
        String place = record.sourceOffset() + statement;
        if (statement == null || place.equals(lastDdl)) {
            return; // said once for each table that it names
        }
        lastDdl = place;
        String database = value.getString("databaseName");
        aside(record, value.getStruct("source"), position -> {
            dialect.ddl(database == null ? "" : database, statement, transaction, position, into);
            shapes.clear();
        });
    }

    private interface Aside {
        void tell(Position position);
    }

    /** What may stand alone: then it is a transaction of its own, at its end. */
    private void aside(SourceRecord record, Struct source, Aside aside) {
        int before = into.size();
        if (open) {
            aside.tell(next(source));
            toldOthers |= into.size() > before;
            return;
        }
        begin = record.sourceOffset();
        next(source);
        aside.tell(dialect.end(record.sourceOffset()));
        toldOthers = into.size() > before;
        commit(record.sourceOffset());
    }

    /** Counts a change; its position. */
    private Position next(Struct source) {
        if (transaction == null) {
            transaction = dialect.transaction(new Origin(number(source), time(source), begin));
        }
        ordinal++;
        return dialect.within(last, begin, ordinal);
    }

    private static long number(Struct source) {
        Field field = source.schema().field("txId");
        Object number = field == null ? null : source.get(field);
        return number instanceof Number n ? n.longValue() : 0;
    }

    private static Instant time(Struct source) {
        Long micros = source.schema().field("ts_us") == null ? null : source.getInt64("ts_us");
        if (micros != null) {
            return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
        }
        Long millis = source.getInt64("ts_ms");
        return millis == null ? Instant.EPOCH : Instant.ofEpochMilli(millis);
    }

    private void change(SourceRecord record, Struct value) {
        Struct source = value.getStruct("source");
        TableId table = table(source);
        String operation = value.getString("op");
        if (dialect.tellsDdl(table) && operation.equals("c")) {
            told(value.getStruct("after"), source);
        }
        if (!dialect.isCaptured(table)) {
            return;
        }
        if (operation.equals("t")) {
            aside(record, source, position -> into.add(new Change.Truncate(table, transaction, position)));
            return;
        }
        if (!open) {
            throw ConnectorException.fatal(dialect.unfinished());
        }
        boolean isFirstHalf = operation.equals("d") && record.headers().lastWithName(NEW_KEY) != null;
        if (isFirstHalf) {
            moved = record;
            return;
        }
        boolean isSecondHalf =
                moved != null && operation.equals("c") && record.headers().lastWithName(OLD_KEY) != null;
        Struct before = isSecondHalf ? ((Struct) moved.value()).getStruct("before") : value.getStruct("before");
        moved = null;
        Operation kind = isSecondHalf
                ? Operation.UPDATE
                : switch (operation) {
                    case "c" -> Operation.INSERT;
                    case "u" -> Operation.UPDATE;
                    case "d" -> Operation.DELETE;
                    default ->
                        throw ConnectorException.fatal(
                                "Debezium tells a change of " + table + " of the unknown kind '" + operation + "'.");
                };
        row(table, kind, before, value.getStruct("after"), source);
    }

    private void told(Struct row, Struct source) {
        Map<String, String> texts = new HashMap<>();
        for (Field field : row.schema().fields()) {
            String cell = (String) row.getWithoutDefault(field.name());
            if (cell != null) {
                texts.put(field.name(), cell);
            }
        }
        int before = into.size();
        Position position = next(source);
        dialect.told(texts, transaction, position, into);
        if (into.size() > before) {
            toldOthers = true;
            shapes.clear(); // Debezium may have them as they were
        }
    }

    private static TableId table(Struct source) {
        String name = source.getString("table");
        Field schema = source.schema().field("schema");
        return new TableId(source.getString(schema == null ? "db" : "schema"), name);
    }

    private void row(TableId table, Operation operation, Struct before, Struct after, Struct source) {
        Position position = next(source);
        toldRows = true;
        Shape shape = shape(table, (after == null ? before : after).schema(), position);
        try {
            Object[] old = before == null ? null : values(shape, before, true);
            Object[] made = after == null ? null : values(shape, after, false);
            if (old != null && made != null) {
                fillUnchanged(made, old);
            }
            into.add(
                    new RowChange(shape.form.schema(), operation, row(old), row(made), transaction, ordinal, position));
        } catch (Unreadable e) {
            Rejected rejected = new Rejected(table, Rejected.Cause.DATA, e.getMessage() + ".", "");
            into.add(new Change.Unreadable(table, operation, rejected, transaction, position));
        }
    }

    private static Row row(Object[] values) {
        return values == null ? Row.NONE : new Row(values);
    }

    private static void fillUnchanged(Object[] made, Object[] old) {
        for (int i = 0; i < made.length; i++) {
            if (made[i] == Row.ABSENT) {
                made[i] = old[i];
            }
        }
    }

    private Shape shape(TableId table, Schema version, Position position) {
        Shape known = shapes.get(table);
        if (known != null && known.version == version) {
            return known;
        }
        List<CapturedColumn> columns = version.fields().stream()
                .map(field -> column(field.name(), field.schema().parameters()))
                .toList();
        TableForm form = dialect.table(table, columns, transaction, position, into);
        List<Field> fields = new ArrayList<>();
        for (var column : form.schema().columns()) {
            Field field = version.field(column.name());
            if (field == null) {
                throw ConnectorException.fatal("Debezium has no column " + column.name() + " of " + table
                        + ", which the source's definition has at that place. Reload the table.");
            }
            fields.add(field);
        }
        Shape shape = new Shape(version, form, fields.toArray(Field[]::new));
        shapes.put(table, shape);
        return shape;
    }

    private static CapturedColumn column(String name, Map<String, String> parameters) {
        return new CapturedColumn(
                name,
                parameters.get(CellConverter.TYPE),
                Integer.parseInt(parameters.get(CellConverter.NATIVE_TYPE)),
                Integer.parseInt(parameters.get(CellConverter.LENGTH)),
                Integer.parseInt(parameters.get(CellConverter.SCALE)));
    }

    private static Object[] values(Shape shape, Struct row, boolean isOld) throws Unreadable {
        Object[] values = new Object[shape.fields.length];
        for (int i = 0; i < values.length; i++) {
            String cell = (String) row.getWithoutDefault(shape.fields[i].name());
            if (Cell.isAbsent(cell) || isOld && cell == null && !shape.form.isInOldRows(i)) {
                values[i] = Row.ABSENT;
                continue;
            }
            try {
                Cell.check(cell);
                values[i] = shape.form.value(i, cell);
            } catch (Unreadable e) {
                throw new Unreadable("Column " + shape.fields[i].name() + ": " + e.getMessage());
            }
        }
        return values;
    }
}
