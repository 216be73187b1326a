package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.ConnectorLog.Component;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A logical replication slot: what keeps the log from being forgotten before it was read. */
final class Slot {

    /** How long a reader that was told to go may take. */
    private static final long RELEASE_NANOS = Duration.ofSeconds(10).toNanos();

    private static final String QUERY_CANCELED = "57014";

    private final Connection connection;
    private final String name;
    private final boolean isOurs;
    private final String reader;
    private final ConnectorLog log;

    /**
     * @param isOurs whether we made it; a user's slot is never dropped, and taken only from this task's own reader
     * @param reader application_name of this task's readers
     */
    Slot(Connection connection, String name, boolean isOurs, String reader, ConnectorLog log) {
        this.connection = connection;
        this.name = name;
        this.isOurs = isOurs;
        this.reader = reader;
        this.log = log;
    }

    /** @param activePid of the reader's backend; 0 without a reader */
    record State(String plugin, String database, long confirmed, boolean isLost, int activePid) {}

    Optional<State> state() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT s.plugin, s.database, s.confirmed_flush_lsn::text, to_jsonb(s) ->> 'wal_status' = 'lost', s.active_pid"
                        + " FROM pg_catalog.pg_replication_slots s WHERE s.slot_name = ?")) {
            query.setString(1, name);
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    return Optional.empty();
                }
                String confirmed = found.getString(3);
                return Optional.of(new State(
                        String.valueOf(found.getString(1)),
                        String.valueOf(found.getString(2)),
                        confirmed == null ? 0 : LogPosition.parse(confirmed).lsn(),
                        found.getBoolean(4),
                        found.getInt(5)));
            }
        }
    }

    /**
     * Makes the slot; everything committed from the returned place on will be read. The server makes it when all transactions that have written until then are
     * over.
     *
     * @param patience how long these may take; zero: for as long as they do
     */
    LogPosition create(Duration patience) throws SQLException {
        SlotBlockers.of(connection)
                .ifPresent(open -> log.warn(
                        Component.SOURCE_CAPTURE,
                        "Changes are captured as soon as transactions that have written are over: " + open.words()));
        long began = System.nanoTime();
        limitStatements(patience);
        LogPosition start;
        try {
            start = made();
        } catch (SQLException e) {
            if (!QUERY_CANCELED.equals(e.getSQLState())) {
                throw e; // the caller closes the connection, which may be broken
            }
            limitStatements(Duration.ZERO);
            boolean isTooLong = !patience.isZero() && System.nanoTime() - began >= patience.toNanos();
            if (isTooLong) {
                throw ConnectorException.recoverable(
                        "Changes cannot be captured: for " + patience.toSeconds()
                                + " s (FullLoadSettings.TransactionConsistencyTimeout) PostgreSQL has waited for transactions that have written to end, "
                                + SlotBlockers.of(connection)
                                        .map(SlotBlockers::words)
                                        .orElse("which are over by now")
                                + ". End them with SELECT pg_terminate_backend(process) or ROLLBACK PREPARED, or let it wait longer.",
                        e);
            }
            throw e;
        }
        limitStatements(Duration.ZERO);
        return start;
    }

    private void limitStatements(Duration limit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = " + Math.min(limit.toMillis(), Integer.MAX_VALUE));
        }
    }

    private LogPosition made() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT lsn::text FROM pg_catalog.pg_create_logical_replication_slot(?, 'pgoutput')")) {
            query.setString(1, name);
            try (ResultSet found = query.executeQuery()) {
                found.next();
                return LogPosition.parse(found.getString(1));
            }
        }
    }

    /** Moves a user's slot to the end of the log; what it held before belongs to no load of ours. */
    LogPosition advance() throws SQLException {
        State state = usable();
        release();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT end_lsn::text FROM pg_catalog.pg_replication_slot_advance(?, GREATEST(pg_catalog.pg_current_wal_lsn(), ?::pg_lsn))")) {
            query.setString(1, name);
            query.setString(2, LogPosition.at(state.confirmed).text());
            try (ResultSet found = query.executeQuery()) {
                found.next();
                return LogPosition.parse(found.getString(1));
            }
        }
    }

    /** @return whether it was there */
    boolean drop() throws SQLException {
        if (state().isEmpty()) {
            return false;
        }
        release();
        try (PreparedStatement query = connection.prepareStatement("SELECT pg_catalog.pg_drop_replication_slot(?)")) {
            query.setString(1, name);
            query.execute();
        }
        return true;
    }

    /** The state of a slot that pgoutput can be read from; else says what is wrong. */
    State usable() throws SQLException {
        State state = state().orElseThrow(() -> ConnectorException.fatal("The replication slot " + name
                + " does not exist (any more): changes since it went are lost. "
                + (isOurs
                        ? "Start the task with reload-target, which makes it anew."
                        : "Make it with SELECT pg_create_logical_replication_slot('" + name
                                + "', 'pgoutput'), or leave SlotName out.")));
        if (!state.plugin.equals("pgoutput")) {
            throw ConnectorException.fatal("The replication slot " + name + " has the plugin " + state.plugin
                    + "; this source reads pgoutput. Make the slot with SELECT pg_create_logical_replication_slot('"
                    + name + "', 'pgoutput'), or leave SlotName out.");
        }
        if (state.isLost) {
            throw ConnectorException.fatal("The log that the replication slot " + name
                    + " needs was removed (max_slot_wal_keep_size). Start the task with reload-target.");
        }
        return state;
    }

    /** Sends away a reader that an earlier run of this task left behind, and waits until it is gone. */
    void release() throws SQLException {
        long deadline = System.nanoTime() + RELEASE_NANOS;
        for (int told = 0; ; ) {
            int pid = state().map(State::activePid).orElse(0);
            if (pid == 0) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw ConnectorException.recoverable(
                        "The replication slot " + name + " is in use by the server's process " + pid + ".", null);
            }
            if (pid != told) {
                takeOver(pid);
                told = pid;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** A user's slot may be another task's, or somebody's psql: two readers that send each other away would never end. */
    private void takeOver(int pid) throws SQLException {
        String holder = "";
        try (PreparedStatement query =
                connection.prepareStatement("SELECT application_name FROM pg_catalog.pg_stat_activity WHERE pid = ?")) {
            query.setInt(1, pid);
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    return; // gone by itself
                }
                holder = String.valueOf(found.getString(1));
            }
        }
        if (!isOurs && !holder.equals(reader)) {
            throw ConnectorException.fatal("The replication slot " + name + " is being read by '" + holder
                    + "' (process " + pid + " of the server), and a slot serves one reader: stop that one, give this"
                    + " endpoint another SlotName, or leave SlotName out.");
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT pg_catalog.pg_terminate_backend(?)")) {
            query.setInt(1, pid);
            query.execute();
        }
    }
}
