package io.dmslocal.engine.record;

import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.BiFunction;

/** Names a row to people by its key alone: {@code id = 5, region = north}. Logs show keys, never whole rows. */
public final class RowKey {

    /** Characters of a value that are shown. */
    private static final int LONGEST = 64;

    private RowKey() {}

    /**
     * @param columns those of the row
     * @param key names of the key's columns
     * @return empty without a key, or when the row does not hold it
     */
    public static String of(List<Column> columns, List<String> key, Row row) {
        return of(columns, key, row, (column, value) -> value);
    }

    /** @param words of a value as it travels: databases' own forms mean nothing to people */
    public static String of(List<Column> columns, List<String> key, Row row, BiFunction<Column, Object, Object> words) {
        StringJoiner text = new StringJoiner(", ");
        for (String name : key) {
            for (int i = 0; i < columns.size() && i < row.size(); i++) {
                if (columns.get(i).name().equals(name) && !row.isAbsent(i)) {
                    Object value = row.value(i);
                    text.add(part(name, value == null ? null : words.apply(columns.get(i), value)));
                }
            }
        }
        return text.toString();
    }

    /** One column of a key. */
    public static String part(String name, Object value) {
        String text = value instanceof byte[] bytes ? "0x" + HexFormat.of().formatHex(bytes) : String.valueOf(value);
        return name + " = " + (text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
    }
}
