package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.jdbc.JdbcFailure;
import io.dmslocal.engine.connector.spi.ComparedRows;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.EndpointSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.postgresql.copy.CopyOut;

/**
 * Reads rows to be compared, as binary COPY: values go through the decoders of a load, so that they are what a load would have carried.
 */
final class ComparedReader implements RowReader {

    private static final int SIGNATURE = 11;

    /** Class of SQLSTATE. */
    private static final String DATA_EXCEPTION = "22";

    private static final String AS_TEXT = "::pg_catalog.text";

    /** The query under way. */
    private record Query(BinaryFields.Field[] fields, CopyOut copy) {}

    private final EndpointSettings endpoint;
    private final TypeSettings settings;
    private final ComparedRows request;
    private final List<Column> columns;
    private final Connection connection;
    /** Asked with the first batch: a query may wait for a lock, and who waits must be somebody that can be hung up. */
    private Optional<Query> query = Optional.empty();
    /** Keys that are still to be asked for; one empty element where all rows are wanted. */
    private final Deque<Optional<List<List<String>>>> asking = new ArrayDeque<>();

    private List<Rejected> rejected = List.of();
    private boolean isFirst = true;
    private boolean ended;

    ComparedReader(Sessions sessions, TypeSettings settings, ComparedRows request) {
        this.endpoint = sessions.endpoint();
        this.settings = settings;
        this.request = request;
        this.columns = request.columnsAsRead();
        this.asking.add(request.keys());
        this.connection = sessions.open();
        try {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            PostgresSession.abort(connection);
            throw failed(e);
        }
    }

    /** Empty when there is nothing more to ask for. */
    private Optional<Query> query() throws SQLException {
        while (!asking.isEmpty()) {
            Optional<List<List<String>>> keys = asking.poll();
            try {
                return Optional.of(query(keys));
            } catch (SQLException e) {
                if (keys.isEmpty() || !String.valueOf(e.getSQLState()).startsWith(DATA_EXCEPTION)) {
                    throw e;
                }
                connection.rollback();
                split(keys.get());
            }
        }
        return Optional.empty();
    }

    /** One of them is no value of the key's type: no row has it, and the others are asked for without it. */
    private void split(List<List<String>> keys) {
        if (keys.size() > 1) {
            asking.push(Optional.of(keys.subList(keys.size() / 2, keys.size())));
            asking.push(Optional.of(keys.subList(0, keys.size() / 2)));
        }
    }

    private Query query(Optional<List<List<String>>> keys) throws SQLException {
        Catalogue.Table table =
                new Catalogue(connection, settings).table(request.table().table());
        BinaryFields.Field[] fields = new BinaryFields.Field[columns.size()];
        for (int i = 0; i < fields.length; i++) {
            SourceColumn column = table.column(columns.get(i).name());
            fields[i] = request.isText(request.columns().get(i))
                    ? (row, from, length, into) -> into.append(row, from, length)
                    : BinaryFields.of(column, columns.get(i), settings);
        }
        return new Query(
                fields, PostgresSession.postgres(connection).getCopyAPI().copyOut(select(table, keys)));
    }

    private String select(Catalogue.Table table, Optional<List<List<String>>> keys) {
        StringJoiner selected = new StringJoiner(", ");
        for (Column column : request.columns()) {
            String name = Sql.name(column.name());
            selected.add(
                    request.isText(column)
                            ? request.expression(column, name) + AS_TEXT
                            : table.column(column.name()).selected(false));
        }
        List<String> conditions = new ArrayList<>();
        String where = Where.sql(request.table(), request.where());
        if (!where.isEmpty()) {
            conditions.add("(" + where + ")");
        }
        keys.ifPresent(some -> conditions.add(some.isEmpty() ? "false" : inKeys(table, some)));
        return "COPY (SELECT " + selected + " FROM " + (table.kind() == 'r' ? "ONLY " : "")
                + Sql.name(request.table().table())
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + ") TO STDOUT (FORMAT binary)";
    }

