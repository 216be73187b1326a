package io.dmslocal.engine.connector.debezium;

import java.nio.charset.StandardCharsets;

/** The texts in which values travel through Debezium's queue: plain text, bytes with a character for each, or one of two marks. */
public final class Cell {

    /** No text of a database starts like this: bytes have no such character, and texts no NUL. */
    private static final String MARK = "\u0000\uFFFF";

    /** The log does not have the value: a large object that an update did not touch. */
    public static final String ABSENT = MARK + "absent";

    private static final String UNREADABLE = MARK + "unreadable ";

    private Cell() {}

    public static String ofBytes(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    public static byte[] bytes(String cell) {
        return cell.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @param why for people */
    public static String unreadable(String why) {
        return UNREADABLE + why;
    }

    static boolean isAbsent(String cell) {
        return isMark(cell) && cell.equals(ABSENT);
    }

    static void check(String cell) throws Unreadable {
        if (isMark(cell) && cell.startsWith(UNREADABLE)) {
            throw new Unreadable(cell.substring(UNREADABLE.length()));
        }
    }

    private static boolean isMark(String cell) {
        return cell != null && cell.length() > 1 && cell.charAt(0) == 0 && cell.charAt(1) == '\uFFFF';
    }
}
