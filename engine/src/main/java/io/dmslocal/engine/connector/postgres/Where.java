package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Literal;
import io.dmslocal.engine.record.RowPredicate;
import io.dmslocal.engine.record.TableSchema;
import java.math.BigDecimal;

/**
 * A {@link RowPredicate} in PostgreSQL's SQL.
 *
 * <p>A value comes from a user: numbers are printed anew from what was read of them, everything else is a quoted text without a type, which the
 * server reads as the column's own type, without its length, scale or precision: none is cut or rounded, and an index of the column can be used.
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
        var type = table.columns().get(table.indexOf(column).orElseThrow()).type();
        Comparable<?> value = Literal.of(type, text);
        if (value instanceof BigDecimal number) {
            boolean isBinary = type.kind() == Kind.REAL4 || type.kind() == Kind.REAL8;
            // in quotes a fraction becomes the column's own float, so that 0.1 is what the column has for it
            return isBinary ? "'" + number.toPlainString() + "'" : number.toPlainString();
        }
        return type.kind() == Kind.BYTES || type.kind() == Kind.BLOB ? "'\\x" + value + "'" : Sql.text(text);
    }
}
