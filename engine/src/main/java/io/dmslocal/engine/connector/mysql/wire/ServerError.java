package io.dmslocal.engine.connector.mysql.wire;

import java.io.IOException;

/** What the server refused, in its own words. The session stays usable. */
public final class ServerError extends IOException {

    private final int code;
    private final String sqlState;

    ServerError(int code, String sqlState, String message) {
        super(message);
        this.code = code;
        this.sqlState = sqlState;
    }

    /** MySQL's number: 1062 is a duplicate key. */
    public int code() {
        return code;
    }

    /** Five characters, {@code 23000}; class 22 and 23 are about values and rows. */
    public String sqlState() {
        return sqlState;
    }

    @Override
    public String toString() {
        return getMessage() + " (error " + code + ", SQLSTATE " + sqlState + ")";
    }
}
