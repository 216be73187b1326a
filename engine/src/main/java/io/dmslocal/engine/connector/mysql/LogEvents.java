package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.DdlReader.Effect;
import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source.NativeColumns;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Operation;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.Change.TableEvent;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes changes of the log's events. Used by one thread.
 *
 * <pre>
 * (GTID) BEGIN  { table map  rows }  XID | COMMIT          a transaction
 * (GTID) DDL                                               a transaction of its own
 * (GTID) XA START { table map  rows } XA END  XA PREPARE   rows that count from (GTID) XA COMMIT on
 * </pre>
 *
 * Source: "Binary log event", MySQL internals manual, and the same of MariaDB.
 */
final class LogEvents {

    private static final int MARIADB_STANDALONE = 1; // flags of MariaDB's GTID: no BEGIN
    private static final int MARIADB_PREPARED = 64;

    private final LogTables tables;
    private final LogPrepared prepared;
    private final LogPosition from;
    private final NativeColumns nativeColumns;
    private boolean checksums;
    private final Map<Long, Optional<LogRows>> mapped = new HashMap<>();

    private String file;
    private long start;
    private long end;
    private Instant time = Instant.EPOCH;

    private boolean open;
    private boolean begun; // and not a statement that is a transaction by itself
    private List<RowChange> held; // rows of an XA transaction; null in others
    private Transaction transaction;
    private String beginFile = "";
    private long beginOffset;
    private int ordinal;
    private boolean told;
    private LogPosition passed;
    private LogPosition latest;

    /**
     * @param begin where reading begins
     * @param from from where on changes are to be told
     * @param checksums whether events end with one, until the log's next file says it of itself
     * @param nativeColumns whose values stay in the family: zero dates of the others are NULL
     */
    LogEvents(
            LogTables tables,
            LogPrepared prepared,
            LogPosition begin,
            LogPosition from,
            boolean checksums,
            NativeColumns nativeColumns) {
        this.from = from;
        this.checksums = checksums;
        this.tables = tables;
        this.prepared = prepared;
        this.file = begin.file();
        this.end = begin.offset();
        this.nativeColumns = nativeColumns;
    }

    /** How far the log has been read without anything to tell; empty when what was told last is further. */
    Optional<LogPosition> takePassed() {
        Optional<LogPosition> result = Optional.ofNullable(passed);
        passed = null;
        return result;
    }

    /** Takes in one event. */
    void take(Packet event, List<Change> out) throws IOException {
        EventHead head = EventHead.read(event, checksums);
        checksums = head.checksums();
        int type = head.type();
        long next = head.end() == 0 && open
                ? end + head.length()
                : head.end(); // MariaDB from 11 on leaves it out inside transactions
        if (type == EventType.ROTATE) {
            end = event.int8();
            file = event.fixed(event.length());
            mapped.clear();
        } else if (next > 0) {
            start = next - head.length();
            end = next;
            if (head.seconds() > 0) {
                time = Instant.ofEpochSecond(head.seconds()); // AWS: commit times of this engine are whole seconds
            }
            body(type, event, out);
        }
        if (!open && (next > 0 || type == EventType.ROTATE)) {
            LogPosition place = new LogPosition(file, end);
            boolean isTold =
                    !out.isEmpty() && out.get(out.size() - 1).position().compareTo(place) >= 0;
            boolean isNew = latest == null || latest.compareTo(place) < 0; // heartbeats say the same place again
            passed = isTold || !isNew && passed == null ? null : place;
            latest = place;
        }
    }

