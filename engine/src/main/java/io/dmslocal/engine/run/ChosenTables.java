package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.checkpoint.CheckpointMemory;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.log.RunLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tables a session has, and what becomes of each: those of the source's catalogue that rules take and that fit them, and those that went while the
 * checkpoint still has them as followed. Of one opening; blocking, one thread.
 */
final class ChosenTables {

    private final RunPlan plan;
    private final RunCheckpoint checkpoint;
    private final TableChoice choice;
    private final EarlierTables earlier;
    private final boolean resumes;
    private final RunLog log;
    /** As the source's catalogue has them. */
    private final Map<TableId, TableSchema> definitions = new LinkedHashMap<>();

    /** @param resumes whether the task has begun: what does not fit is then left out alone, and refused before */
    ChosenTables(RunPlan plan, RunCheckpoint checkpoint, TableChoice choice, EarlierTables earlier, boolean resumes) {
        this.plan = plan;
        this.checkpoint = checkpoint;
        this.choice = choice;
        this.earlier = earlier;
        this.resumes = resumes;
        this.log = plan.runLog();
    }

    /** In the order in which they load. To be called once. */
    Map<TableId, TableMapping> of(Source source) {
        List<SourceTable> there = new ArrayList<>(source.tables());
        define(source, there);
        Map<TableId, TableMapping> gone = resumes ? earlier.gone(there) : Map.of();
        if (definitions.isEmpty() && gone.isEmpty()) {
            refuseNoTables();
        }
        if (resumes) {
            earlier.goOn(Stream.concat(definitions.keySet().stream(), gone.keySet().stream()));
        }
        Map<TableId, TableMapping> mappings = mappings();
        earlier.add(gone, mappings);
        return mappings;
    }

    /**
     * What the source is asked to remember and to tell of them.
     *
     * @param held see {@link HeldTables}
     */
    CaptureRequest request(Source source, Map<TableId, TableMapping> mappings, Set<TableId> held) {
        Set<TableId> tables = new HashSet<>(mappings.keySet());
        if (Loopback.isOn(plan)) {
            tables.add(Loopback.mark(plan));
        }
        return new CaptureRequest(
                plan.captureName(),
                Set.copyOf(tables),
                new CheckpointMemory(checkpoint.store()),
                choice.nativeColumns(),
                new LaterTables(choice, source, misfits()),
                Duration.ofSeconds(plan.settings().fullLoad().transactionConsistencyTimeoutSeconds()),
                new ReadColumns(mappings, choice),
                held);
    }

    private Map<TableId, TableSchema> misfits() {
        return earlier.misfits().stream().collect(Collectors.toMap(table -> table, definitions::get));
    }

    private void refuseNoTables() {
        if (plan.settings().errorBehavior().failOnNoTablesCaptured()) {
            throw new RunFailure(
                    "No tables were found at task initialization. Either the selected table(s) or schemas(s) no longer"
                            + " exist or no match was found for the table selection pattern(s). If you would like to start a Task"
                            + " that does not initially capture any tables, set Task Setting FailOnNoTablesCaptured to false and"
                            + " restart task.");
        }
    }

    /** @param there what the source has; tables that go while they are looked at are taken out */
    private void define(Source source, List<SourceTable> there) {
        for (TableId table : choice.select(there, resumes ? earlier.known() : Set.of(), log)) {
            try {
                definitions.put(table, source.schema(table));
            } catch (ConnectorException refused) {
                if (refused.isRecoverable()
                        || source.tables().stream().anyMatch(now -> now.table().equals(table))) {
                    throw refused;
                }
                there.removeIf(listed -> listed.table().equals(table));
            }
        }
    }

    private Map<TableId, TableMapping> mappings() {
        Map<TableId, TableMapping> mappings = new LinkedHashMap<>();
        Map<TableId, TableId> byTarget = new HashMap<>();
        for (TableId table : definitions.keySet()) {
            Optional<TableMapping> fitting = mapping(definitions.get(table));
            if (fitting.isEmpty()) {
                continue;
            }
            TableMapping mapping = fitting.get();
            TableId target = mapping.target().table();
            TableId other = byTarget.putIfAbsent(target, table);
            if (other != null) {
                RunFailure collision = new RunFailure("Tables " + other + " and " + table + " would both become "
                        + target + " on the target: rename one of them by a transformation rule or leave it out");
                TableId left = resumes ? earlier.left(collision, other, table) : refuse(collision);
                if (left.equals(table)) {
                    continue;
                }
                mappings.remove(other);
                byTarget.put(target, table);
            }
            if (plan.isOntoItself() && target.equals(table)) {
                RunFailure onto = new RunFailure(
                        "Table " + table
                                + " would be copied onto itself, and be emptied first: the source and the target endpoint"
                                + " are one database. Rename schema or table by a transformation rule, or choose another target");
                byTarget.remove(resumes ? earlier.left(onto, table, table) : refuse(onto));
                continue;
            }
            if (plan.migrationType().captures() && !mapping.source().isKeyed()) {
                log.captureWarning(
                        table,
                        "has no key: its inserts are followed; its updates and deletes only where the source logs whole rows"
                                + " (PostgreSQL: ALTER TABLE ... REPLICA IDENTITY FULL)");
            }
            tellOfWholeLobs(mapping);
            mappings.put(table, mapping);
        }
        return mappings;
    }

    private static TableId refuse(RunFailure failure) {
        throw failure;
    }

    /** A definition that a rule does not fit concerns its table alone, once the task has begun. */
    private Optional<TableMapping> mapping(TableSchema definition) {
        try {
            return Optional.of(choice.mapping(definition));
        } catch (RunFailure misfit) {
            if (!resumes) {
                throw misfit;
            }
            return earlier.insteadOf(misfit, definition.table());
        }
    }

    /** What AWS refuses in full LOB mode, and what is done here all the same. */
    private void tellOfWholeLobs(TableMapping mapping) {
        TableId table = mapping.source().table();
        if (choice.lobs(table).limitBytes() > 0 || !choice.lobs(table).areKept()) {
            return;
        }
        List<Column> lobs = mapping.columnsToRead().stream()
                .filter(column -> column.type().kind().isLob())
                .toList();
        if (!lobs.isEmpty() && !mapping.source().isKeyed()) {
            log.captureWarning(
                    table,
                    "has LOB columns and no key: in full LOB mode AWS cannot migrate them; here they travel with their row");
        }
        String required = lobs.stream()
                .filter(column -> !column.nullable())
                .map(Column::name)
                .collect(Collectors.joining(", "));
        if (!required.isEmpty()) {
            log.captureWarning(
                    table,
                    "has LOB columns that take no NULL (" + required
                            + "): in full LOB mode AWS needs NULL in them for a while; here they travel with their row");
        }
    }
}
