package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.TableWriter;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;

/**
 * Loads a table by COPY, a unit of about commitRate rows per transaction.
 *
 * <p>Commits do not wait for the disk, but for the last one, which {@link #finish} makes: the log is written in order, so what came before is then on
 * disk too. A unit is one COPY that commits by itself: each answer that is waited for between two units is time in which the target does nothing.
 *
 * <p>A unit that fails on a row is rolled back and sent again in small windows, each bad row left out as the server names it.
 */
final class CopyWriter implements TableWriter {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final byte[] TRAILER = {(byte) 0xFF, (byte) 0xFF};

    /** A unit is kept until it is committed, so it ends early where rows are wide. */
    private static final long UNIT_BYTES = 16 << 20;

    /** Rows that go together once the unit has failed: what a bad row costs, against what a round trip costs. */
    private static final int WINDOW_ROWS = 256;

    private static final Pattern LINE = Pattern.compile("COPY [^,]*(?:, [^,]*)*?, line (\\d+)");

    private final EndpointSettings endpoint;
    private final Connection connection;
    private final TableSchema schema;
    private final int commitRate;
    private final BooleanSupplier keyWaits;
    private final RowEncoder encoder;
    private final boolean takesChunks;
    /** Stands between where native values meet other types than the source's, or values that only text brings into their type; null where none do. */
    private final CastingTable casting;

    private final List<CopyRows> unit = new ArrayList<>();
    private CopyIn copy;
    private boolean copyIsBinary;
    private long unitRows;
    private long unitBytes;
    private long committed;
    private volatile boolean finished;

    /** @param keyWaits asked once at the end: whether the primary key is to be made now */
    CopyWriter(
            EndpointSettings endpoint,
            Connection connection,
            TableSchema schema,
            int commitRate,
            BooleanSupplier keyWaits) {
        this.endpoint = endpoint;
        this.connection = connection;
        this.schema = schema;
        this.commitRate = commitRate;
        this.keyWaits = keyWaits;
        try (Statement statement = connection.createStatement()) {
            TargetTable target = TargetTable.read(connection, schema);
            RowEncoder direct = new RowEncoder(target);
            // raw bytes of the source's types go into no line of text
            boolean isMixed = !direct.isBinary() && schema.columns().stream().anyMatch(Column::isNative);
            casting = isMixed || !NativeTypes.areTaken(connection, target) ? new CastingTable(target) : null;
            encoder = casting == null ? direct : new RowEncoder(casting.made());
            takesChunks = schema.columns().stream().allMatch(Column::isNative);
            statement.execute("SET synchronous_commit = off");
            connection.setAutoCommit(casting == null); // a COPY is a transaction of its own, unless a cast follows it
        } catch (SQLException e) {
            PostgresSession.abort(connection);
            throw failed(e);
        } catch (RuntimeException e) {
            PostgresSession.abort(connection);
            throw e;
        }
    }

