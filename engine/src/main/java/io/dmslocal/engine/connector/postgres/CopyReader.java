package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.postgresql.copy.CopyOut;

/**
 * Reads a table as binary COPY from one snapshot.
 *
 * <p>A message holds whole rows, one as the server sends it or many that {@link JoinedRows} has joined: int16 number of fields, then for each int32
 * length (-1 for NULL) and bytes. A header stands before the first row; the last is a row of -1 fields.
 */
final class CopyReader implements RowReader {

    /** The form in which rows go untouched from PostgreSQL to PostgreSQL: rows of binary COPY without header and trailer. */
    static final String CHUNK_FORMAT = "postgres-binary-copy";

    private static final int SIGNATURE = 11;

    private static final String UNDEFINED_COLUMN = "42703";

    private final EndpointSettings endpoint;
    private final Connection connection;
    private final ReadRequest request;
    private final BinaryFields.Field[] fields;
    private final boolean asChunks;
    private final SnapshotImage image;
    private final CopiedLobs lobs;
    /** Bytes of a row in which no value can be too long. */
    private final int harmless;

    private final CopyOut copy;
    private List<Rejected> rejected = List.of();
    /** Whole rows, one or many; null behind the last. */
    private byte[] message;
    /** Where the next row begins in the message. */
    private int at;

    private boolean ended;
    /** Whether the message has a row so long that a value of it may be too long. */
    private boolean hasLong;

    CopyReader(Sessions sessions, TypeSettings settings, ReadRequest request) {
        this(sessions, settings, request, Optional.empty());
    }

    /** @param shared the snapshot of which this is a part */
    CopyReader(Sessions sessions, TypeSettings settings, ReadRequest request, Optional<SharedSnapshot> shared) {
        this.endpoint = sessions.endpoint();
        this.request = request;
        this.lobs = new CopiedLobs(request);
        this.harmless = request.lobs().harmless();
        this.connection = sessions.openForRows();
        try {
            image = shared.isPresent()
                    ? shared.get().join(connection)
                    : SharedSnapshot.take(connection); // the first query: takes the snapshot
            Catalogue.Table table =
                    new Catalogue(connection, settings).table(request.schema().table());
            request.refuseChanged(table.schema());
            List<Column> columns = request.columns();
            List<SourceColumn> sources =
                    columns.stream().map(c -> table.column(c.name())).toList();
            asChunks = request.chunkFormats().contains(CHUNK_FORMAT)
                    && columns.stream().allMatch(Column::isNative);
            fields = new BinaryFields.Field[columns.size()];
            for (int i = 0; i < fields.length; i++) {
                fields[i] = BinaryFields.of(sources.get(i), columns.get(i), settings);
            }
            copy = PostgresSession.postgres(connection).getCopyAPI().copyOut(select(table, sources));
            message = copy.readFromCopy();
            at = header(message);
        } catch (SQLException e) {
            PostgresSession.abort(connection);
            throw failed(e);
        } catch (RuntimeException e) {
            PostgresSession.abort(connection);
            throw e;
        }
    }

    /** ONLY: the rows of tables that inherit from this one are theirs. A partitioned parent has none of its own. */
    private String select(Catalogue.Table table, List<SourceColumn> sources) {
        StringJoiner columns = new StringJoiner(", ");
        for (int i = 0; i < sources.size(); i++) {
            columns.add(sources.get(i).selected(request.columns().get(i).isNative()));
        }
        return "COPY (SELECT " + columns + " FROM " + (table.kind() == 'r' ? "ONLY " : "") + Sql.name(from())
                + Where.sql(request) + ") TO STDOUT (FORMAT binary)";
    }

    /** A partition is a table, in any schema. */
    private TableId from() {
        TableId whole = request.schema().table();
        return request.partition().isEmpty() ? whole : Partitions.table(whole, request.partition());
    }

    @Override
    public TableImage image() {
        return image;
    }

