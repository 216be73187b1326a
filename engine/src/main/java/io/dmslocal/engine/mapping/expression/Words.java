package io.dmslocal.engine.mapping.expression;

import java.sql.SQLException;

/** SQLite's own words of a failure, without the driver's frame {@code [SQLITE_ERROR] SQL error or missing database (...)}. */
final class Words {

    private Words() {}

    static String of(SQLException failed) {
        String message = String.valueOf(failed.getMessage());
        int open = message.indexOf(" (");
        boolean framed = message.startsWith("[SQLITE_") && open > 0 && message.endsWith(")");
        return framed ? message.substring(open + 2, message.length() - 1) : message;
    }
}
