package io.dmslocal.engine.record;

import java.util.Comparator;

/**
 * A table's name on one side. In databases without schemas (MySQL, MariaDB) the schema is the database.
 *
 * @param schema as the database spells it
 * @param name as the database spells it
 */
public record TableId(String schema, String name) implements Comparable<TableId> {

    private static final Comparator<TableId> ORDER = Comparator.comparing(TableId::schema, TableId::byCodePoint)
            .thenComparing(TableId::name, TableId::byCodePoint);

    /** Java compares halves of characters: what lies beyond U+FFFF would come before U+FFFD. */
    private static int byCodePoint(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean isBeyond = Character.isSurrogate(a) != Character.isSurrogate(b);
                return isBeyond ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    @Override
    public int compareTo(TableId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
