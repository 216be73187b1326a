package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.postgres.TargetTable.TargetColumn;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.ColumnVector;
import io.dmslocal.engine.record.DmsType.Kind;
import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.Rejected.Cause;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.record.RowKey;
import io.dmslocal.engine.record.TableId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Encodes batches for COPY: in binary where every column's kind has a direct way into its target type, else in text, which the server parses.
 *
 * <p>The table may be the user's own, with other types than ours: then text finds its way where a cast would.
 */
final class RowEncoder {

    /** Writes one value, not NULL; in binary with its length before it. */
    private interface Field {
        void write(ColumnVector vector, int row, CopyBuffer into) throws UnreadableValue;
    }

    private final TableId table;
    private final List<String> key;
    private final List<TargetColumn> columns;
    private final List<Column> named;
    private final Field[] fields;
    private final boolean isBinary;

    RowEncoder(TargetTable target) {
        this.table = target.schema().table();
        this.key = target.schema().key();
        this.columns = target.columns();
        this.named = columns.stream().map(TargetColumn::column).toList();
        Field[] binary = columns.stream().map(RowEncoder::binary).toArray(Field[]::new);
        boolean all = true;
        for (Field field : binary) {
            all &= field != null;
        }
        this.isBinary = all;
        this.fields = all
                ? binary
                : columns.stream().map(c -> (Field) RowEncoder::text).toArray(Field[]::new);
    }

    boolean isBinary() {
        return isBinary;
    }

    /** Rows that cannot be encoded are left out and added to {@code rejected}. */
    CopyRows encode(RowBatch.Columns batch, List<Rejected> rejected) {
        CopyBuffer buffer = new CopyBuffer((int) batch.bytes() + batch.size() * (2 + 4 * fields.length));
        for (int row = 0; row < batch.size(); row++) {
            int column = 0;
            try {
                if (isBinary) {
                    buffer.putShort(fields.length);
                }
                for (; column < fields.length; column++) {
                    value(batch.vector(column), row, column, buffer);
                }
                if (!isBinary) {
                    buffer.putByte('\n');
                }
                buffer.endRow();
            } catch (UnreadableValue e) {
                buffer.dropRow();
                String name = columns.get(column).column().name();
                rejected.add(new Rejected(
                        table,
                        Cause.DATA,
                        "Column " + name + ": " + e.getMessage() + ".",
                        "",
                        RowKey.of(named, key, batch.row(row))));
            }
        }
        return buffer.rows();
    }

    private void value(ColumnVector vector, int row, int column, CopyBuffer buffer) throws UnreadableValue {
        if (isBinary) {
            if (vector.isNull(row)) {
                buffer.putInt(-1);
            } else {
                fields[column].write(vector, row, buffer);
            }
            return;
        }
        if (column > 0) {
            buffer.putByte('\t');
        }
        if (vector.isNull(row)) {
            buffer.putByte('\\');
            buffer.putByte('N');
        } else {
            fields[column].write(vector, row, buffer);
        }
    }

    /** The direct way of a column's values into its target type; null when there is none. */
    private static Field binary(TargetColumn target) {
        if (target.column().isNative()) {
            return RowEncoder::raw;
        }
        Kind kind = target.column().type().kind();
        if (kind == Kind.UINT8) {
            return target.type().equals("int8") ? RowEncoder::unsigned8 : null;
        }
        boolean isWhole = switch (kind) {
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> true;
            default -> false;
        };
        boolean isText = switch (kind) {
            case STRING, WSTRING, CLOB, NCLOB -> true;
            default -> false;
        };
        boolean isReal = kind == Kind.REAL4 || kind == Kind.REAL8;
        return switch (target.type()) {
            case "int2" -> isWhole ? RowEncoder::int2 : null;
            case "int4" -> isWhole ? RowEncoder::int4 : null;
            case "int8" -> isWhole ? RowEncoder::int8 : null;
            case "float4" -> kind == Kind.REAL4 ? RowEncoder::float4 : null;
            case "float8" -> isReal ? RowEncoder::int8 : null; // the bits of the double
            case "numeric" -> kind == Kind.NUMERIC ? new NumericEncoder()::write : null;
            case "bool" -> kind == Kind.BOOLEAN ? RowEncoder::bool : null;
            case "date" -> kind == Kind.DATE ? RowEncoder::date : null;
            case "time" -> kind == Kind.TIME ? RowEncoder::time : null;
            case "timestamp", "timestamptz" -> kind == Kind.DATETIME ? RowEncoder::timestamp : null;
            case "bytea" -> kind == Kind.BYTES || kind == Kind.BLOB ? RowEncoder::raw : null;
            case "jsonb" -> isText ? RowEncoder::jsonb : null;
            default -> isText && target.isTextual() ? RowEncoder::raw : null;
        };
    }