    /** The first row of values tells their types, so that an index of the key serves. */
    private String inKeys(Catalogue.Table table, List<List<String>> keys) {
        List<String> names = request.table().key();
        List<String> types =
                names.stream().map(name -> keyType(table.column(name).column())).toList();
        StringJoiner values = new StringJoiner(", ", "(VALUES ", ")");
        for (List<String> key : keys) {
            StringJoiner row = new StringJoiner(", ", "(", ")");
            for (int i = 0; i < names.size(); i++) {
                row.add(Sql.text(key.get(i)) + "::" + types.get(i));
            }
            values.add(row.toString());
        }
        StringJoiner left = new StringJoiner(", ", "(", ")");
        names.forEach(name -> left.add(Sql.name(name)));
        return left + " IN " + values;
    }

    /** Without a length: a cast would cut. */
    private static String keyType(Column column) {
        String type = column.nativeType();
        if (type.startsWith("character varying")) {
            return "pg_catalog.varchar";
        }
        return type.startsWith("character") ? "pg_catalog.bpchar" : type;
    }

    /** What is compared stands in no stream of changes. */
    @Override
    public TableImage image() {
        throw new UnsupportedOperationException("rows that are compared have no place among the changes");
    }

    @Override
    public Optional<RowBatch> next() {
        rejected = List.of();
        if (ended) {
            return Optional.empty();
        }
        try {
            RowBatch.Columns batch = new RowBatch.Columns(columns, 1024);
            int size = 0;
            while (size < request.batchBytes()) {
                if (query.isEmpty()) {
                    query = query();
                    isFirst = true;
                }
                if (query.isEmpty()) {
                    ended = true;
                    break;
                }
                CopyOut copy = query.get().copy();
                byte[] message = copy.readFromCopy();
                int at = isFirst && message != null ? header(message) : 0;
                isFirst = false;
                if (message == null || at < message.length && (short) BinaryFields.SHORT.get(message, at) < 0) {
                    if (message != null) {
                        copy.readFromCopy(); // the end of the end
                    }
                    query = Optional.empty();
                    continue;
                }
                if (at < message.length) {
                    read(query.get().fields(), message, at, batch);
                    size += message.length;
                }
            }
            return batch.size() == 0 && rejected.isEmpty() ? Optional.empty() : Optional.of(batch);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void read(BinaryFields.Field[] fields, byte[] message, int row, RowBatch.Columns batch) {
        int field = row + 2;
        for (int i = 0; i < fields.length; i++) {
            int length = (int) BinaryFields.INT.get(message, field);
            field += 4;
            if (length < 0) {
                batch.vector(i).appendNull();
                continue;
            }
            try {
                fields[i].read(message, field, length, batch.vector(i));
            } catch (UnreadableValue e) {
                for (int done = 0; done < i; done++) {
                    batch.vector(done).removeLast();
                }
                reject(columns.get(i), e);
                return;
            }
            field += length;
        }
    }

    private void reject(Column column, UnreadableValue why) {
        if (rejected.isEmpty()) {
            rejected = new ArrayList<>();
        }
        TableSchema table = request.table();
        rejected.add(new Rejected(
                table.table(), Cause.DATA, "Column " + column.name() + ": " + why.getMessage() + ".", "", ""));
    }

    private static int header(byte[] first) {
        return SIGNATURE + 8 + (int) BinaryFields.INT.get(first, SIGNATURE + 4);
    }

    @Override
    public List<Rejected> rejected() {
        return rejected;
    }

    private RuntimeException failed(SQLException e) {
        return JdbcFailure.of("Comparing table " + request.table().table() + " of", endpoint, e);
    }

    @Override
    public void close() {
        if (!ended) {
            PostgresSession.abort(connection);
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            PostgresSession.abort(connection);
        }
    }
}
