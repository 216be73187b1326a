package io.dmslocal.engine.why;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What usually helps, by what a message says: the databases' words and SQLSTATEs, and our own. The first line that is found in it wins. Our own advice, not
 * AWS's.
 */
final class Suggestions {

    private record Line(Pattern found, String suggestion) {}

    private static final List<Line> LINES = List.of(
            line(
                    "No tables were found",
                    "Compare the selection rules with the tables of the source; names are compared in their case. leftOut"
                            + " says what each rule missed."),
            line("wal_level", "Set wal_level = logical on the source and start its server anew."),
            line(
                    "replication slot|max_replication_slots",
                    "Look at pg_replication_slots on the source: drop those that nobody reads, or raise"
                            + " max_replication_slots."),
            line(
                    "binlog|log_bin|binary log",
                    "The source needs log_bin = ON, binlog_format = ROW and binlog_row_image = FULL, and must keep its"
                            + " logs until they are read."),
            line(
                    "password authentication failed|Access denied|28P01|28000",
                    "Correct user and password of the endpoint (ModifyEndpoint), and test its connection."),
            line(
                    "permission denied|command denied|42501|insufficient privilege",
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
                    "22001|too long|Data too long|DATA_TOO_LONG|value too large",
                    "Widen the target's column, or give it a larger type by a change-data-type rule."),
            line(
                    "22003|out of range|numeric field overflow",
                    "Give the column a wider type on the target by a change-data-type rule."),
            line(
                    "22P02|22007|22008|invalid input syntax|Incorrect .* value",
                    "The value does not fit the target's type: change it by a change-data-type rule, or correct the row."),
            line(
                    "23502|null value in column|cannot be null",
                    "Let the target's column take NULL, or fill it by a rule that adds a value."),
            line(
                    "23503|foreign key",
                    "Drop or disable foreign keys of the target while the task runs: tables are loaded in no order that"
                            + " respects them."),
            line(
                    "23514|check constraint",
                    "The target's check refuses the row: drop it while the task runs, or correct the row."),
            line(
                    "42P01|does not exist|doesn't exist|1146",
                    "The target lacks the table or column: reload the table, or create it as the source has it."),
            line(
                    "40001|40P01|deadlock|Lock wait",
                    "Nobody else should write to the target's tables while the task runs."),
            line("truncated on the source", "Set ErrorBehavior.ApplyErrorFailOnTruncationDdl to false to follow it."));

    private Suggestions() {}

    private static Line line(String found, String suggestion) {
        return new Line(Pattern.compile(found, Pattern.CASE_INSENSITIVE), suggestion);
    }

    /** @param cause as {@code Failure} names it; may be empty */
    static Optional<String> of(String cause, String message) {
        return LINES.stream()
                .filter(line -> line.found().matcher(message).find())
                .map(Line::suggestion)
                .findFirst()
                .or(() -> byCause(cause));
    }

    private static Optional<String> byCause(String cause) {
        return switch (cause) {
            case "DUPLICATE_KEY" ->
                Optional.of(
                        "Somebody else wrote this row to the target. ErrorBehavior.ApplyErrorInsertPolicy INSERT_RECORD"
                                + " overwrites it.");
            case "NO_ROW_TO_UPDATE" ->
                Optional.of("The target lacks the row. ErrorBehavior.ApplyErrorUpdatePolicy UPDATE_RECORD inserts it;"
                        + " reloading the table brings all that are missing.");
            case "NO_ROW_TO_DELETE" -> Optional.of("The target lacks the row already: usually nothing is to be done.");
            case "TRUNCATION" ->
                Optional.of("Widen the target's column, or give it a larger type by a change-data-type rule.");
            case "DATA" ->
                Optional.of("Correct the row, or give the column another type by a change-data-type rule;"
                        + " ErrorBehavior.DataErrorPolicy says what becomes of such rows.");
            case "TABLE" -> Optional.of("When what the message names is mended, reload the table.");
            case "CONNECTION" ->
                Optional.of("The task tries again by itself, as the RecoverableError settings say; see to the server or"
                        + " the network.");
            default -> Optional.empty();
        };
    }
}
