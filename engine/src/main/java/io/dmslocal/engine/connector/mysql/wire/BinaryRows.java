package io.dmslocal.engine.connector.mysql.wire;

import java.io.IOException;

/** Rows of a query in the protocol's binary form. */
public final class BinaryRows {

    public static final int TINY = 1;
    public static final int SHORT = 2;
    public static final int LONG = 3;
    public static final int FLOAT = 4;
    public static final int DOUBLE = 5;
    public static final int TIMESTAMP = 7;
    public static final int LONGLONG = 8;
    public static final int INT24 = 9;
    public static final int DATE = 10;
    public static final int TIME = 11;
    public static final int DATETIME = 12;
    public static final int YEAR = 13;

    private final Packets packets;
    private final int[] types;
    private Packet row;
    private int nulls;

    BinaryRows(Packets packets, int[] types) {
        this.packets = packets;
        this.types = types;
    }

    /** The protocol's type of column {@code i}: how its value lies in the row. */
    public int type(int i) {
        return types[i];
    }

    /** The next row, whose values that are not null follow one another; null at the end. */
    public Packet next() throws IOException {
        row = packets.read();
        int first = row.peek();
        if (first == 0x00) {
            nulls = row.at() + 1;
            row.skip(1 + (types.length + 9) / 8);
            return row;
        }
        row.skip(1);
        if (first == 0xFF) {
            throw Session.error(row);
        }
        return null;
    }

    public boolean isNull(int column) {
        int bit = column + 2;
        return (row.bytes()[nulls + (bit >> 3)] >> (bit & 7) & 1) != 0;
    }
}
