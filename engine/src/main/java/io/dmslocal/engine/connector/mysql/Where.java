package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.record.DmsType;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Literal;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.TableSchema;
import java.math.BigDecimal;

/**
 * A {@link RowPredicate} in the SQL of MySQL and MariaDB.
 *
 * <p>A value comes from a user: whatever is read of it (a number, a date, bytes) is printed anew, the rest is a quoted text. The server never sees a text where
 * it wants a number: it would take {@code '12abc'} for 12 without a word.
 */
final class Where implements RowPredicate.Words {

    private final TableSchema table;

    private Where(TableSchema table) {
        this.table = table;
    }

    /** With the keyword and a blank before it; empty when all rows are wanted. */
    static String sql(ReadRequest request) {
        if (request.where().isAll()) {
            return "";
        }
        request.checkWhere();
        return " WHERE " + request.where().sql(new Where(request.schema()));
    }

    /** The condition alone, of a table whose rows are compared; empty when all rows are wanted. */
    static String sql(TableSchema table, RowPredicate where) {
        return where.isAll() ? "" : where.sql(new Where(table));
    }

    @Override
    public String name(String column) {
        return Sql.name(column);
    }

    @Override
    public String literal(String column, String text) {
        DmsType type = table.columns().get(table.indexOf(column).orElseThrow()).type();
        Comparable<?> value = Literal.of(type, text);
        if (type.kind() == Kind.BYTES || type.kind() == Kind.BLOB) {
            return "x'" + value + "'";
        }
        boolean isBinary = type.kind() == Kind.REAL4 || type.kind() == Kind.REAL8;
        if (isBinary && value instanceof BigDecimal number) {
            return number.toPlainString() + "e0"; // compared in double, as the column is
        }
        StringBuilder literal = new StringBuilder();
        Sql.append(literal, value);
        return literal.toString();
    }
}
