package io.dmslocal.engine.why;

import io.dmslocal.engine.run.reason.Wait;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What usually helps, by what a message says: the databases' words and SQLSTATEs, and our own. The first line that is found in it wins. Our own advice, not
 * AWS's.
 */
final class Suggestions {

    private record Line(Pattern found, String suggestion) {}

    /** Causes that say all: the words of such a message may be anybody's data. */
    private static final Set<String> PLAIN = Set.of("DUPLICATE_KEY", "NO_ROW_TO_UPDATE", "NO_ROW_TO_DELETE", "RULE");

    private static final Set<String> OF_RECORDS = Set.of("DATA", "TRUNCATION", "MASKING");

    private static final String WRITTEN_TWICE =
            "The target has a row with this key already. In a load: choose FullLoadSettings.TargetTablePrepMode"
                    + " TRUNCATE_BEFORE_LOAD or DROP_AND_CREATE, or see that no two tables go into one. Of changes: somebody else"
                    + " writes to the table; ErrorBehavior.ApplyErrorInsertPolicy INSERT_RECORD overwrites the row.";

    /** Of a value, a row, or its table. */
    private static final List<Line> RECORDS = List.of(
            line(
                    "LobMaxSize",
                    "Raise TargetMetadata.LobMaxSize above the largest value, or choose FullLobMode; for this table alone by"
                            + " lob-settings of a table-settings rule."),
            line("\\(DUPLICATE_KEY\\)|duplicate key|Duplicate entry", WRITTEN_TWICE),
            line(
                    "22003|out of range|numeric field overflow",
                    "Give the column a wider type on the target: by a change-data-type rule before the load, or by ALTER TABLE"
                            + " there and a reload of the table."),
            line(
                    "22001|too long|DATA_TOO_LONG|value too large|Data truncated",
                    "Widen the target's column, or give it a larger type by a change-data-type rule."),
            line(
                    "23503|foreign key",
                    "Tables are loaded in no order that respects foreign keys: drop them on the target while the task runs, or"
                            + " let its sessions ignore them by the endpoint's AfterConnectScript (PostgreSQL: SET"
                            + " session_replication_role = replica) or Initstmt (MySQL: SET FOREIGN_KEY_CHECKS=0)."),
            line(
                    "23502|null value in column|cannot be null",
                    "Let the target's column take NULL, or fill it by a rule that adds a value."),
            line(
                    "23514|check constraint|CONSTRAINT .* failed",
                    "The target's check refuses the row: drop it while the task runs, or correct the row."),
            line(
                    "22P02|22007|22008|invalid input syntax|Incorrect .* value",
                    "The value does not fit the target's type: change it by a change-data-type rule, or correct the row."));

    private static final List<Line> OTHERS = List.of(
            line(
                    "EventErrorPolicy is STOP_TASK, and event",
                    "See that the subscription's topic (SNS), or EventBridge, takes events: it is asked at"
                            + " dms-local.engine.event-delivery.sns-endpoint (DMS_LOCAL_SNS_ENDPOINT) or eventbridge-endpoint"
                            + " (DMS_LOCAL_EVENTS_ENDPOINT), without these at AWS's own. Then resume the task; with"
                            + " ErrorBehavior.EventErrorPolicy IGNORE it goes on whatever becomes of events."),
            line(
                    "is not deleted, because it would leave something behind",
                    "See that the source answers under its endpoint's server name and port, or remove there what the message"
                            + " names, and delete the task again. With FailTaskWhenCleanTaskResourceFailed false"
                            + " (ModifyReplicationTask) it goes at once, and what is left is removed when the source answers."),
            line(
                    "publication \"[^\"]+\" does not exist|what was written without it cannot be read",
                    "What was written while there was no such publication cannot be read: see that it is there (CREATE"
                            + " PUBLICATION), and start the task anew, with reload-target or start-replication; a resume meets"
                            + " the same."),
            line(
                    "\\(TableErrorEscalationCount \\d+ is reached",
                    "As many tables have failed as ErrorBehavior.TableErrorEscalationCount lets: mend what failures says of"
                            + " each and start the task with reload-target, which counts anew; or raise the count with"
                            + " ModifyReplicationTask (0: however many fail, the others go on), resume the task, and reload"
                            + " those tables."),
            line(
                    "\\((Data|Apply)ErrorEscalationCount \\d+ is reached",
                    "So many records of the table were refused, as failures says: mend what it says of them and start the"
                            + " task anew, or raise the count that the message names (ErrorBehavior) with"
                            + " ModifyReplicationTask and resume it."),
            line(
                    "No tables were found",
                    "Compare the selection rules with the tables of the source; names are compared in their case. leftOut"
                            + " says what each rule missed."),
            line("wal_level", "Set wal_level = logical on the source and start its server anew."),
            line(
                    "may not replicate|may not read the binary log|may not see the state of the binary log"
                            + "|replication role|use replication slots|REPLICATION (SLAVE|CLIENT|REPLICA)|BINLOG MONITOR",
                    "Give the source endpoint's user the right to replicate: ALTER ROLE ... REPLICATION on PostgreSQL (RDS:"
                            + " GRANT rds_replication), GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* on MySQL and MariaDB."),
            line(
                    "replication slot|max_replication_slots",
                    "Look at pg_replication_slots on the source: drop those that nobody reads, or raise"
                            + " max_replication_slots."),
            line(
                    "altered in a way that the log does not tell",
                    "Reload the table (ReloadTables). Alter tables with sql_log_bin = 1, so that tasks can follow."),
            line(
                    "binlog|log_bin|binary log",
                    "The source needs log_bin = ON, binlog_format = ROW and binlog_row_image = FULL, and must keep its"
                            + " logs until they are read."),
            line(
                    "3D000|database \"?[^\" ]+\"? does not exist|Unknown database",
                    "Correct the endpoint's DatabaseName (ModifyEndpoint), or create the database; names are compared in their"
                            + " case."),
            line(
                    "password authentication failed|Access denied for user .* \\(using password|28P01|28000",
                    "Correct user and password of the endpoint (ModifyEndpoint), and test its connection."),
            line(
                    "permission denied|command denied|Access denied|42501|insufficient privilege",
                    "Grant the endpoint's user what the message names."),
            line(
                    "Connection refused|refused the connection|nobody listens|UnknownHost|unknown host|timed out|08001|08006",
                    "See that the server runs and is reached from here under the endpoint's server name and port."),
            line("SSL|certificate", "Choose the endpoint's SSL mode to match the server, or import its certificate."),
            line(
                    "No space left|disk full|53100|is full",
                    "Make room on the disk; the task goes on by itself, or after a resume."),
            line("too many connections|53300", "Lower MaxFullLoadSubTasks, or let the server take more connections."),
            line(
                    "copied onto itself|both become",
                    "Add a transformation rule that renames schema or table, or exclude one of them."),
            line(
                    "42P01|42S02|42S22|42703|does not exist|doesn't exist",
                    "The target lacks the table or column. A task that only follows changes, and DO_NOTHING, expect tables to be"
                            + " there: create it as the source has it, or reload the table with"
                            + " FullLoadSettings.TargetTablePrepMode DROP_AND_CREATE."),
            line(
                    "40001|40P01|deadlock|Lock wait",
                    "Nobody else should write to the target's tables while the task runs."),
            line("truncated on the source", "Set ErrorBehavior.ApplyErrorFailOnTruncationDdl to false to follow it."));

