package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.TableEvent;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowKey;
import io.dmslocal.engine.record.TableId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes pgoutput's messages, protocol version 1, into changes. Source: "Logical Replication Message Formats", PostgreSQL manual.
 *
 * <pre>
 * Begin  (Relation | Insert | Update | Delete | Truncate | Origin | Type | Message)*  Commit
 * </pre>
 */
final class PgOutput {

    private static final long EPOCH_SECONDS = BinaryFields.EPOCH_DAYS * 86_400;

    private final CapturedTables captured;
    private final RelationReader relations;
    private final AuditedDdl audited;
    private final Map<Integer, Relation> byNumber = new HashMap<>();
    /** The table that tells DDL: its number and its columns. */
    private int auditNumber;

    private List<RelationReader.LoggedColumn> auditColumns = List.of();

    private Transaction transaction;
    private long commitLsn;
    /** Of a row with a value that cannot be read, what stands before that. */
    private Row readBefore = Row.NONE;

    private int ordinal;
    private boolean said;
    private List<Change> changes;

    // the message being read
    private byte[] message;
    private int at;

    PgOutput(CapturedTables captured, RelationReader relations, AuditedDdl audited) {
        this.captured = captured;
        this.relations = relations;
        this.audited = audited;
    }

    /** Whether a transaction was begun and its commit has not been read. */
    boolean isInTransaction() {
        return transaction != null;
    }

    /** Decodes one message; what it says is added to {@code into}. */
    void decode(ByteBuffer buffer, List<Change> into) {
        message = buffer.array();
        at = buffer.arrayOffset() + buffer.position();
        changes = into;
        switch (message[at++]) {
            case 'I' -> insert();
            case 'U' -> update();
            case 'D' -> delete();
            case 'B' -> begin();
            case 'C' -> commit();
            case 'R' -> relation();
            case 'T' -> truncate();
            default -> {} // Origin, Type, Message: nothing of ours
        }
    }

    private void begin() {
        commitLsn = int8();
        long micros = int8();
        long id = int4() & 0xFFFFFFFFL;
        transaction = new Transaction(
                id,
                Instant.ofEpochSecond(
                        EPOCH_SECONDS + Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000));
        ordinal = 0;
        said = false;
    }

    private void commit() {
        at += 9; // flags, place of the commit record
        LogPosition end = LogPosition.at(int8());
        changes.add(said ? new Change.Commit(transaction, end) : new Change.Progress(end));
        transaction = null;
    }

    private void relation() {
        int number = int4();
        String schema = text();
        TableId named = new TableId(schema.isEmpty() ? "pg_catalog" : schema, text());
        boolean isFull = message[at++] == 'f';
        List<RelationReader.LoggedColumn> columns = new ArrayList<>();
        for (int left = int2(); left > 0; left--) {
            boolean isIdentity = message[at++] == 1;
            columns.add(new RelationReader.LoggedColumn(isIdentity, text(), int4() & 0xFFFFFFFFL, int4()));
        }
        if (audited.isToldBy(named)) {
            auditNumber = number;
            auditColumns = columns;
            return;
        }
        Optional<TableId> ours = captured.of(number, named);
        if (ours.isEmpty()) {
            byNumber.remove(number); // a user's publication may have more tables
            return;
        }
        TableId table = ours.get();
        Optional<String> misfit = relations.misfit(table, columns);
        if (misfit.isPresent()) {
            byNumber.remove(number); // its rows are passed over
            TableEvent event = new TableEvent.Misfit(misfit.get());
            say(new Change.Ddl(table, event, Optional.empty(), Optional.empty(), "", transaction, position()));
            return;
        }
        Relation relation = relations.read(table, isFull, columns);
        byNumber.put(number, relation);
        Optional<Map<String, String>> moved = relations.moved(relation);
        if (relations.isChanged(relation, new LogPosition(commitLsn, ordinal + 1))) {
            ordinal++; // a change before it must stand before it when the transaction is read again
            say(new Change.Ddl(
                    table,
                    new TableEvent.Altered(),
                    Optional.of(relation.schema()),
                    moved,
                    "",
                    transaction,
                    position()));
        }
    }

