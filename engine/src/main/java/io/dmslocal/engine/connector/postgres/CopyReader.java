package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.postgresql.copy.CopyOut;

/**
 * Reads a table as binary COPY from one snapshot.
 *
 * <p>The server sends one message a row: int16 number of fields, then for each int32 length (-1 for NULL) and bytes. The first message has a header
 * before its row, the last is a row of -1 fields.
 */
final class CopyReader implements RowReader {

    /** The form in which rows go untouched from PostgreSQL to PostgreSQL: rows of binary COPY without header and trailer. */
    static final String CHUNK_FORMAT = "postgres-binary-copy";

    private static final int SIGNATURE = 11;

    private final EndpointSettings endpoint;
    private final Connection connection;
    private final ReadRequest request;
    private final BinaryFields.Field[] fields;
    private final boolean asChunks;
    private final SnapshotImage image;
    private final CopyOut copy;
    private List<Rejected> rejected = List.of();
    private byte[] ahead;
    private boolean ended;

    CopyReader(EndpointSettings endpoint, TypeSettings settings, ReadRequest request) {
        this.endpoint = endpoint;
        this.request = request;
        this.connection = PostgresSession.open(endpoint);
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            image = SnapshotImage.parse(snapshot()); // the first query: takes the snapshot
            Catalogue.Table table =
                    new Catalogue(connection, settings).table(request.schema().table());
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
            ahead = withoutHeader(copy.readFromCopy());
        } catch (SQLException e) {
            PostgresSession.abort(connection);
            throw failed(e);
        } catch (RuntimeException e) {
            PostgresSession.abort(connection);
            throw e;
        }
    }

    private String snapshot() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT pg_catalog.txid_current_snapshot()::text")) {
            found.next();
            return found.getString(1);
        }
    }

    /** ONLY: the rows of tables that inherit from this one are theirs. A partitioned parent has none of its own. */
    private String select(Catalogue.Table table, List<SourceColumn> sources) {
        StringJoiner columns = new StringJoiner(", ");
        for (int i = 0; i < sources.size(); i++) {
            columns.add(sources.get(i).selected(request.columns().get(i).isNative()));
        }
        return "COPY (SELECT " + columns + " FROM " + (table.kind() == 'r' ? "ONLY " : "")
                + Sql.name(request.schema().table()) + ") TO STDOUT (FORMAT binary)";
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

    /** The driver gives each row in an array of its own: one copy puts them end to end, and it is the last before the target's socket. */
    private RowBatch chunk() throws SQLException {
        byte[] heap = new byte[request.batchBytes() + request.batchBytes() / 8];
        int[] ends = new int[1024];
        int rows = 0;
        int size = 0;
        for (byte[] row = row(); row != null; row = row()) {
            if (size + row.length > heap.length) {
                heap = Arrays.copyOf(heap, Math.max(size + row.length, heap.length * 2));
            }
            System.arraycopy(row, 0, heap, size, row.length);
            size += row.length;
            if (rows == ends.length) {
                ends = Arrays.copyOf(ends, rows * 2);
            }
            ends[rows++] = size;
            if (size >= request.batchBytes()) {
                break;
            }
        }
        return new RowBatch.Chunk(CHUNK_FORMAT, heap, Arrays.copyOf(ends, rows));
    }

    private RowBatch columns() throws SQLException {
        RowBatch.Columns batch = new RowBatch.Columns(request.columns(), 1024);
        int size = 0;
        for (byte[] row = row(); row != null; row = row()) {
            read(row, batch);
            size += row.length;
            if (size >= request.batchBytes()) {
                break;
            }
        }
        return batch;
    }

    private void read(byte[] row, RowBatch.Columns batch) {
        int at = 2;
        for (int i = 0; i < fields.length; i++) {
            int length = (int) BinaryFields.INT.get(row, at);
            at += 4;
            ColumnVector vector = batch.vector(i);
            if (length < 0) {
                vector.appendNull();
                continue;
            }
            try {
                fields[i].read(row, at, length, vector);
            } catch (UnreadableValue e) {
                for (int done = 0; done < i; done++) {
                    batch.vector(done).removeLast();
                }
                reject(request.columns().get(i), e);
                return;
            }
            at += length;
        }
    }

    private void reject(Column column, UnreadableValue why) {
        if (rejected.isEmpty()) {
            rejected = new ArrayList<>();
        }
        rejected.add(new Rejected(
                request.schema().table(), Cause.DATA, "Column " + column.name() + ": " + why.getMessage() + ".", ""));
    }

    /** The next row, or null at the end. */
    private byte[] row() throws SQLException {
        byte[] row = ahead;
        if (row != null) {
            ahead = null;
        } else {
            row = copy.readFromCopy();
        }
        if (row == null) {
            ended = true;
            return null;
        }
        if ((short) BinaryFields.SHORT.get(row, 0)
                < 0) { // the trailer: what follows is the server's word that all went well
            while (copy.readFromCopy() != null) {
                continue;
            }
            ended = true;
            return null;
        }
        return row;
    }

    private static byte[] withoutHeader(byte[] first) {
        int header = SIGNATURE + 8 + (int) BinaryFields.INT.get(first, SIGNATURE + 4);
        return header == first.length ? null : Arrays.copyOfRange(first, header, first.length);
    }

    @Override
    public List<Rejected> rejected() {
        return rejected;
    }

    private RuntimeException failed(SQLException e) {
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
