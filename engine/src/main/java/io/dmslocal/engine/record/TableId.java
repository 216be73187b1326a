package io.dmslocal.engine.record;

import java.util.Comparator;

/**
 * A table's name on one side. In databases without schemas (MySQL, MariaDB) the schema is the database.
 *
 * @param schema as the database spells it
 * @param name as the database spells it
 */
public record TableId(String schema, String name) implements Comparable<TableId> {

    private static final Comparator<TableId> ORDER =
            Comparator.comparing(TableId::schema).thenComparing(TableId::name);

    @Override
    public int compareTo(TableId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
