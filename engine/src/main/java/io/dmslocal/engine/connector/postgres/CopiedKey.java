package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.RowKey;
import java.util.List;
import java.util.StringJoiner;

/** The key of a row in COPY's form, for people. */
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
                Object value = length < 0 ? null : CopiedValue.of(column, row, field, length);
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
}
