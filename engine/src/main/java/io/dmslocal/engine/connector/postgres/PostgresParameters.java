package io.dmslocal.engine.connector.postgres;

import static io.dmslocal.engine.connector.postgres.AssessedServer.asking;
import static java.util.Map.entry;

import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.connector.spi.Assessment.Status;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What AWS's premigration assessments ask of a PostgreSQL server as a whole: its version, its parameters, what goes on in it. */
final class PostgresParameters {

    private static final int OLDEST = 90_400;
    private static final int NEWEST = 189_999;
    private static final long LEAST_SENDER_TIMEOUT = 10_000; // milliseconds
    private static final long USUAL_DECODING_MEMORY = 65_536; // kilobytes: the server's default

    private static final Map<String, Assessment> ALL = Map.ofEntries(
            entry("postgres-check-dbversion", asking(PostgresParameters::version)),
            entry(
                    "postgres-check-wallevel",
                    asking(server -> wanted(
                            server,
                            "wal_level",
                            server.parameter("wal_level").equals("logical"),
                            Status.FAILED,
                            "logical"))),
            entry(
                    "postgres-check-maxwalsenders",
                    asking(server -> wanted(
                            server,
                            "max_wal_senders",
                            server.setting("max_wal_senders") > 1,
                            Status.FAILED,
                            "more than 1"))),
            entry("postgres-check-walsenderstimeout", asking(PostgresParameters::senderTimeout)),
            entry("postgres-check-for-logical-decoding-work-mem", asking(PostgresParameters::decodingMemory)),
            entry("postgres-check-maxslot-wal-keep-size", asking(PostgresParameters::keepSize)),
            entry("postgres-check-pglogical", asking(PostgresParameters::pglogical)),
            entry("postgres-check-longrunningtxn", asking(PostgresParameters::longTransactions)),
            entry("postgres-check-preparedtxn", asking(PostgresParameters::preparedTransactions)),
            entry("postgres-check-replication-slots-count", asking(PostgresParameters::freeSlots)),
            entry("postgres-check-session-replication-role", asking(PostgresParameters::replicationRole)));

    private PostgresParameters() {}

    static Map<String, Assessment> all() {
        return ALL;
    }

    private static Verdict wanted(
            AssessedServer server, String parameter, boolean isSo, Status otherwise, String wanted)
            throws SQLException {
        String is = parameter + " is " + server.parameter(parameter);
        return isSo
                ? Verdict.passed(is + ".")
                : new Verdict(otherwise, is + "; " + wanted + " is needed.", 0, List.of());
    }

    /** Source: "Using a PostgreSQL database as a source", AWS DMS user guide: 9.4 and later. */
    private static Verdict version(AssessedServer server) throws SQLException {
        int version = server.version();
        String is = "The server is PostgreSQL " + server.parameter("server_version");
        if (version < OLDEST) {
            return Verdict.failed(is + "; 9.4 or later is needed.");
        }
        return version > NEWEST
                ? Verdict.warning(is + ", which is newer than what was tried, 18.")
                : Verdict.passed(is + ".");
    }

    private static Verdict senderTimeout(AssessedServer server) throws SQLException {
        long milliseconds = server.setting("wal_sender_timeout");
        return wanted(
                server,
                "wal_sender_timeout",
                milliseconds == 0 || milliseconds >= LEAST_SENDER_TIMEOUT,
                Status.FAILED,
                "0 or at least 10 s");
    }

    /** Less than the server's own default spills every larger transaction to disk (threshold assumed). */
    private static Verdict decodingMemory(AssessedServer server) throws SQLException {
        if (server.version() < 130_000) {
            return Verdict.skipped("Only PostgreSQL 13 and later have logical_decoding_work_mem; this server is "
                    + server.parameter("server_version") + ".");
        }
        return wanted(
                server,
                "logical_decoding_work_mem",
                server.setting("logical_decoding_work_mem") >= USUAL_DECODING_MEMORY,
                Status.WARNING,
                "at least 64MB");
    }

    private static Verdict keepSize(AssessedServer server) throws SQLException {
        if (server.version() < 130_000) {
            return Verdict.skipped("Only PostgreSQL 13 and later have max_slot_wal_keep_size; this server is "
                    + server.parameter("server_version") + ".");
        }
        return wanted(
                server,
                "max_slot_wal_keep_size",
                server.setting("max_slot_wal_keep_size") == -1,
                Status.WARNING,
                "-1 (no limit), lest a slot that waits lose its log,");
    }

    /** Not needed here, where the server's own pgoutput is read; AWS prefers it to test_decoding. */
    private static Verdict pglogical(AssessedServer server) throws SQLException {
        String libraries = server.parameter("shared_preload_libraries");
        return List.of(libraries.split("\\s*,\\s*")).contains("pglogical")
                ? Verdict.passed("shared_preload_libraries has pglogical.")
                : Verdict.warning("shared_preload_libraries is '" + libraries
                        + "'; without pglogical AWS reads changes with test_decoding.");
    }

    private static Verdict longTransactions(AssessedServer server) throws SQLException {
        List<Place> open = server
                .rows("SELECT pid, date_trunc('second', now() - xact_start) FROM pg_catalog.pg_stat_activity"
                        + " WHERE xact_start < now() - interval '10 minutes' AND datname = current_database()")
                .stream()
                .map(row ->
                        new Place("", "", "", "Process " + row.get(0) + " has a transaction open for " + row.get(1)))
                .toList();
        return open.isEmpty()
                ? Verdict.passed("No transaction is open for more than 10 minutes.")
                : new Verdict(
                        Status.WARNING,
                        "Transactions are open for more than 10 minutes; a task with changes waits for them.",
                        open.size(),
                        open);
    }

    private static Verdict preparedTransactions(AssessedServer server) throws SQLException {
        List<Place> prepared = server
                .rows("SELECT gid, prepared FROM pg_catalog.pg_prepared_xacts WHERE database = current_database()")
                .stream()
                .map(row -> new Place("", "", "", "Transaction " + row.get(0) + " is prepared since " + row.get(1)))
                .toList();
        return prepared.isEmpty()
                ? Verdict.passed("No transaction is prepared.")
                : new Verdict(
                        Status.WARNING,
                        "Transactions are prepared and not yet committed; a task with changes waits for them.",
                        prepared.size(),
                        prepared);
    }

    private static Verdict freeSlots(AssessedServer server) throws SQLException {
        long most = server.setting("max_replication_slots");
        long used = server.number("SELECT count(*) FROM pg_catalog.pg_replication_slots");
        String sentence = used + " of " + most + " replication slots are used";
        return used < most
                ? Verdict.passed(sentence + ".")
                : Verdict.failed(
                        sentence + "; a task with changes needs one: drop one or raise max_replication_slots.");
    }

    /** Also by AfterConnectScript, which is where AWS advises to set it. */
    private static Verdict replicationRole(AssessedServer server) throws SQLException {
        String script = server.endpoint().attribute("AfterConnectScript").orElse("");
        boolean byScript = script.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[\\s'\"]", "")
                .contains("session_replication_role=replica");
        String role = server.parameter("session_replication_role");
        return role.equals("replica") || byScript
                ? Verdict.passed("Sessions of this endpoint have session_replication_role replica.")
                : Verdict.warning("session_replication_role is " + role
                        + ": foreign keys and triggers of the target fire while it is loaded. Set it to replica, for the user"
                        + " or in AfterConnectScript.");
    }
}
