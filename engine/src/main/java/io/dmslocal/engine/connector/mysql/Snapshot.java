package io.dmslocal.engine.connector.mysql;

import io.dmslocal.engine.connector.mysql.wire.ServerError;
import io.dmslocal.engine.connector.mysql.wire.Session;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import io.dmslocal.engine.record.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A session that sees one moment, and where in the log that moment is.
 *
 * <p>MariaDB says it by itself: a snapshot and its place in the log are taken under one lock of the server.
 *
 * <p>MySQL does not. So one session locks the table for reading, which waits until every transaction that wrote to it is committed wholly (in the log
 * <i>and</i> in the engine, which happens one after the other) and keeps others from writing; then the snapshot is opened and the end of the log is
 * read; then the lock goes. Between lock and unlock nothing concerning this table enters the log, so the place is exact for this table. Writers of
 * the table wait for some milliseconds. Where locking is not allowed, or a long transaction keeps us waiting, the place is not known: every change
 * since the start of capture is applied again over the image, which is harmless with a key.
 */
record Snapshot(Session session, LogImage image) {

    /** Behind the file's magic number. */
    private static final int FIRST_EVENT = 4;

    private static final int LOCK_WAIT_SECONDS = 3;
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    static Snapshot open(Sessions sessions, TableId table, boolean placed) throws IOException {
        Session session = sessions.open();
        try {
            session.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            if (!placed) {
                begin(session);
                return new Snapshot(session, LogImage.UNKNOWN);
            }
            return session.isMariaDb() ? onMariaDb(session) : onMySql(sessions, session, table);
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Sessions that see one moment of one table: the table is locked while they begin, so that none of them sees more of it than another.
     *
     * @return only one where the table cannot be locked
     */
    static List<Snapshot> open(Sessions sessions, TableId table, boolean placed, int readers) throws IOException {
        List<Session> opened = new ArrayList<>();
        try (Session locking = sessions.open()) {
            try {
                lock(locking, table);
            } catch (ServerError e) {
                sessions.log()
                        .warn(
                                Component.SOURCE_UNLOAD,
                                table + " could not be locked for a moment (" + e
                                        + "): its segments are read one after the other");
                return List.of(open(sessions, table, placed));
            }
            for (int i = 0; i < readers; i++) {
                Session session = sessions.open();
                opened.add(session);
                session.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                begin(session);
            }
            LogImage image = !placed
                    ? LogImage.UNKNOWN
                    : LogImage.at(locking.isMariaDb() ? snapshotPlace(opened.get(0)) : endOfLog(locking));
            locking.execute("UNLOCK TABLES");
            return opened.stream().map(session -> new Snapshot(session, image)).toList();
        } catch (IOException | RuntimeException e) {
            opened.forEach(Session::close);
            throw e;
        }
    }

    private static void begin(Session session) throws IOException {
        session.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    }

    private static Snapshot onMariaDb(Session session) throws IOException {
        begin(session);
        return new Snapshot(session, LogImage.at(snapshotPlace(session)));
    }

    /** MariaDB: the place of the transaction's own snapshot. */
    static LogPosition snapshotPlace(Session session) throws IOException {
        Map<String, String> status = new HashMap<>();
        session.rows("SHOW STATUS LIKE 'binlog_snapshot_%'").forEach(row -> status.put(row[0].toLowerCase(), row[1]));
        String file = status.getOrDefault("binlog_snapshot_file", "");
        if (file.isEmpty()) {
            throw ConnectorException.fatal("The source writes no binary log: start it with log_bin.");
        }
        return new LogPosition(file, Long.parseLong(status.get("binlog_snapshot_position")));
    }

    private static Snapshot onMySql(Sessions sessions, Session session, TableId table) throws IOException {
        try (Session locking = sessions.open()) {
            try {
                lock(locking, table);
            } catch (ServerError e) {
                sessions.log()
                        .warn(
                                Component.SOURCE_UNLOAD,
                                table + " could not be locked for a moment (" + e
                                        + "): changes since the start of capture are applied over its image again");
                begin(session);
                return new Snapshot(session, LogImage.UNKNOWN);
            }
            begin(session);
            LogPosition end = endOfLog(locking);
            locking.execute("UNLOCK TABLES");
            return new Snapshot(session, LogImage.at(end));
        }
    }

    /** Where writers follow each other without a gap, the server never lets a READ lock in; a WRITE lock goes before them. */
    private static void lock(Session session, TableId table) throws IOException {
        try {
            session.execute("SET lock_wait_timeout=" + LOCK_WAIT_SECONDS);
            session.execute("LOCK TABLES " + Sql.name(table) + " READ");
        } catch (ServerError e) {
            if (e.code() != LOCK_WAIT_TIMEOUT) {
                throw e;
            }
            session.execute("LOCK TABLES " + Sql.name(table) + " WRITE");
        }
    }

    /** The end of the log, behind every transaction that is committed or just being committed. */
    static LogPosition endOfLog(Session session) throws IOException {
        List<String[]> rows;
        try {
            rows = session.rows("SHOW MASTER STATUS");
        } catch (ServerError e) {
            rows = session.rows("SHOW BINARY LOG STATUS"); // its name since MySQL 8.4
        }
        if (rows.isEmpty()) {
            throw ConnectorException.fatal("The source writes no binary log: start it with log_bin.");
        }
        return new LogPosition(rows.get(0)[0], Long.parseLong(rows.get(0)[1]));
    }

    /** From where on the server has its log. */
    static LogPosition startOfLog(Session session) throws IOException {
        return new LogPosition(session.rows("SHOW BINARY LOGS").get(0)[0], FIRST_EVENT);
    }

    /** {@code wanted}, or what is left of the log up to {@code from}. */
    static LogPosition available(Session session, LogPosition wanted, LogPosition from) throws IOException {
        if (wanted.equals(from)) {
            return from;
        }
        LogPosition oldest = startOfLog(session);
        LogPosition begin = wanted.compareTo(oldest) < 0 ? oldest : wanted;
        return begin.compareTo(from) < 0 ? begin : from;
    }
}
