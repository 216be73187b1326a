package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A row in COPY's form as the INSERT that says the same, for awsdms_apply_exceptions: who reads it can mend the values and run it. Types without words
 * of their own here stand in hexadecimal, as the bytes that COPY carries.
 */
final class CopiedRow {

    private CopiedRow() {}

    /** @param at of the row's number of columns */
    static String ofBinary(byte[] row, int at, TableSchema schema) {
        List<String> values = new ArrayList<>();
        int field = at + Short.BYTES;
        for (Column column : schema.columns()) {
            int length = (int) BinaryFields.INT.get(row, field);
            field += Integer.BYTES;
            values.add(Texts.literal(length < 0 ? null : CopiedValue.of(column, row, field, length)));
            field += Math.max(0, length);
        }
        return statement(schema, values);
    }

    /** @param row of COPY's text form */
    static String ofText(byte[] row, int from, int to, TableSchema schema) {
        List<String> values = new ArrayList<>();
        for (String value : CopiedText.values(row, from, to)) {
            values.add(Texts.literal(value));
        }
        return statement(schema, values);
    }

    private static String statement(TableSchema schema, List<String> values) {
        return "INSERT INTO " + Sql.name(schema.table())
                + schema.columns().stream().map(c -> Sql.name(c.name())).collect(Collectors.joining(", ", " (", ")"))
                + " VALUES (" + String.join(", ", values) + ")";
    }
}