    @Override
    public Optional<RowBatch> next() {
        rejected = List.of();
        if (ended) {
            return Optional.empty();
        }
        try {
            RowBatch batch = asChunks ? chunk() : columns();
            return batch.size() == 0 && rejected.isEmpty() ? Optional.empty() : Optional.of(batch);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Rows are looked at only to know where each ends. A large message goes on as it came, small ones are gathered. */
    private RowBatch chunk() throws SQLException {
        if (hasRow() && at == 0 && isLarge() && message.length <= request.batchBytes()) {
            int[] ends = ends();
            if (!hasLong) {
                return new RowBatch.Chunk(CHUNK_FORMAT, message, ends);
            }
            at = 0; // row by row, to cut what is too long
        }
        CopyBuffer rows = new CopyBuffer(request.batchBytes() + request.batchBytes() / 8);
        while (rows.size() < request.batchBytes() && hasRow()) {
            int first = at;
            int size = rows.size() - first;
            while (at < message.length && fieldsAt(at) >= 0 && size + at < request.batchBytes()) {
                int end = endOfRow(at);
                if (end - at > harmless && lobs.concerns(message, at)) {
                    rows.put(message, first, at - first);
                    lobs.cut(message, at, rows).ifPresent(this::reject);
                    first = end;
                    size = rows.size() - first;
                } else {
                    rows.endRow(size + end);
                }
                at = end;
            }
            rows.put(message, first, at - first);
            if (at == message.length && isLarge()) {
                break; // the next one can go on as it comes
            }
        }
        CopyRows all = rows.rows();
        return new RowBatch.Chunk(CHUNK_FORMAT, all.heap(), all.ends());
    }

    private boolean isLarge() {
        return message.length >= request.batchBytes() / 8;
    }

    /** Where the rows of the message end, up to the trailer. */
    private int[] ends() {
        hasLong = false;
        int[] ends = new int[message.length / (fields.length * 8 + 2) + 8];
        int rows = 0;
        while (at < message.length && fieldsAt(at) >= 0) {
            if (rows == ends.length) {
                ends = Arrays.copyOf(ends, rows * 2);
            }
            int end = endOfRow(at);
            hasLong |= end - at > harmless;
            at = end;
            ends[rows++] = end;
        }
        return Arrays.copyOf(ends, rows);
    }

    private RowBatch columns() throws SQLException {
        RowBatch.Columns batch = new RowBatch.Columns(request.columns(), 1024);
        int size = 0;
        while (size < request.batchBytes() && hasRow()) {
            int first = at;
            at = read(first, batch);
            size += at - first;
        }
        return batch;
    }

    /** Reads the row that begins there; where the next one begins. */
    private int read(int row, RowBatch.Columns batch) {
        byte[] bytes = message;
        int field = row + 2;
        for (int i = 0; i < fields.length; i++) {
            int length = (int) BinaryFields.INT.get(bytes, field);
            field += 4;
            ColumnVector vector = batch.vector(i);
            if (length < 0) {
                vector.appendNull();
                continue;
            }
            try {
                fields[i].read(bytes, field, length, vector);
            } catch (UnreadableValue e) {
                for (int done = 0; done < i; done++) {
                    batch.vector(done).removeLast();
                }
                String key = CopiedKey.ofBinary(
                        bytes, row, request.columns(), request.schema().key());
                reject(request.columns().get(i), e, key);
                return endOfRow(row);
            }
            field += length;
        }
        return field;
    }

    private void reject(Column column, UnreadableValue why, String key) {
        reject(new Rejected(
                request.schema().table(),
                Cause.DATA,
                "Column " + column.name() + ": " + why.getMessage() + ".",
                "",
                key));
    }

    private void reject(Rejected row) {
        if (rejected.isEmpty()) {
            rejected = new ArrayList<>();
        }
        rejected.add(row);
    }

    /** Whether there is another row: then it begins at {@code at} of the message. */
    private boolean hasRow() throws SQLException {
        while (message != null && at == message.length) {
            message = copy.readFromCopy();
            at = 0;
        }
        if (message != null && fieldsAt(at) < 0) { // the trailer: what follows is the server's word that all went well
            while (message != null) {
                message = copy.readFromCopy();
            }
        }
        ended = message == null;
        return !ended;
    }

    private int fieldsAt(int row) {
        return (short) BinaryFields.SHORT.get(message, row);
    }

    private int endOfRow(int row) {
        int field = row + 2;
        for (int left = fieldsAt(row); left > 0; left--) {
            field += 4 + Math.max((int) BinaryFields.INT.get(message, field), 0);
        }
        return field;
    }

    /** Bytes of the header with which the first message begins. */
    private static int header(byte[] first) {
        return SIGNATURE + 8 + (int) BinaryFields.INT.get(first, SIGNATURE + 4);
    }

    @Override
    public List<Rejected> rejected() {
        return rejected;
    }

    private RuntimeException failed(SQLException e) {
        if (UNDEFINED_COLUMN.equals(e.getSQLState())) {
            // the catalogue is read as of the snapshot, a query by its names as they are now
            return ConnectorException.recoverable(
                    "Table " + request.schema().table() + " was altered as it was to be read: " + e.getMessage()
                            + ". It is read with its new columns.",
                    e);
        }
        return JdbcFailure.of("Reading table " + request.schema().table() + " of", endpoint, e);
    }

    @Override
    public void close() {
        if (!ended) {
            PostgresSession.abort(connection); // the server stops sending, and its snapshot goes
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            PostgresSession.abort(connection);
        }
    }
}
