package io.dmslocal.engine.connector.postgres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of a row in COPY's text form.
 *
 * <p>Source: "COPY", File Formats, Text Format, PostgreSQL documentation.
 */
final class CopiedText {

    private CopiedText() {}

    /**
     * @param row with its line feed or without
     * @return null for NULL
     */
    static List<String> values(byte[] row, int from, int to) {
        int end = to > from && row[to - 1] == '\n' ? to - 1 : to;
        List<String> values = new ArrayList<>();
        for (String field : new String(row, from, end - from, StandardCharsets.UTF_8).split("\t", -1)) {
            values.add(field.equals("\\N") ? null : plain(field));
        }
        return values;
    }

    private static String plain(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            text.append(c == '\\' && i + 1 < field.length() ? escaped(field.charAt(++i)) : c);
        }
        return text.toString();
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> '\u000B';
            default -> c;
        };
    }
}