    private void body(int type, Packet event, List<Change> out) throws IOException {
        switch (type) {
            case EventType.GTID, EventType.ANONYMOUS_GTID, EventType.TAGGED_GTID -> begin();
            case EventType.MARIADB_GTID -> {
                begin();
                int flags = event.peekAt(8 + 4); // behind number and domain
                begun = (flags & MARIADB_STANDALONE) == 0;
                held = (flags & MARIADB_PREPARED) != 0 ? new ArrayList<>() : null;
            }
            case EventType.QUERY -> query(event, out);
            case EventType.XID -> finish(out);
            case EventType.XA_PREPARE -> prepare(event, out);
            case EventType.TABLE_MAP -> map(event, out);
            case EventType.WRITE_ROWS_V1, EventType.WRITE_ROWS ->
                rows(event, Operation.INSERT, type == EventType.WRITE_ROWS, out);
            case EventType.UPDATE_ROWS_V1, EventType.UPDATE_ROWS ->
                rows(event, Operation.UPDATE, type == EventType.UPDATE_ROWS, out);
            case EventType.DELETE_ROWS_V1, EventType.DELETE_ROWS ->
                rows(event, Operation.DELETE, type == EventType.DELETE_ROWS, out);
            case EventType.TRANSACTION_PAYLOAD ->
                throw refused("compressed transactions: set binlog_transaction_compression=OFF");
            case EventType.PARTIAL_UPDATE_ROWS ->
                throw refused("partial JSON updates: set binlog_row_value_options=''");
            default -> {
                if (type >= EventType.MARIADB_QUERY_COMPRESSED && type <= EventType.MARIADB_DELETE_ROWS_COMPRESSED) {
                    throw refused("compressed events: set log_bin_compress=OFF");
                }
            }
        }
    }

    private static ConnectorException refused(String what) {
        return ConnectorException.fatal(
                "The source's binary log holds " + what + " on the source and start again behind this place.");
    }

    /**
     * AWS's numbers for transactions of these engines look like the log file's number in the upper half and the place of the transaction's first event in
     * the lower; so do ours, and they are the same at every reading.
     */
    private void begin() {
        transaction = new Transaction(LogPosition.number(file) << 32 | start, time);
        beginFile = file;
        beginOffset = start;
        ordinal = 0;
        told = false;
        open = true;
        begun = false;
        held = null;
    }

    private void query(Packet event, List<Change> out) {
        QueryEvent query = QueryEvent.read(event);
        String word = query.text().strip();
        if (word.equalsIgnoreCase("BEGIN")) {
            if (!open) {
                begin();
            }
            begun = true;
            beginOffset = start;
        } else if (word.equalsIgnoreCase("COMMIT") || word.equalsIgnoreCase("ROLLBACK")) {
            finish(out);
        } else if (word.regionMatches(true, 0, "XA ", 0, 3)) {
            xa(word, out);
        } else if (!word.regionMatches(true, 0, "SAVEPOINT", 0, 9)) {
            statement(query.database(), query.statement(), out);
        }
    }

    private void xa(String statement, List<Change> out) {
        if (!open) {
            begin();
        }
        String verb = statement.substring(3).stripLeading().toUpperCase(Locale.ROOT);
        if (verb.startsWith("START") || verb.startsWith("BEGIN")) {
            begun = true;
            held = new ArrayList<>();
        } else if (verb.startsWith("COMMIT") || verb.startsWith("ROLLBACK")) {
            boolean isCommit = verb.startsWith("COMMIT");
            List<RowChange> rows = prepared.end(LogPrepared.id(statement), position(-1), isCommit && !isAgain());
            if (isCommit) {
                release(rows, out);
            }
            commit(out);
        }
    }

    private void prepare(Packet event, List<Change> out) {
        boolean isOnlyPhase = event.int1() != 0;
        if (held != null && !isOnlyPhase) {
            prepared.hold(LogPrepared.id(event), held, new LogPosition(beginFile, beginOffset), position(-1));
            held = null;
        }
        finish(out);
    }

    private void finish(List<Change> out) {
        if (held != null) {
            release(held, out);
        }
        commit(out);
    }

    /** Tells rows that were held as rows of this place. */
    private void release(List<RowChange> rows, List<Change> out) {
        int number = 0;
        for (RowChange row : rows) {
            out.add(new RowChange(
                    row.schema(),
                    row.operation(),
                    row.before(),
                    row.after(),
                    transaction,
                    number + 1,
                    position(number)));
            number++;
        }
        told = !rows.isEmpty();
    }

    /** A DDL statement commits by itself; the few inside a transaction (CREATE TABLE ... SELECT's start) stand before rows. */
    private void statement(String database, String statement, List<Change> out) {
        if (!open) {
            begin();
        }
        LogPosition place = position(-1);
        for (Effect effect : tables.apply(database, statement, place)) {
            mapped.clear();
            told = true;
            out.add(
                    effect.kind() == DdlReader.Kind.TRUNCATED
                            ? new Change.Truncate(effect.table(), transaction, place)
                            : new Change.Ddl(
                                    effect.table(),
                                    event(effect),
                                    definition(effect),
                                    effect.renamed(),
                                    statement,
                                    transaction,
                                    place));
        }
        if (!begun) {
            commit(out);
        }
    }