    private static void raw(ColumnVector v, int row, CopyBuffer into) {
        into.putInt(v.length(row));
        into.put(v.heap(), v.start(row), v.length(row));
    }

    private static void jsonb(ColumnVector v, int row, CopyBuffer into) {
        into.putInt(v.length(row) + 1);
        into.putByte(1); // version
        into.put(v.heap(), v.start(row), v.length(row));
    }

    private static void int2(ColumnVector v, int row, CopyBuffer into) throws UnreadableValue {
        into.putInt(2);
        into.putShort((int) within(v.longAt(row), Short.MIN_VALUE, Short.MAX_VALUE, "smallint"));
    }

    private static void int4(ColumnVector v, int row, CopyBuffer into) throws UnreadableValue {
        into.putInt(4);
        into.putInt((int) within(v.longAt(row), Integer.MIN_VALUE, Integer.MAX_VALUE, "integer"));
    }

    private static void int8(ColumnVector v, int row, CopyBuffer into) {
        into.putInt(8);
        into.putLong(v.longAt(row));
    }

    private static void unsigned8(ColumnVector v, int row, CopyBuffer into) throws UnreadableValue {
        long value = v.longAt(row);
        if (value < 0) {
            throw new UnreadableValue(
                    "value " + new BigInteger(Long.toUnsignedString(value)) + " is out of range for bigint");
        }
        int8(v, row, into);
    }

    private static long within(long value, long least, long most, String type) throws UnreadableValue {
        if (value < least || value > most) {
            throw new UnreadableValue("value " + value + " is out of range for " + type);
        }
        return value;
    }

    private static void float4(ColumnVector v, int row, CopyBuffer into) {
        into.putInt(4);
        into.putInt(Float.floatToRawIntBits((float) v.doubleAt(row)));
    }

    private static void bool(ColumnVector v, int row, CopyBuffer into) {
        into.putInt(1);
        into.putByte((int) v.longAt(row));
    }

    private static void date(ColumnVector v, int row, CopyBuffer into) throws UnreadableValue {
        into.putInt(4);
        into.putInt((int) within(
                v.longAt(row) - BinaryFields.EPOCH_DAYS, Integer.MIN_VALUE + 1L, Integer.MAX_VALUE - 1L, "date"));
    }

    private static void time(ColumnVector v, int row, CopyBuffer into) {
        into.putInt(8);
        into.putLong(v.longAt(row) / 1000); // nanoseconds
    }

    private static void timestamp(ColumnVector v, int row, CopyBuffer into) {
        into.putInt(8);
        into.putLong(v.longAt(row) - BinaryFields.EPOCH_MICROS);
    }

    /** COPY's text: backslash before what ends fields and lines. */
    private static void text(ColumnVector v, int row, CopyBuffer into) {
        byte[] text = Texts.of(v.value(row)).getBytes(StandardCharsets.UTF_8);
        for (byte b : text) {
            switch (b) {
                case '\\' -> escaped('\\', into);
                case '\t' -> escaped('t', into);
                case '\n' -> escaped('n', into);
                case '\r' -> escaped('r', into);
                default -> into.putByte(b);
            }
        }
    }

    private static void escaped(char letter, CopyBuffer into) {
        into.putByte('\\');
        into.putByte(letter);
    }
}
