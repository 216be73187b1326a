package io.dmslocal.engine.run.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dmslocal.engine.comparison.ResyncStatistics.Action;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.Conflicts;
import io.dmslocal.engine.connector.spi.ControlStore;
import io.dmslocal.engine.connector.spi.ControlTable;
import io.dmslocal.engine.connector.spi.ControlTables;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.validation.RepairedTable.Fix;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes good what the validation has found: the failures of {@code awsdms_validation_failures_v2} that nobody has repaired, a piece at a time. Blocking.
 *
 * <pre>
 * failures of a table -> the source's rows of their keys, as the task's mapping makes them -> UPSERT, or DELETE where the source has none
 * </pre>
 *
 * Where an expression makes flags of deletes, a row that the source has no more stays: the delete that the stream brings flags it.
 *
 * A row that the source has but that cannot be read, or that the task's rules cannot work or do not take, stays on the target as it is: its repair is a FAILURE.
 */
final class Repairs {

    /** Failures that are repaired in one transaction of the target. */
    private static final int PIECE = 200;

    private static final ControlTable FAILURES = ControlTables.VALIDATION_FAILURES_V2;
    /** Nothing was given that could be. */
    private static final ChangeWriter.Refusals NOTHING_REFUSED =
            (change, rejected) -> ChangeWriter.Refusals.Verdict.STOP;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** One failure that is to be made good. */
    record Failure(String id, List<String> key) {}

    /** Failures of one table. */
    record Piece(ValidatedTable table, List<Failure> failures) {}

    /** What became of a piece. */
    record Done(ValidatedTable table, int attempted, int succeeded) {}

    private final ValidatedRun run;
    private final Optional<ControlStore> store;
    private final ValidationRules rules;
    private final Clock clock;
    private final String task;

    Repairs(ValidatedRun run, Clock clock) {
        TaskSettings settings = run.settings();
        this.run = run;
        this.clock = clock;
        this.store = run.target().controlTables(settings.controlTables().controlSchema());
        this.rules = new ValidationRules(run.mappings());
        String other = settings.resync().validationTaskId();
        this.task = other.isEmpty() ? run.task() : other.toUpperCase(Locale.ROOT);
    }

    /** What waits to be repaired, in pieces; of tables that are being loaded, nothing. */
    List<Piece> pieces() {
        if (store.isEmpty()) {
            return List.of();
        }
        Map<TableId, List<Failure>> waiting = new LinkedHashMap<>();
        Map<TableId, Instant> forgotten = new HashMap<>();
        for (Map<String, String> row : store.get().rows(FAILURES, Map.of("TASK_NAME", task))) {
            if (row.get("RESYNC_RESULT") != null) {
                continue;
            }
            TableId table = new TableId(row.get("TABLE_OWNER"), row.get("TABLE_NAME"));
            if (time(row.get("FAILURE_TIME")).isBefore(since(forgotten, table))) {
                continue;
            }
            waiting.computeIfAbsent(table, t -> new ArrayList<>())
                    .add(new Failure(row.get("RESYNC_ID"), key(row.get("KEY"))));
        }
        List<Piece> pieces = new ArrayList<>();
        for (ValidatedTable table : run.tables()) {
            List<Failure> failures = waiting.getOrDefault(table.source(), List.of());
            if (!table.isLoaded() || !table.isOpen()) {
                continue;
            }
            for (int from = 0; from < failures.size(); from += PIECE) {
                pieces.add(new Piece(
                        table, List.copyOf(failures.subList(from, Math.min(failures.size(), from + PIECE)))));
            }
        }
        return pieces;
    }

    /** Failures of before a reload, or before the table was validated anew, are none any more. */
    private Instant since(Map<TableId, Instant> known, TableId table) {
        return known.computeIfAbsent(
                table, id -> ValidationMemory.load(run.checkpoint(), id).since());
    }

    private static Instant time(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }

    private static List<String> key(String text) {
        try {
            List<String> key = new ArrayList<>();
            for (JsonNode part : JSON.readTree(text).path("key")) {
                key.add(part.asText());
            }
            return key;
        } catch (JsonProcessingException cut) {
            return List.of(); // longer than the column: no row is found by it
        }
    }

    /**
     * Repairs a piece by a writer that nobody else uses at the time; committed on return.
     *
     * @return with as many as succeeded
     */
    Done repair(Piece piece, ChangeWriter writer) {
        RepairedTable table;
        Map<List<String>, Fix> fixes;
        try {
            table = RepairedTable.of(run, piece.table(), rules);
            fixes = table.fixes(piece.failures().stream().map(Failure::key).toList());
        } catch (RuntimeException unreadable) {
            run.warn(piece.table().source(), "its rows cannot be repaired: " + unreadable.getMessage());
            writer.commit(NOTHING_REFUSED); // what stands before the rows need not wait for the next
            return new Done(piece.table(), piece.failures().size(), 0);
        }
        Set<List<String>> refused = new HashSet<>();
        ChangeWriter.Refusals refusals = (change, rejected) -> {
            refused.add(table.nameOf(change));
            run.warn(piece.table().source(), "a repair was refused: " + rejected.message());
            return ChangeWriter.Refusals.Verdict.SKIP;
        };
        List<RowChange> changes = fixes.values().stream()
                .map(Fix::change)
                .flatMap(Optional::stream)
                .toList();
        if (!changes.isEmpty()) {
            writer.write(changes, Conflicts.IDEMPOTENT, refusals);
        }
        writer.commit(refusals);
        return noted(piece, fixes, refused);
    }

    private Done noted(Piece piece, Map<List<String>, Fix> fixes, Set<List<String>> refused) {
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        int succeeded = 0;
        for (Failure failure : piece.failures()) {
            Optional<Fix> fix = Optional.ofNullable(fixes.get(failure.key()));
            boolean isGood = fix.isPresent() && !refused.contains(failure.key());
            succeeded += isGood ? 1 : 0;
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("RESYNC_RESULT", isGood ? "SUCCESS" : "FAILURE");
            result.put("RESYNC_TIME", now);
            result.put(
                    "RESYNC_ACTION", fix.map(Fix::action).orElse(Action.UPSERT).name());
            store.orElseThrow().update(FAILURES, result, Map.of("RESYNC_ID", Long.parseLong(failure.id())));
        }
        return new Done(piece.table(), piece.failures().size(), succeeded);
    }
}
