package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.BinaryRows;
import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads one table in one SELECT, in the protocol's binary form: the server neither prints nor we parse numbers and dates, and a FLOAT keeps all its
 * digits. The server sends as fast as batches are taken.
 */
final class TableReader implements RowReader {

    private final Sessions sessions;
    private final TableId table;
    private final List<Column> columns;
    private final int batchBytes;
    private final Snapshot snapshot;
    private final BinaryRows rows;
    private final RowDecoder decoder;
    private int expectedRows = 256;
    private boolean ended;

    /** What opens the snapshot that is read. */
    interface Opening {
        Snapshot open() throws IOException;
    }

    TableReader(Sessions sessions, ReadRequest request) {
        this(
                sessions,
                request,
                () -> Snapshot.open(
                        sessions,
                        request.schema().table(),
                        !request.captureName().isEmpty()));
    }

    TableReader(Sessions sessions, ReadRequest request, Opening opening) {
        this.sessions = sessions;
        this.table = request.schema().table();
        this.columns = request.columns();
        this.batchBytes = request.batchBytes();
        String select = select(request);
        Session opened = null;
        try {
            this.snapshot = opening.open();
            opened = snapshot.session();
            request.refuseChanged(new Catalogue(opened).schema(table));
            this.rows = opened.stream(select);
            this.decoder = new RowDecoder(columns, rows);
        } catch (IOException e) {
            closeQuietly(opened);
            throw sessions.failure("read table " + table, e);
        } catch (RuntimeException e) {
            closeQuietly(opened);
            throw e;
        }
    }

    private static void closeQuietly(Session session) {
        if (session != null) {
            session.close();
        }
    }

    private static String select(ReadRequest request) {
        return "SELECT "
                + request.columns().stream().map(TableReader::expression).collect(Collectors.joining(",")) + " FROM "
                + Sql.name(request.schema().table())
                + (request.partition().isEmpty() ? "" : " PARTITION (" + Sql.name(request.partition()) + ")")
                + Where.sql(request);
    }

    /** Values that stay in the family come as the server prints them, for LOAD DATA; bytes and bits as they are. */
    private static String expression(Column column) {
        String name = Sql.name(column.name());
        if (!column.isNative()) {
            return name;
        }
        NativeType type = NativeType.parse(column.nativeType());
        if (type.isBinary()) {
            return name;
        }
        return type.base().equals("float") ? "CAST(" + name + "*1e0 AS CHAR)" : "CAST(" + name + " AS CHAR)";
    }

    @Override
    public TableImage image() {
        return snapshot.image();
    }

    @Override
    public Optional<RowBatch> next() {
        if (ended) {
            return Optional.empty();
        }
        try {
            RowBatch.Columns batch = new RowBatch.Columns(columns, expectedRows);
            int bytes = 0;
            while (bytes < batchBytes) {
                Packet row = rows.next();
                if (row == null) {
                    ended = true;
                    break;
                }
                bytes += row.length() + 8;
                decoder.decode(rows, row, batch);
            }
            expectedRows = Math.max(16, batch.size() + batch.size() / 8);
            return batch.size() == 0 ? Optional.empty() : Optional.of(batch);
        } catch (IOException e) {
            throw sessions.failure("read table " + table, e);
        } catch (IndexOutOfBoundsException e) {
            throw ConnectorException.fatal("A row of " + table + " is not in the form that the server announced.", e);
        }
    }

    /** Always empty: a stored value of MySQL has its DMS type's form, or is a zero date. */
    @Override
    public List<Rejected> rejected() {
        return List.of();
    }

    /** Whether everything was read, so that the session is free. */
    boolean hasEnded() {
        return ended;
    }

    /** Hangs up: the server ends the snapshot, and the SELECT where it still runs. */
    @Override
    public void close() {
        snapshot.session().close();
    }
}
