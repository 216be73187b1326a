package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.BinaryRows;
import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ComparedRows;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.TableImage;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Reads rows to be compared: values go through the decoder of a load, so that they are what a load would have carried. */
final class ComparedReader implements RowReader {

    /** What may stand unquoted where the key's column is a number. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private static final int EXPECTED_ROWS = 256;

    private final Sessions sessions;
    private final TableId table;
    private final ComparedRows request;
    private final List<Column> columns;
    private final Session session;
    /** Asked with the first batch: a query may wait for a lock, and who waits must be somebody that can be hung up. */
    private Optional<Query> query = Optional.empty();

    private boolean ended;

    /** The query under way. */
    private record Query(BinaryRows rows, RowDecoder decoder) {}

    /** @param table where it is, which may be another place than the request says */
    ComparedReader(Sessions sessions, TableId table, ComparedRows request) {
        this.sessions = sessions;
        this.table = table;
        this.request = request;
        this.columns = request.columnsAsRead();
        this.session = sessions.open();
    }

    private Query query() throws IOException {
        BinaryRows rows = session.stream(select());
        return new Query(rows, new RowDecoder(columns, rows));
    }

    private String select() {
        StringJoiner selected = new StringJoiner(",");
        request.columns().forEach(column -> selected.add(expression(column)));
        List<String> conditions = new ArrayList<>();
        String where = Where.sql(request.table(), request.where());
        if (!where.isEmpty()) {
            conditions.add("(" + where + ")");
        }
        request.keys().ifPresent(keys -> conditions.add(keys.isEmpty() ? "FALSE" : inKeys(keys)));
        return "SELECT " + selected + " FROM " + Sql.name(table)
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    private String expression(Column column) {
        String name = request.expression(column, Sql.name(column.name()));
        if (!request.isText(column)) {
            return name;
        }
        NativeType type = NativeType.parse(column.nativeType());
        boolean isPlain = !request.functions().containsKey(column.name());
        if (isPlain && type.isBinary()) {
            return "HEX(" + name + ")";
        }
        return isPlain && type.base().equals("float") ? "CAST(" + name + "*1e0 AS CHAR)" : "CAST(" + name + " AS CHAR)";
    }

    private String inKeys(List<List<String>> keys) {
        List<String> names = request.table().key();
        List<Column> of = names.stream()
                .map(name -> request.table()
                        .columns()
                        .get(request.table().indexOf(name).orElseThrow()))
                .toList();
        StringJoiner values = new StringJoiner(",", "(", ")");
        for (List<String> key : keys) {
            StringJoiner row = new StringJoiner(",", names.size() == 1 ? "" : "(", names.size() == 1 ? "" : ")");
            for (int i = 0; i < names.size(); i++) {
                row.add(literal(of.get(i), key.get(i)));
            }
            values.add(row.toString());
        }
        String left = names.size() == 1 ? Sql.name(names.get(0)) : "(" + Sql.names(names) + ")";
        return left + " IN " + values;
    }

    private static String literal(Column column, String text) {
        return switch (column.type().kind()) {
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4, UINT8, NUMERIC, REAL4, REAL8 ->
                NUMBER.matcher(text).matches() ? number(column, text) : truth(text);
            case BOOLEAN -> truth(text);
            default -> Sql.quoted(text);
        };
    }

    /** All digits of the double that the server makes of a float before it compares: no float is 0.1. */
    private static String number(Column column, String text) {
        boolean isFloat = NativeType.parse(column.nativeType()).base().equals("float");
        return isFloat ? Double.toString(Float.parseFloat(text)) : text;
    }

    private static String truth(String text) {
        return switch (text) {
            case "true" -> "1";
            case "false" -> "0";
            default -> Sql.quoted(text);
        };
    }

    @Override
    public TableImage image() {
        throw new UnsupportedOperationException("rows that are compared have no place among the changes");
    }

    @Override
    public Optional<RowBatch> next() {
        if (ended) {
            return Optional.empty();
        }
        try {
            if (query.isEmpty()) {
                query = Optional.of(query());
            }
            BinaryRows rows = query.get().rows();
            RowBatch.Columns batch = new RowBatch.Columns(columns, EXPECTED_ROWS);
            int bytes = 0;
            while (bytes < request.batchBytes()) {
                Packet row = rows.next();
                if (row == null) {
                    ended = true;
                    break;
                }
                bytes += row.length() + 8;
                query.get().decoder().decode(rows, row, batch);
            }
            return batch.size() == 0 ? Optional.empty() : Optional.of(batch);
        } catch (IOException e) {
            throw sessions.failure("compare table " + table, e);
        } catch (IndexOutOfBoundsException e) {
            throw ConnectorException.fatal("A row of " + table + " is not in the form that the server announced.", e);
        }
    }

    /** Always empty, as with a load. */
    @Override
    public List<Rejected> rejected() {
        return List.of();
    }

    @Override
    public void close() {
        session.close();
    }
}