    private static final String STOPPING = "A stop of the task does not wait for it.";

    private Suggestions() {}

    private static Line line(String found, String suggestion) {
        return new Line(Pattern.compile(found, Pattern.CASE_INSENSITIVE), suggestion);
    }

    /** @param cause as {@code Failure} names it; may be empty */
    static Optional<String> of(String cause, String message) {
        if (PLAIN.contains(cause)) {
            return byCause(cause);
        }
        if (OF_RECORDS.contains(cause)) {
            return firstOf(RECORDS.stream(), message).or(() -> byCause(cause));
        }
        return HeldUpStart.suggestion(message)
                .or(() -> firstOf(Stream.concat(OTHERS.stream(), RECORDS.stream()), message))
                .or(() -> byCause(cause));
    }

    private static Optional<String> firstOf(Stream<Line> lines, String message) {
        return lines.filter(line -> line.found().matcher(message).find())
                .map(Line::suggestion)
                .findFirst();
    }

    static String of(Wait wait) {
        if (wait.statement().isEmpty()) {
            return "See to the server, or to the network between it and here. " + STOPPING;
        }
        String ends = wait.holders().stream()
                .map(holder -> "SELECT pg_terminate_backend(" + holder.session() + ") on PostgreSQL, KILL "
                        + holder.session() + " on MySQL and MariaDB")
                .findFirst()
                .orElse("who holds it may be seen in the " + wait.side()
                        + "'s list of sessions, where a transaction is open or a table is locked");
        return "Let its holder commit or roll back, or end it there: " + ends + ". The task goes on by itself then. "
                + STOPPING;
    }

    private static Optional<String> byCause(String cause) {
        return switch (cause) {
            case "DUPLICATE_KEY" -> Optional.of(WRITTEN_TWICE);
            case "NO_ROW_TO_UPDATE" ->
                Optional.of("The target lacks the row. ErrorBehavior.ApplyErrorUpdatePolicy UPDATE_RECORD inserts it;"
                        + " reloading the table brings all that are missing.");
            case "NO_ROW_TO_DELETE" -> Optional.of("The target lacks the row already: usually nothing is to be done.");
            case "TRUNCATION" ->
                Optional.of("Widen the target's column, or give it a larger type by a change-data-type rule.");
            case "MASKING" ->
                Optional.of(
                        "A mask works on texts, and digits-randomize on whole numbers too: mask another column, or leave"
                                + " this one out by remove-column.");
            case "DATA" ->
                Optional.of("Correct the row, or give the column another type by a change-data-type rule;"
                        + " ErrorBehavior.DataErrorPolicy says what becomes of such rows.");
            case "UNTOLD" ->
                Optional.of(
                        "No change tells it, and none is made of it: reload the table where both sides are to be alike.");
            case "HINDERED" -> Optional.of("The task takes the table by itself when what the message names is mended.");
            case "RULE" ->
                Optional.of(
                        "Stop the task, correct the rule with ModifyReplicationTask, and reload the table. Names are"
                                + " compared in their case.");
            case "TABLE" -> Optional.of("When what the message names is mended, reload the table.");
            case "CONNECTION" ->
                Optional.of("The task tries again by itself, as the RecoverableError settings say; see to the server or"
                        + " the network.");
            default -> Optional.empty();
        };
    }
}
