package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Packet;
import io.dmslocal.engine.record.TableId;

/**
 * Whose rows follow under a number. How their values are written stands behind the name, and is read only where somebody wants to know.
 *
 * @param number by which events of rows name the table; a changed table gets another
 */
record TableMapEvent(long number, TableId table, Packet rest) {

    /** @param metas per column what its type needs besides: a length, digits of a fraction */
    record Columns(int[] types, int[] metas) {}

    static TableMapEvent read(Packet event) {
        long number = number(event);
        event.skip(2);
        String schema = event.fixed(event.int1());
        event.skip(1);
        String name = event.fixed(event.int1());
        event.skip(1);
        return new TableMapEvent(number, new TableId(schema, name), event);
    }

    /** The first that stands in this event and in those of rows. */
    static long number(Packet event) {
        return event.int4() & 0xFFFFFFFFL | (long) event.int2() << 32;
    }

    /** To be called once. */
    Columns columns() {
        int[] types = new int[(int) rest.lengthEncoded()];
        for (int i = 0; i < types.length; i++) {
            types[i] = rest.int1();
        }
        rest.lengthEncoded();
        int[] metas = new int[types.length];
        for (int i = 0; i < metas.length; i++) {
            metas[i] = meta(types[i], rest);
        }
        return new Columns(types, metas);
    }

    private static int meta(int type, Packet event) {
        return switch (type) {
            case 4, 5, 17, 18, 19, 245, 249, 250, 251, 252, 255 -> event.int1(); // floats, times with fraction, blobs
            case 15, 16, 253, 140, 141 -> event.int2(); // varchar, bit
            case 246 -> event.int2(); // precision, then scale
            case 247, 248, 254 -> event.int1() << 8 | event.int1(); // the real type, then its length
            default -> 0;
        };
    }
}
