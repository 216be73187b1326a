package io.dmslocal.engine.why;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.run.reason.Reasons.Example;
import io.dmslocal.engine.run.reason.Reasons.Group;
import io.dmslocal.engine.run.reason.Wait;
import io.dmslocal.engine.run.reason.WaitsJson;
import io.dmslocal.engine.run.statistics.RunStatistics;
import io.dmslocal.engine.run.statistics.TableStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The document of {@code GET /_dms/tasks/{arn}/why}.
 *
 * @param subject of whom it speaks
 * @param reasons of its last run
 * @param statistics of its last run
 * @param unkeyed tables that are followed without a key, as {@code schema.table}
 */
public record Why(Subject subject, Reasons reasons, RunStatistics statistics, Set<String> unkeyed) {

    /** Tables of which it is said why they captured nothing. */
    private static final int MOST_TABLES = 1_000;

    private static final Set<String> OVER = Set.of("failed", "failed-move", "stopped");

    private static final String AGAIN = "a resume begins it again.";

    /**
     * @param status AWS's word
     * @param stopReason AWS's, empty when it did not stop
     * @param lastFailure AWS's LastFailureMessage, empty when it did not fail
     */
    public record Subject(
            String arn, String migrationType, String status, String stopReason, String lastFailure, String mappings) {}