    /** A statement within a transaction (CREATE TABLE ... SELECT) stands before rows of the same: they are not told, so the table must be loaded. */
    private TableEvent event(Effect effect) {
        return switch (effect.kind()) {
            case TRUNCATED, DEFINITION -> new TableEvent.Altered();
            case CREATED -> begun ? new TableEvent.Appeared() : new TableEvent.Created();
            case APPEARED -> new TableEvent.Appeared();
            case DROPPED -> new TableEvent.Dropped();
            case RENAMED -> new TableEvent.Renamed(effect.to());
        };
    }

    /** As rows that follow have it; a table whose rows do not follow is read when it is loaded. */
    private Optional<TableSchema> definition(Effect effect) {
        boolean follows = effect.kind() == DdlReader.Kind.DEFINITION || effect.kind() == DdlReader.Kind.CREATED;
        return follows && !begun
                ? tables.find(effect.table()).map(table -> LogRows.schema(table, nativeColumns))
                : Optional.empty();
    }

    private void commit(List<Change> out) {
        if (told) {
            out.add(new Change.Commit(transaction, position(-1)));
        }
        told = false;
        open = false;
        begun = false;
        held = null;
    }

    private LogPosition position(int row) {
        return new LogPosition(file, end, new LogPosition.Event(start, row, transaction.id(), beginFile, beginOffset));
    }

    /** Whether what stands here was told before, or does not concern us: only XA transactions, which may be committed later, are read. */
    private boolean isAgain() {
        return new LogPosition(file, end).compareTo(from) <= 0;
    }

    private void map(Packet event, List<Change> out) {
        TableMapEvent map = TableMapEvent.read(event);
        if (mapped.containsKey(map.number()) || isAgain() && held == null) {
            return; // the server gives a changed table another number
        }
        mapped.put(map.number(), tables.find(map.table()).flatMap(table -> {
            TableMapEvent.Columns columns = map.columns();
            Optional<String> misfit = LogMisfit.of(table, columns.types(), columns.metas());
            misfit.ifPresent(reason -> misfits(table.table(), reason, out));
            return misfit.isEmpty()
                    ? Optional.of(new LogRows(table, columns.types(), columns.metas(), nativeColumns))
                    : Optional.empty();
        }));
    }

    private void misfits(TableId table, String reason, List<Change> out) {
        if (tables.isKnownLater(table, new LogPosition(file, end))) {
            return; // rows of before the table was taken: its load has them
        }
        if (transaction == null) {
            begin();
        }
        LogPosition place = position(-1);
        tables.misfits(table, place);
        told = true;
        out.add(new Change.Ddl(
                table, new TableEvent.Misfit(reason), Optional.empty(), Optional.empty(), "", transaction, place));
    }

    private void rows(Packet event, Operation operation, boolean extra, List<Change> out) throws IOException {
        long number = TableMapEvent.number(event);
        event.skip(2);
        Optional<LogRows> table = mapped.getOrDefault(number, Optional.empty());
        if (table.isEmpty()) {
            return;
        }
        if (transaction == null) {
            begin();
        }
        if (extra) {
            event.skip(event.int2() - 2);
        }
        LogRows reader = table.get();
        int columns = (int) event.lengthEncoded();
        expectWhole(event, columns, reader);
        if (operation == Operation.UPDATE) {
            expectWhole(event, columns, reader);
        }
        int row = 0;
        while (event.length() > 0) {
            Row first = reader.next(event);
            Row before = operation == Operation.INSERT ? Row.NONE : first;
            Row after = operation == Operation.DELETE
                    ? Row.NONE
                    : operation == Operation.UPDATE ? reader.next(event) : first;
            RowChange change =
                    new RowChange(reader.schema(), operation, before, after, transaction, ++ordinal, position(row++));
            if (held == null) {
                out.add(change);
            } else {
                held.add(change);
            }
        }
        told = held == null;
    }

    private static void expectWhole(Packet event, int columns, LogRows reader) {
        for (int i = 0; i < columns; i += 8) {
            int expected = columns - i >= 8 ? 0xFF : (1 << columns - i) - 1;
            if ((event.int1() & expected) != expected) {
                throw ConnectorException.fatal("The binary log does not hold whole rows of "
                        + reader.schema().table() + ": set binlog_row_image=FULL on the source.");
            }
        }
    }
}