    @Override
    public List<Rejected> write(RowBatch batch) {
        List<Rejected> rejected = new ArrayList<>();
        CopyRows rows;
        if (batch instanceof RowBatch.Chunk chunk) {
            if (!takesChunks || !chunk.format().equals(CopyReader.CHUNK_FORMAT)) {
                throw ConnectorException.fatal(
                        "Rows in the form " + chunk.format() + " cannot be written to table " + schema.table() + ".");
            }
            rows = new CopyRows(chunk.heap(), chunk.ends(), 0, chunk.ends().length);
        } else {
            rows = encoder.encode((RowBatch.Columns) batch, rejected);
        }
        try {
            if (unitRows >= commitRate || unitBytes >= UNIT_BYTES) {
                rejected.addAll(commitUnit());
            }
            unit.add(rows);
            unitRows += rows.size();
            unitBytes += rows.bytes();
            try {
                if (copy == null) {
                    open();
                }
                send(rows);
            } catch (SQLException e) {
                rejected.addAll(salvage(e));
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        return rejected;
    }

    @Override
    public List<Rejected> finish() {
        try (Statement statement = connection.createStatement()) {
            List<Rejected> rejected = finishPart();
            finished = false;
            if (keyWaits.getAsBoolean()) {
                statement.execute("SET LOCAL synchronous_commit = on");
                statement.execute("SET LOCAL maintenance_work_mem = '256MB'");
                statement.execute(TableDdl.addKey(schema));
                connection.commit();
            }
            finished = true;
            return rejected;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public List<Rejected> finishPart() {
        if (finished) {
            return List.of();
        }
        try (Statement statement = connection.createStatement()) {
            List<Rejected> rejected = new ArrayList<>(commitUnit());
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL synchronous_commit = on");
            // something for the log, or the commit would not wait for it
            statement.execute("SELECT pg_catalog.pg_logical_emit_message(true, 'dms-local', 'loaded')");
            connection.commit();
            finished = true;
            return rejected;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public long committed() {
        return committed;
    }

    @Override
    public void close() {
        if (!finished) {
            PostgresSession.abort(connection);
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            PostgresSession.abort(connection);
        }
    }

    private List<Rejected> commitUnit() throws SQLException {
        List<Rejected> rejected = endUnit();
        commit();
        return rejected;
    }

    private void commit() throws SQLException {
        commitCopy();
        committed += unitRows;
        forgetUnit();
    }

    private void commitCopy() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    private void forgetUnit() {
        unit.clear();
        unitRows = 0;
        unitBytes = 0;
    }

    /** Ends the unit's COPY; afterwards {@code unitRows} are those that the transaction holds: none when some had to be taken out. */
    private List<Rejected> endUnit() throws SQLException {
        if (copy == null) {
            return List.of();
        }
        try {
            end();
            return List.of();
        } catch (SQLException e) {
            return salvage(e);
        }
    }

    /**
     * Commits the unit in windows, around each bad row. Where one row was bad, more may be: whole units would be sent again for each of them, windows
     * bound what is sent twice. Each window is a transaction of its own, so that nothing good is taken along by the next failure.
     */
    private List<Rejected> salvage(SQLException failure) throws SQLException {
        List<CopyRows> rows = List.copyOf(unit);
        Deque<Window> open = new ArrayDeque<>();
        List<Rejected> rejected = new ArrayList<>();
        isolate(new Window(0, unitRows), failure, rows, open, rejected);
        while (!open.isEmpty()) {
            Window next = open.pop();
            if (next.size() > WINDOW_ROWS) {
                open.push(new Window(next.from + WINDOW_ROWS, next.to));
                next = new Window(next.from, next.from + WINDOW_ROWS);
            }
            try {
                open();
                for (CopyRows some : part(rows, next.from, next.to)) {
                    send(some);
                }
                end();
                commitCopy();
                committed += next.size();
            } catch (SQLException e) {
                isolate(next, e, rows, open, rejected);
            }
        }
        forgetUnit();
        return rejected;
    }

    /** Rows of the unit that are sent together, {@code from} (inclusive) to {@code to} (exclusive), counted from 0. */
    private record Window(long from, long to) {
        long size() {
            return to - from;
        }
    }

    /** Takes the bad row out of a window that failed, by its number where the server says it, else by halves; what is left is still open. */
    private void isolate(
            Window failed, SQLException failure, List<CopyRows> rows, Deque<Window> open, List<Rejected> rejected)
            throws SQLException {
        giveUpCopy();
        if (JdbcFailure.recordCause(failure).isEmpty()) {
            throw failure;
        }
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        long line = line(failure);
        if (failed.size() == 1) {
            rejected.add(rejected(failure, part(rows, failed.from, failed.to)));
        } else if (line < 1 || line > failed.size()) {
            long middle = failed.from + failed.size() / 2;
            push(open, middle, failed.to);
            push(open, failed.from, middle);
        } else {
            rejected.add(rejected(failure, part(rows, failed.from + line - 1, failed.from + line)));
            push(open, failed.from + line, failed.to);
            push(open, failed.from, failed.from + line - 1);
        }
    }

    private static void push(Deque<Window> open, long from, long to) {
        if (from < to) {
            open.push(new Window(from, to));
        }
    }

    private static List<CopyRows> part(List<CopyRows> rows, long from, long to) {
        List<CopyRows> part = new ArrayList<>();
        long at = 0;
        for (CopyRows some : rows) {
            long first = Math.max(from - at, 0);
            long last = Math.min(to - at, some.size());
            if (first < last) {
                part.add(some.part((int) first, (int) last));
            }
            at += some.size();
        }
        return part;
    }

    /** Which row of the COPY the server complained about, from 1; 0 when it does not say. */
    private static long line(SQLException failure) {
        if (failure instanceof PSQLException e && e.getServerErrorMessage() != null) {
            String where = e.getServerErrorMessage().getWhere();
            Matcher matcher = where == null ? null : LINE.matcher(where);
            if (matcher != null && matcher.find()) {
                return Long.parseLong(matcher.group(1));
            }
        }
        return 0;
    }

    /** @param one the bad row */
    private Rejected rejected(SQLException failure, List<CopyRows> one) {
        CopyRows row = one.get(0);
        int end = row.start() + row.bytes();
        String key = copyIsBinary
                ? CopiedKey.ofBinary(row.heap(), row.start(), schema.columns(), schema.key())
                : CopiedKey.ofText(row.heap(), row.start(), end, schema.columns(), schema.key());
        String statement = copyIsBinary
                ? CopiedRow.ofBinary(row.heap(), row.start(), schema)
                : CopiedRow.ofText(row.heap(), row.start(), end, schema);
        Optional<Cause> cause = JdbcFailure.recordCause(failure);
        return new Rejected(
                schema.table(),
                cause.orElse(Cause.DATA),
                ServerWords.of(failure),
                statement,
                key,
                ServerWords.answer(failure));
    }

    private void open() throws SQLException {
        copyIsBinary = takesChunks || encoder.isBinary();
        if (casting != null) {
            casting.make(connection);
        }
        String columns = schema.columns().stream().map(c -> Sql.name(c.name())).collect(Collectors.joining(", "));
        copy = PostgresSession.postgres(connection)
                .getCopyAPI()
                .copyIn("COPY " + (casting == null ? Sql.name(schema.table()) : CastingTable.NAME) + " (" + columns
                        + ") FROM STDIN" + (copyIsBinary ? " (FORMAT binary)" : ""));
        if (copyIsBinary) {
            copy.writeToCopy(HEADER, 0, HEADER.length);
        }
    }

    private void send(CopyRows rows) throws SQLException {
        if (rows.size() > 0) {
            copy.writeToCopy(rows.heap(), rows.start(), rows.bytes());
        }
    }

    private void end() throws SQLException {
        if (copyIsBinary) {
            copy.writeToCopy(TRAILER, 0, TRAILER.length);
        }
        copy.endCopy();
        copy = null;
        if (casting != null) {
            casting.cast(connection);
        }
    }

    private void giveUpCopy() {
        try {
            if (copy != null && copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            // the COPY failed before: that failure is the one to tell
        }
        copy = null;
    }

    private ConnectorException failed(SQLException e) {
        return JdbcFailure.of("Loading table " + schema.table() + " of", endpoint, e);
    }
}