    public ObjectNode document() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("arn", subject.arn()).put("status", subject.status());
        json.put("summary", summary());
        if (!subject.stopReason().isEmpty()) {
            json.put("stopReason", subject.stopReason());
        }
        if (!subject.lastFailure().isEmpty()) {
            json.put("lastFailureMessage", subject.lastFailure());
            suggest(json, "", subject.lastFailure());
        }
        nextTry().ifPresent(time -> json.put("nextTry", time.toString()));
        ArrayNode failures = json.putArray("failures");
        List<Group> groups = reasons.failures();
        for (int i = groups.size() - 1; i >= 0; i--) {
            failure(failures.addObject(), groups.get(i));
        }
        ArrayNode waits = json.putArray("waits");
        waits().forEach(wait -> waiting(waits.addObject(), wait));
        ArrayNode tables = json.putArray("tables");
        RowFilters filters = RowFilters.in(subject.mappings(), subject.migrationType());
        statistics.tables().stream()
                .limit(MOST_TABLES)
                .forEach(table -> table(table, filters)
                        .ifPresent(sentence -> tables.addObject()
                                .put("table", name(table))
                                .put("state", table.state())
                                .put("captured", changes(table.captured()))
                                .put("applied", changes(table.applied()))
                                .put("why", sentence)));
        ArrayNode leftOut = json.putArray("leftOut");
        reasons.leftOut().forEach(leftOut::add);
        ArrayNode settings = json.putArray("settings");
        reasons.withoutEffect().forEach(settings::add);
        return json;
    }

    private String summary() {
        long records = reasons.failures().stream()
                .flatMap(group -> group.examples().stream().limit(1).map(first -> group))
                .filter(group -> !group.examples().get(0).key().isEmpty())
                .mapToLong(Group::times)
                .sum();
        StringBuilder text = new StringBuilder("It is " + subject.status() + ": ");
        text.append(statistics.loaded()).append(" tables are loaded, ");
        text.append(statistics.loading()).append(isOver() ? " were loading, " : " are loading, ");
        text.append(statistics.queued()).append(isOver() ? " had not begun, " : " wait, ");
        text.append(statistics.errored()).append(" failed; ");
        text.append(statistics.changes()).append(" changes were captured");
        statistics
                .position()
                .ifPresent(position -> text.append(", and applied up to ").append(position));
        text.append(records == 0 ? "." : "; " + records + " records failed.");
        nextTry()
                .ifPresent(time -> text.append(" Its last attempt failed, the next one comes at ")
                        .append(time)
                        .append('.'));
        return text.toString();
    }

    private static void failure(ObjectNode json, Group group) {
        String message = group.newest().map(Example::message).orElse("");
        json.put("time", group.last().toString()).put("first", group.first().toString());
        json.put("times", group.times());
        if (!group.table().isEmpty()) {
            json.put("table", group.table());
        }
        json.put("cause", group.cause()).put("decision", group.decision()).put("message", message);
        suggest(json, group.cause(), message);
        ArrayNode examples = json.putArray("examples");
        for (Example example : group.examples()) {
            if (example.key().isEmpty() && example.statement().isEmpty()) {
                continue;
            }
            examples.addObject()
                    .put("time", example.time().toString())
                    .put("key", example.key())
                    .put("statement", example.statement())
                    .put("message", example.message());
        }
    }

    private static void suggest(ObjectNode json, String cause, String message) {
        Suggestions.of(cause, message).ifPresent(suggestion -> json.put("suggestion", suggestion));
    }

    /** Why a table is not as one hopes; empty when it moves. */
    private Optional<String> table(TableStatistics table, RowFilters filters) {
        String name = name(table);
        boolean follows = !subject.migrationType().equals("full-load");
        return switch (table.state()) {
            case "Before load" ->
                Optional.of(
                        isOver()
                                ? "Its load had not begun when the task " + ended() + "; " + AGAIN
                                : "Its load has not begun: tables wait for one of MaxFullLoadSubTasks places.");
            case "Full load", "Table is being reloaded" ->
                Optional.of(
                        isOver()
                                ? "Its load was cut short when the task " + ended() + ", with "
                                        + table.loaded().rows() + " rows on the target; " + AGAIN
                                : "It is loading; changes of it wait until that is through"
                                        + (follows ? "." : ", and are not captured: the task only loads."));
            case "Table cancelled" -> Optional.of("Its load was cut short when the task stopped; " + AGAIN);
            case "Table error" ->
                Optional.of(reasons.failures().stream()
                        .filter(group ->
                                group.table().equals(name) && group.cause().equals("TABLE"))
                        .reduce((one, later) -> later)
                        .flatMap(Group::newest)
                        .map(newest -> "It failed, and its changes are left out from then on: " + newest.message())
                        .orElse("It failed; the task's log says why. Reload it to bring it back."));
            case "Table does not exist" -> Optional.of("It was dropped, renamed or is not selected any more.");
            default -> follows ? withoutChanges(table, filters) : Optional.empty();
        };
    }

    private List<Wait> waits() {
        return isOver() ? List.of() : reasons.waits();
    }

    private static void waiting(ObjectNode json, Wait wait) {
        WaitsJson.write(json, wait).put("suggestion", Suggestions.of(wait));
    }

    private Optional<Instant> nextTry() {
        return isOver() ? Optional.empty() : reasons.nextTry();
    }

    /** Whether nothing runs any more. */
    private boolean isOver() {
        return OVER.contains(subject.status());
    }

    private String ended() {
        return subject.status().equals("failed") ? "failed" : "stopped";
    }

    private Optional<String> withoutChanges(TableStatistics table, RowFilters filters) {
        if (changes(table.captured()) > 0) {
            return changes(table.applied()) > 0
                    ? Optional.empty()
                    : Optional.of("Changes were captured and none was applied: the loaded rows held them already, they"
                            + " wait for their transaction's end, or failures say what became of them.");
        }
        boolean hasEndedTask = reasons.failures().stream()
                .anyMatch(group ->
                        group.table().equals(name(table)) && group.decision().equals("STOP_TASK"));
        if (hasEndedTask) {
            return Optional.of(
                    "A change of it came and ended the task, as the failures say: changes are counted when they are"
                            + " committed, and what is not comes again.");
        }
        StringBuilder text =
                new StringBuilder("The source has told of no change of it since the task began to follow it.");
        if (unkeyed.contains(name(table))) {
            text.append(" It has no key: updates and deletes are told only where the source logs whole rows"
                    + " (PostgreSQL: ALTER TABLE ... REPLICA IDENTITY FULL).");
        }
        filters.of(table.schema(), table.table())
                .ifPresent(rule -> text.append(" Rule ")
                        .append(rule)
                        .append(" filters its rows: changes of others are not its changes."));
        if (!subject.status().equals("running")) {
            text.append(" The task is ").append(subject.status()).append(": nothing is captured now.");
        }
        return Optional.of(text.toString());
    }

    private static long changes(TableStatistics.Captured counted) {
        return counted.inserts() + counted.updates() + counted.deletes() + counted.ddls();
    }

    private static String name(TableStatistics table) {
        return table.schema() + "." + table.table();
    }
}
