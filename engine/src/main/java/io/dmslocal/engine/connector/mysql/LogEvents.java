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
import java.util.zip.CRC32;

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

    private static final int QUERY = 2;
    private static final int ROTATE = 4;
    private static final int FORMAT_DESCRIPTION = 15;
    private static final int XID = 16;
    private static final int TABLE_MAP = 19;
    private static final int WRITE_ROWS_V1 = 23;
    private static final int UPDATE_ROWS_V1 = 24;
    private static final int DELETE_ROWS_V1 = 25;
    private static final int WRITE_ROWS = 30;
    private static final int UPDATE_ROWS = 31;
    private static final int DELETE_ROWS = 32;
    private static final int GTID = 33;
    private static final int ANONYMOUS_GTID = 34;
    private static final int TAGGED_GTID = 42; // MySQL 8.3 and later
    private static final int XA_PREPARE = 38;
    private static final int PARTIAL_UPDATE_ROWS = 39;
    private static final int TRANSACTION_PAYLOAD = 40;
    private static final int TYPE_OFFSET = 4; // in an event's head, behind the time
    private static final int CHECKSUM_BYTES = 4;
    private static final int CRC32_CHECKSUM = 1;
    private static final int MARIADB_GTID = 162;
    private static final int MARIADB_QUERY_COMPRESSED = 165;
    private static final int MARIADB_DELETE_ROWS_COMPRESSED = 171;

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
        boolean hasChecksum = checksums && event.peekAt(TYPE_OFFSET) != ROTATE || hasTrueChecksum(event);
        long seconds = event.int4() & 0xFFFFFFFFL;
        int type = event.int1();
        event.skip(4); // server id
        long length = event.int4() & 0xFFFFFFFFL;
        long said = event.int4() & 0xFFFFFFFFL;
        long next = said == 0 && open ? end + length : said; // MariaDB from 11 on leaves it out inside transactions
        event.skip(2); // flags
        if (type == FORMAT_DESCRIPTION) {
            checksums = event.fromEnd(CHECKSUM_BYTES + 1) == CRC32_CHECKSUM; // behind it only its own checksum
        }
        if (hasChecksum) {
            event.trim(CHECKSUM_BYTES); // TCP has one too
        }
        if (type == ROTATE) {
            end = event.int8();
            file = event.fixed(event.length());
            mapped.clear();
        } else if (next > 0) {
            start = next - length;
            end = next;
            if (seconds > 0) {
                time = Instant.ofEpochSecond(seconds); // AWS: commit times of this engine are whole seconds
            }
            body(type, event, out);
        }
        if (!open && (next > 0 || type == ROTATE)) {
            LogPosition place = new LogPosition(file, end);
            boolean isTold =
                    !out.isEmpty() && out.get(out.size() - 1).position().compareTo(place) >= 0;
            boolean isNew = latest == null || latest.compareTo(place) < 0; // heartbeats say the same place again
            passed = isTold || !isNew && passed == null ? null : place;
            latest = place;
        }
    }

    /** A rotation that the server makes up has a checksum or none, whatever the file has. */
    private static boolean hasTrueChecksum(Packet event) {
        if (event.peekAt(TYPE_OFFSET) != ROTATE) {
            return false;
        }
        int covered = event.length() - CHECKSUM_BYTES;
        CRC32 checksum = new CRC32();
        checksum.update(event.bytes(), event.at(), covered);
        long found = 0;
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            found |= (long) event.peekAt(covered + i) << 8 * i;
        }
        return checksum.getValue() == found;
    }

    private void body(int type, Packet event, List<Change> out) throws IOException {
        switch (type) {
            case GTID, ANONYMOUS_GTID, TAGGED_GTID -> begin();
            case MARIADB_GTID -> {
                begin();
                int flags = event.peekAt(8 + 4); // behind number and domain
                begun = (flags & MARIADB_STANDALONE) == 0;
                held = (flags & MARIADB_PREPARED) != 0 ? new ArrayList<>() : null;
            }
            case QUERY -> query(event, out);
            case XID -> finish(out);
            case XA_PREPARE -> prepare(event, out);
            case TABLE_MAP -> map(event, out);
            case WRITE_ROWS_V1, WRITE_ROWS -> rows(event, Operation.INSERT, type == WRITE_ROWS, out);
            case UPDATE_ROWS_V1, UPDATE_ROWS -> rows(event, Operation.UPDATE, type == UPDATE_ROWS, out);
            case DELETE_ROWS_V1, DELETE_ROWS -> rows(event, Operation.DELETE, type == DELETE_ROWS, out);
            case TRANSACTION_PAYLOAD ->
                throw refused("compressed transactions: set binlog_transaction_compression=OFF");
            case PARTIAL_UPDATE_ROWS -> throw refused("partial JSON updates: set binlog_row_value_options=''");
            default -> {
                if (type >= MARIADB_QUERY_COMPRESSED && type <= MARIADB_DELETE_ROWS_COMPRESSED) {
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
        event.skip(4 + 4);
        int databaseLength = event.int1();
        event.skip(2);
        int variables = event.int2();
        int mode = variables > 0 ? sqlMode(event) : 0;
        event.skip(variables);
        String database = event.fixed(databaseLength);
        event.skip(1);
        String statement = event.fixed(event.length());
        String word = statement.strip();
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
            boolean ansi = (mode & AnsiQuotes.ANSI_QUOTES) != 0;
            boolean escapes = (mode & AnsiQuotes.NO_BACKSLASH_ESCAPES) == 0;
            statement(database, ansi ? AnsiQuotes.toBackticks(statement, escapes) : statement, out);
        }
    }

    /** The lower half of the session's sql_mode: the second of a query's status variables, behind the flags (number 0, four bytes). */
    private static int sqlMode(Packet event) {
        int at = event.peekAt(0) == 0 ? 5 : 0;
        if (event.peekAt(at) != 1) {
            return 0;
        }
        int mode = 0;
        for (int i = 0; i < 4; i++) {
            mode |= (event.peekAt(at + 1 + i) & 0xFF) << 8 * i;
        }
        return mode;
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
        long id = event.int4() & 0xFFFFFFFFL | (long) event.int2() << 32;
        event.skip(2);
        String schema = event.fixed(event.int1());
        event.skip(1);
        String name = event.fixed(event.int1());
        event.skip(1);
        if (mapped.containsKey(id) || isAgain() && held == null) {
            return; // the server gives a changed table another number
        }
        mapped.put(id, tables.find(new TableId(schema, name)).flatMap(table -> {
            int[] types = new int[(int) event.lengthEncoded()];
            for (int i = 0; i < types.length; i++) {
                types[i] = event.int1();
            }
            event.lengthEncoded();
            int[] metas = new int[types.length];
            for (int i = 0; i < metas.length; i++) {
                metas[i] = meta(types[i], event);
            }
            Optional<String> misfit = LogMisfit.of(table, types, metas);
            misfit.ifPresent(reason -> misfits(table.table(), reason, out));
            return misfit.isEmpty() ? Optional.of(new LogRows(table, types, metas, nativeColumns)) : Optional.empty();
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

    private static int meta(int type, Packet event) {
        return switch (type) {
            case 4, 5, 17, 18, 19, 245, 249, 250, 251, 252, 255 -> event.int1(); // floats, times with fraction, blobs
            case 15, 16, 253, 140, 141 -> event.int2(); // varchar, bit
            case 246 -> event.int2(); // precision, then scale
            case 247, 248, 254 -> event.int1() << 8 | event.int1(); // the real type, then its length
            default -> 0;
        };
    }

    private void rows(Packet event, Operation operation, boolean extra, List<Change> out) throws IOException {
        long id = event.int4() & 0xFFFFFFFFL | (long) event.int2() << 32;
        event.skip(2);
        Optional<LogRows> table = mapped.getOrDefault(id, Optional.empty());
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
        int number = 0;
        while (event.length() > 0) {
            Row first = reader.next(event);
            Row before = operation == Operation.INSERT ? Row.NONE : first;
            Row after = operation == Operation.DELETE
                    ? Row.NONE
                    : operation == Operation.UPDATE ? reader.next(event) : first;
            RowChange change = new RowChange(
                    reader.schema(), operation, before, after, transaction, ++ordinal, position(number++));
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
