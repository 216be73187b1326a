package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.RowKey;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;

/** The key of a row in COPY's form, for people: only the kinds that keys usually have are put in words, others stand in hexadecimal. */
final class CopiedKey {

    private CopiedKey() {}

    /** @param at of the row's number of columns */
    static String ofBinary(byte[] row, int at, List<Column> columns, List<String> key) {
        StringJoiner text = new StringJoiner(", ");
        int field = at + Short.BYTES;
        for (Column column : columns) {
            int length = (int) BinaryFields.INT.get(row, field);
            field += Integer.BYTES;
            if (key.contains(column.name())) {
                Object value = length < 0 ? null : value(column, row, field, length);
                text.add(RowKey.part(column.name(), value));
            }
            field += Math.max(0, length);
        }
        return text.toString();
    }

    /** @param row of COPY's text form */
    static String ofText(byte[] row, int from, int to, List<Column> columns, List<String> key) {
        List<String> values = CopiedText.values(row, from, to);
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < columns.size() && i < values.size(); i++) {
            if (key.contains(columns.get(i).name())) {
                text.add(RowKey.part(columns.get(i).name(), values.get(i)));
            }
        }
        return text.toString();
    }

    static Object value(Column column, byte[] row, int at, int length) {
        return switch (column.type().kind()) {
            case INT1, INT2, INT4, INT8, UINT1, UINT2, UINT4 -> number(row, at, length);
            case DATE ->
                length == Integer.BYTES
                        ? LocalDate.ofEpochDay((int) BinaryFields.INT.get(row, at) + BinaryFields.EPOCH_DAYS)
                        : bytes(row, at, length);
            case STRING, WSTRING, CLOB, NCLOB ->
                column.isNative() && column.nativeType().equals("uuid") && length == 2 * Long.BYTES
                        ? new UUID((long) BinaryFields.LONG.get(row, at), (long) BinaryFields.LONG.get(row, at + 8))
                        : new String(row, at, length, StandardCharsets.UTF_8);
            default -> bytes(row, at, length);
        };
    }

    private static Object number(byte[] row, int at, int length) {
        return switch (length) {
            case Short.BYTES -> (short) BinaryFields.SHORT.get(row, at);
            case Integer.BYTES -> (int) BinaryFields.INT.get(row, at);
            case Long.BYTES -> (long) BinaryFields.LONG.get(row, at);
            default -> bytes(row, at, length);
        };
    }

    private static byte[] bytes(byte[] row, int at, int length) {
        return Arrays.copyOfRange(row, at, at + length);
    }
}
