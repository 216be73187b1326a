package io.dmslocal.engine.connector.mysql;

import static io.dmslocal.engine.connector.mysql.AssessedServer.asking;

import io.dmslocal.engine.connector.mysql.AssessedServer.Question;
import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Assessment.Place;
import io.dmslocal.engine.connector.spi.Assessment.Status;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What AWS's premigration assessments ask of a MySQL or MariaDB server as a whole: its version, its variables, its part in a replication. */
final class MySqlVariables {

    private static final long LEAST_TIMEOUT = 300; // seconds
    private static final long LEAST_RETENTION = 86_400; // seconds
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);

    private static final Map<String, Assessment> ALL = all(new HashMap<>());

    private MySqlVariables() {}

    static Map<String, Assessment> all() {
        return ALL;
    }

    private static Map<String, Assessment> all(Map<String, Assessment> all) {
        put(all, "check-binlog-compression", MySqlVariables::compression);
        put(all, "check-binlog-enabled", server -> wanted(server, "log_bin", server.isOn("log_bin"), "ON"));
        put(all, "check-binlog-format", server -> text(server, "binlog_format", "ROW"));
        put(all, "check-binlog-image", server -> text(server, "binlog_row_image", "FULL"));
        put(
                all,
                "check-server-id",
                server -> wanted(server, "server_id", server.number("server_id") >= 1, "at least 1"));
        put(all, "check-expire-logs-days", MySqlVariables::expiry);
        put(all, "check-binlog-retention-time", MySqlVariables::retention);
        put(all, "check-replication-privileges", MySqlVariables::replicationRights);
        put(all, "check-database-role", MySqlVariables::role);
        put(all, "check-source-replica", MySqlVariables::replica);
        put(all, "check-supported-version", MySqlVariables::version);
        put(
                all,
                "check-target-localinfile-set",
                server -> wanted(server, "local_infile", server.isOn("local_infile"), "ON"));
        put(all, "check-target-network-parameter", MySqlVariables::timeouts);
        put(all, "check-source-network-parameter", MySqlVariables::timeouts);
        put(all, "check-max-statement-time", MySqlVariables::statementTime);
        put(all, "check-aurora-read-only", MySqlVariables::readOnly);
        all.put(
                "all-check-target-read-replica",
                asking(server -> server.isOn("read_only")
                        ? Verdict.failed("read_only is ON: the target cannot be written to.")
                        : Verdict.passed("The target can be written to.")));
        return all;
    }

    private static void put(Map<String, Assessment> all, String name, Question question) {
        all.put("mysql-" + name, asking(question));
        all.put("mariadb-" + name, asking(question));
    }

    private static Verdict wanted(AssessedServer server, String variable, boolean isSo, String wanted)
            throws IOException {
        String is = variable + " is " + server.variable(variable);
        return isSo ? Verdict.passed(is + ".") : Verdict.failed(is + "; " + wanted + " is needed.");
    }

    private static Verdict text(AssessedServer server, String variable, String wanted) throws IOException {
        return wanted(server, variable, server.variable(variable).equalsIgnoreCase(wanted), wanted);
    }

    private static Verdict compression(AssessedServer server) throws IOException {
        for (String variable : List.of("binlog_transaction_compression", "log_bin_compress")) {
            if (server.isOn(variable)) {
                return Verdict.failed(variable + " is ON; a compressed binary log cannot be read, OFF is needed.");
            }
        }
        return Verdict.passed("The binary log is not compressed.");
    }

    private static Verdict expiry(AssessedServer server) throws IOException {
        double days = server.number("expire_logs_days");
        double seconds = server.number("binlog_expire_logs_seconds");
        return days > 0 || seconds > 0
                ? Verdict.passed("Binary logs are kept for " + keep(days, seconds) + ".")
                : Verdict.warning(
                        "expire_logs_days and binlog_expire_logs_seconds are 0: whoever removes binary logs by hand"
                                + " must leave those that the task still needs.");
    }

    private static Verdict retention(AssessedServer server) throws IOException {
        double days = server.number("expire_logs_days");
        double seconds = server.number("binlog_expire_logs_seconds");
        double kept = seconds > 0 ? seconds : days * 86_400;
        return kept == 0 || kept > LEAST_RETENTION
                ? Verdict.passed("Binary logs are kept for " + keep(days, seconds) + ".")
                : Verdict.warning("Binary logs are kept for " + keep(days, seconds)
                        + "; more than 24 hours are needed to resume a task that was stopped for a day.");
    }

    private static String keep(double days, double seconds) {
        return seconds > 0
                ? String.format(java.util.Locale.ROOT, "%.1f hours", seconds / 3600)
                : days > 0 ? (long) days + " days" : "ever";
    }

    private static Verdict replicationRights(AssessedServer server) throws IOException {
        Grants grants = Grants.of(server.session());
        List<Place> missing = new ArrayList<>();
        if (!grants.allowEverywhere(List.of("REPLICATION SLAVE", "REPLICATION REPLICA"))) {
            missing.add(new Place("", "", "", "REPLICATION SLAVE ON *.* is missing"));
        }
        if (!grants.allowEverywhere(List.of("REPLICATION CLIENT", "BINLOG MONITOR"))) {
            missing.add(new Place("", "", "", "REPLICATION CLIENT ON *.* (MariaDB: BINLOG MONITOR) is missing"));
        }
        return Verdict.of(
                Status.FAILED, 2, missing, "Rights that reading the binary log needs and the user does not have");
    }

    private static boolean isReplica(AssessedServer server) throws IOException {
        return !server.session().rows("SHOW SLAVE STATUS").isEmpty();
    }

    private static Verdict role(AssessedServer server) throws IOException {
        if (!isReplica(server)) {
            return Verdict.passed("The server replicates from no other.");
        }
        String variable = server.variable("log_slave_updates").isEmpty() ? "log_replica_updates" : "log_slave_updates";
        return wanted(server, variable, server.isOn(variable), "ON, as the server is a replica,");
    }

    private static Verdict replica(AssessedServer server) throws IOException {
        return isReplica(server)
                ? Verdict.warning("The source is a replica: changes arrive as late as it lags behind.")
                : Verdict.passed("The source is no replica.");
    }

    /** Source: "Using a MySQL-compatible database as a source", AWS DMS user guide: MySQL 5.5 to 8.4, MariaDB 10 and 11. */
    private static Verdict version(AssessedServer server) throws IOException {
        String version = server.variable("version");
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return Verdict.warning("The server calls its version " + version + ", which says nothing.");
        }
        int number = Integer.parseInt(matcher.group(1)) * 100 + Integer.parseInt(matcher.group(2));
        boolean mariaDb = server.session().isMariaDb();
        String is = "The server is " + (mariaDb ? "MariaDB " : "MySQL ") + version;
        int oldest = mariaDb ? 1000 : 505;
        int newest = mariaDb ? 1199 : 804;
        return number >= oldest && number <= newest
                ? Verdict.passed(is + ".")
                : Verdict.failed(is + "; supported is " + (mariaDb ? "10.0 to 11.x." : "5.5 to 8.4."));
    }

    private static Verdict timeouts(AssessedServer server) throws IOException {
        List<Place> shorter = new ArrayList<>();
        for (String variable : List.of("net_read_timeout", "net_write_timeout", "wait_timeout")) {
            if (server.number(variable) < LEAST_TIMEOUT) {
                shorter.add(new Place("", "", "", variable + " is " + server.variable(variable) + " s"));
            }
        }
        return Verdict.of(Status.WARNING, 3, shorter, "Timeouts shorter than " + LEAST_TIMEOUT + " s");
    }

    private static Verdict statementTime(AssessedServer server) throws IOException {
        String variable = server.session().isMariaDb() ? "max_statement_time" : "max_execution_time";
        return wanted(server, variable, server.number(variable) == 0, "0 (no limit)");
    }

    private static Verdict readOnly(AssessedServer server) throws IOException {
        return server.isOn("innodb_read_only")
                ? Verdict.failed(
                        "innodb_read_only is ON: this is a reader of its cluster, which has no binary log; use the writer.")
                : Verdict.passed("The server is no reader of a cluster.");
    }
}