    /** A row of the table that tells DDL; all its columns are texts here. */
    private void audit() {
        at++; // N
        Map<String, String> row = new HashMap<>();
        int columns = int2();
        for (int i = 0; i < columns; i++) {
            if (message[at++] == 't') {
                int length = int4();
                row.put(auditColumns.get(i).name(), new String(message, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        audited.read(row, new LogPosition(commitLsn, ordinal + 1)).ifPresent(told -> {
            ordinal++;
            say(told.at(transaction, position()));
        });
    }

    private void insert() {
        int number = int4();
        Relation relation = byNumber.get(number);
        if (relation == null) {
            if (number == auditNumber) {
                audit();
            }
            return;
        }
        ordinal++;
        at++; // N
        try {
            row(relation, Operation.INSERT, Row.NONE, new Row(tuple(relation)));
        } catch (UnreadableValue e) {
            unreadable(relation, Operation.INSERT, e);
        }
    }

    private void update() {
        Relation relation = byNumber.get(int4());
        if (relation == null) {
            return;
        }
        ordinal++;
        try {
            byte kind = message[at++];
            Row before = Row.NONE;
            Object[] old = null;
            if (kind != 'N') {
                old = tuple(relation);
                if (kind == 'K') {
                    onlyIdentity(relation, old);
                }
                before = new Row(old);
                at++; // N
            }
            Object[] after = tuple(relation);
            if (kind == 'O') {
                fillUnchanged(after, old);
            }
            row(relation, Operation.UPDATE, before, new Row(after));
        } catch (UnreadableValue e) {
            unreadable(relation, Operation.UPDATE, e);
        }
    }

    private void delete() {
        Relation relation = byNumber.get(int4());
        if (relation == null) {
            return;
        }
        ordinal++;
        try {
            boolean keyOnly = message[at++] == 'K';
            Object[] old = tuple(relation);
            if (keyOnly) {
                onlyIdentity(relation, old);
            }
            row(relation, Operation.DELETE, new Row(old), Row.NONE);
        } catch (UnreadableValue e) {
            unreadable(relation, Operation.DELETE, e);
        }
    }

    private void truncate() {
        int tables = int4();
        at++; // options: cascade, restart identity
        for (; tables > 0; tables--) {
            Relation relation = byNumber.get(int4());
            if (relation != null) {
                ordinal++;
                say(new Change.Truncate(relation.schema().table(), transaction, position()));
            }
        }
    }

    /** A row: n NULL, u a large value that the update did not touch and the log does not have, t text. */
    private Object[] tuple(Relation relation) throws UnreadableValue {
        int columns = int2();
        TextFields.Field[] fields = relation.fields();
        Object[] values = new Object[columns];
        for (int i = 0; i < columns; i++) {
            switch (message[at++]) {
                case 'n' -> values[i] = null;
                case 'u' -> values[i] = Row.ABSENT;
                default -> {
                    int length = int4();
                    int from = at;
                    at += length;
                    try {
                        values[i] = fields[i].read(message, from, length);
                    } catch (UnreadableValue e) {
                        Arrays.fill(values, i, columns, Row.ABSENT);
                        readBefore = new Row(values);
                        throw new UnreadableValue(
                                "Column " + relation.schema().columns().get(i).name() + ": " + e.getMessage());
                    }
                }
            }
        }
        return values;
    }

    private static void onlyIdentity(Relation relation, Object[] old) {
        for (int i = 0; i < old.length; i++) {
            if (!relation.identity()[i]) {
                old[i] = Row.ABSENT;
            }
        }
    }

    private static void fillUnchanged(Object[] after, Object[] old) {
        for (int i = 0; i < after.length; i++) {
            if (after[i] == Row.ABSENT) {
                after[i] = old[i];
            }
        }
    }

    private void row(Relation relation, Operation operation, Row before, Row after) {
        say(new RowChange(relation.schema(), operation, before, after, transaction, ordinal, position()));
    }

    private void unreadable(Relation relation, Operation operation, UnreadableValue why) {
        TableId table = relation.schema().table();
        String key = RowKey.of(relation.schema().columns(), relation.schema().key(), readBefore);
        say(new Change.Unreadable(
                table,
                operation,
                new Rejected(table, Cause.DATA, why.getMessage() + ".", "", key),
                transaction,
                position()));
    }

    private void say(Change change) {
        said = true;
        changes.add(change);
    }

    private LogPosition position() {
        return new LogPosition(commitLsn, ordinal);
    }

    private int int2() {
        int value = (short) BinaryFields.SHORT.get(message, at);
        at += 2;
        return value;
    }

    private int int4() {
        int value = (int) BinaryFields.INT.get(message, at);
        at += 4;
        return value;
    }

    private long int8() {
        long value = (long) BinaryFields.LONG.get(message, at);
        at += 8;
        return value;
    }

    private String text() {
        int from = at;
        while (message[at] != 0) {
            at++;
        }
        return new String(message, from, at++ - from, StandardCharsets.UTF_8);
    }
}
