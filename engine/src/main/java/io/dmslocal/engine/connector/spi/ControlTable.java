package io.dmslocal.engine.connector.spi;

import java.util.List;

/**
 * A table in which a task tells about itself on its target: a definition that each relational target writes in its own DDL.
 *
 * @param columns in table order
 * @param index name of the unique index; empty without one
 * @param key columns of the unique index: what tells its rows apart; empty without one
 */
public record ControlTable(String name, List<Column> columns, String index, List<String> key) {

    /** What a column holds. */
    public enum Type {
        /** Text up to a length; longer ones are cut. */
        VARCHAR,
        /** A row's key as text: what the target has for some thousand characters. */
        KEY_TEXT,
        TEXT,
        /** Without a zone: UTC. */
        TIMESTAMP,
        BIGINT,
        /** Numbered by the database, and the table's primary key. */
        COUNTER
    }

    /**
     * @param name in the case that AWS gives it; quoted everywhere
     * @param length characters of a VARCHAR or KEY_TEXT, else 0
     * @param required whether it takes no NULL
     */
    public record Column(String name, Type type, int length, boolean required) {}

    public ControlTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    public Column column(String column) {
        return columns.stream()
                .filter(c -> c.name().equals(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Table " + name + " has no column " + column));
    }

    /** A value as the column takes it: texts without NUL characters, and no longer than it. */
    public Object fitted(String column, Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        String clean = text.replace('\u0000', ' ');
        int length = column(column).length();
        return length == 0 || clean.length() <= length ? clean : clean.substring(0, length);
    }
}
