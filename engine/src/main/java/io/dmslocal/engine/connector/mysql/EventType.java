package io.dmslocal.engine.connector.mysql;

/** Numbers of the binary log's events. Source: "Binary log event", MySQL internals manual, and the same of MariaDB. */
final class EventType {

    static final int QUERY = 2;
    static final int ROTATE = 4;
    static final int FORMAT_DESCRIPTION = 15;
    static final int XID = 16;
    static final int TABLE_MAP = 19;
    static final int WRITE_ROWS_V1 = 23;
    static final int UPDATE_ROWS_V1 = 24;
    static final int DELETE_ROWS_V1 = 25;
    static final int WRITE_ROWS = 30;
    static final int UPDATE_ROWS = 31;
    static final int DELETE_ROWS = 32;
    static final int GTID = 33;
    static final int ANONYMOUS_GTID = 34;
    static final int XA_PREPARE = 38;
    static final int PARTIAL_UPDATE_ROWS = 39;
    static final int TRANSACTION_PAYLOAD = 40;
    static final int TAGGED_GTID = 42; // MySQL 8.3 and later
    static final int MARIADB_GTID = 162;
    static final int MARIADB_QUERY_COMPRESSED = 165;
    static final int MARIADB_DELETE_ROWS_COMPRESSED = 171;

    private EventType() {}
}
