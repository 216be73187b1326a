package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.Packet;

/**
 * A statement in the log.
 *
 * @param database in which it was said
 * @param mode the lower half of the session's sql_mode
 * @param text as it was said
 */
record QueryEvent(String database, int mode, String text) {

    static QueryEvent read(Packet event) {
        event.skip(4 + 4);
        int databaseLength = event.int1();
        event.skip(2);
        int variables = event.int2();
        int mode = variables > 0 ? sqlMode(event) : 0;
        event.skip(variables);
        String database = event.fixed(databaseLength);
        event.skip(1);
        return new QueryEvent(database, mode, event.fixed(event.length()));
    }

    /** The second of a query's status variables, behind the flags (number 0, four bytes). */
    private static int sqlMode(Packet event) {
        int at = event.peekAt(0) == 0 ? 5 : 0;
        if (event.peekAt(at) != 1) {
            return 0;
        }
        int mode = 0;
        for (int i = 0; i < 4; i++) {
            mode |= (event.peekAt(at + 1 + i) & 0xFF) << 8 * i;
        }
        return mode;
    }

    /** With names in backticks, whatever the session quoted them with. */
    String statement() {
        boolean ansi = (mode & AnsiQuotes.ANSI_QUOTES) != 0;
        boolean escapes = (mode & AnsiQuotes.NO_BACKSLASH_ESCAPES) == 0;
        return ansi ? AnsiQuotes.toBackticks(text, escapes) : text;
    }
}
