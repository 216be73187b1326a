package io.dmslocal.engine.connector.postgres;

/** Locks of this database's tables that show who has written to them, or is about to: they are held until the end of the transaction. */
final class WriteLocks {

    /** Columns relation, virtualtransaction and pid; a prepared transaction has no process. */
    static final String HELD = """
            (SELECT l.relation, l.virtualtransaction, l.pid
              FROM pg_catalog.pg_locks l
              JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
              WHERE l.locktype = 'relation' AND l.granted
                AND l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')) AS w
            """;

    private WriteLocks() {}
}
