package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.record.TableId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Names and values in statements. Needs a session without NO_BACKSLASH_ESCAPES, which {@link Sessions} sees to. */
final class Sql {

    private static final HexFormat HEX = HexFormat.of();

    private Sql() {}

    static String name(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    static String name(TableId table) {
        return name(table.schema()) + "." + name(table.name());
    }

    static String names(List<String> columns) {
        return columns.stream().map(Sql::name).collect(Collectors.joining(","));
    }

    static String quoted(String text) {
        StringBuilder literal = new StringBuilder(text.length() + 8);
        appendQuoted(literal, text);
        return literal.toString();
    }

    /** A value in the form that {@link io.dmslocal.engine.record.DmsType} gives it in a row. */
    static void append(StringBuilder sql, Object value) {
        if (value == null) {
            sql.append("NULL");
        } else if (value instanceof String text) {
            appendQuoted(sql, text);
        } else if (value instanceof byte[] bytes) {
            sql.append("x'");
            HEX.formatHex(sql, bytes);
            sql.append('\'');
        } else if (value instanceof Boolean flag) {
            sql.append(flag ? '1' : '0');
        } else if (value instanceof BigDecimal number) {
            sql.append(number.toPlainString());
        } else if (value instanceof Float number) {
            sql.append((double) number); // the column's own comparison is made in double
        } else if (value instanceof LocalDate date) {
            sql.append('\'').append(TemporalText.date(date)).append('\'');
        } else if (value instanceof LocalTime time) {
            sql.append('\'').append(TemporalText.time(time)).append('\'');
        } else if (value instanceof LocalDateTime time) {
            sql.append('\'').append(TemporalText.dateTime(time)).append('\'');
        } else {
            sql.append(value);
        }
    }

    private static void appendQuoted(StringBuilder sql, String text) {
        sql.append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\'' -> sql.append("''");
                case '\\' -> sql.append("\\\\");
                case '\0' -> sql.append("\\0");
                case '\n' -> sql.append("\\n");
                case '\r' -> sql.append("\\r");
                case 0x1A -> sql.append("\\Z");
                default -> sql.append(c);
            }
        }
        sql.append('\'');
    }
}
