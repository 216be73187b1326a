package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source.SourceTable;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.Begun;
import io.dmslocal.engine.run.checkpoint.RunCheckpoint.TableEntry;
import io.dmslocal.engine.run.failure.FailedTables;
import io.dmslocal.engine.run.failure.Failure;
import io.dmslocal.engine.run.failure.FailurePolicy;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.log.RunLog;
import io.dmslocal.engine.run.reason.Reasons;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.statistics.TableStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the checkpoint knows of tables of which the source's catalogue says nothing any more, or nothing that can be used. Of one opening of a session. */
final class EarlierTables {

    private final RunPlan plan;
    private final RunCheckpoint checkpoint;
    private final TableChoice choice;
    private final RunLog log;
    private final Reasons reasons;
    private final FailedTables failed;
    private final Map<TableId, TableEntry> entries = new HashMap<>();
    private final Set<TableId> misfits = new HashSet<>();
    private final boolean isSameRun;
    private Set<String> suspended = Set.of();
    private final Set<TableId> hindered = new HashSet<>();

    EarlierTables(
            RunPlan plan,
            RunCheckpoint checkpoint,
            Optional<Begun> begun,
            TableChoice choice,
            FailedTables failed,
            RunLog log,
            Reasons reasons) {
        this.isSameRun = begun.filter(last -> last.run() == plan.run()).isPresent();
        this.failed = failed;
        this.plan = plan;
        this.checkpoint = checkpoint;
        this.choice = choice;
        this.log = log;
        this.reasons = reasons;
    }

    TableEntry entry(TableId table) {
        return entries.computeIfAbsent(table, checkpoint::table);
    }

    /**
     * In which phase the task goes on with a table: a load that failed in this run is tried again by the user's resume only, and changes that were left out are left
     * out until the table is loaded once more.
     */
    Phase phase(TableId table) {
        TableEntry entry = entry(table);
        if (entry.phase() == Phase.COMPLETED) {
            return suspended.contains(table.toString()) ? Phase.ERROR : Phase.COMPLETED;
        }
        return entry.phase() == Phase.ERROR && isSameRun ? Phase.ERROR : Phase.BEFORE_LOAD;
    }

    /** Before it is asked which tables fit: those that failed before count with those that do not. */
    void goOn(Stream<TableId> tables) {
        suspended = Set.copyOf(
                checkpoint.applied().map(RunCheckpoint.Applied::suspended).orElse(List.of()));
        tables.filter(table -> phase(table) == Phase.ERROR).forEach(failed::before);
    }

    /** Tables that the task has, gone ones left out. */
    Set<TableId> known() {
        return checkpoint.statistics().tables().stream()
                .filter(table -> !table.state().equals(Phase.GONE.word()))
                .map(table -> new TableId(table.schema(), table.table()))
                .collect(Collectors.toSet());
    }

    /**
     * Tables that were followed, are selected still and are on the source no more: its log has their last changes, and that they were dropped or renamed, which
     * the target has yet to follow.
     *
     * @param there what the source has
     */
    Map<TableId, TableMapping> gone(List<SourceTable> there) {
        Set<TableId> here = there.stream().map(SourceTable::table).collect(Collectors.toSet());
        Map<TableId, TableMapping> gone = new LinkedHashMap<>();
        for (TableStatistics known : checkpoint.statistics().tables()) {
            TableId table = new TableId(known.schema(), known.table());
            TableEntry entry = entry(table);
            boolean isFollowed = plan.migrationType().captures()
                    && entry.phase() == Phase.COMPLETED
                    && entry.definition().isPresent()
                    && choice.takes(table);
            if (isFollowed && !here.contains(table)) {
                try {
                    gone.put(table, choice.mapping(entry.definition().get().source()));
                } catch (RunFailure misfit) {
                    log.captureWarning(table, "does not fit the task's rules any more: " + misfit.getMessage());
                }
            }
        }
        return gone;
    }

    /** Where another table has its name on the target now, that one stays. */
    void add(Map<TableId, TableMapping> gone, Map<TableId, TableMapping> mappings) {
        Set<TableId> taken = mappings.values().stream()
                .map(mapping -> mapping.target().table())
                .collect(Collectors.toSet());
        gone.forEach((table, mapping) -> {
            if (taken.add(mapping.target().table())) {
                log.captureNews(
                        table, "is not on the source any more; what the source's log has of it until then is followed");
                mappings.put(table, mapping);
            }
        });
    }

    /**
     * The table is followed as it was, where the target follows an earlier definition.
     *
     * @return empty for one that came so: it is left out until the rule or the table is another
     */
    Optional<TableMapping> insteadOf(RunFailure misfit, TableId table) {
        TableEntry entry = entry(table);
        if (entry.phase() == Phase.COMPLETED && entry.definition().isPresent()) {
            TableMapping before = choice.mapping(entry.definition().get().source());
            log.captureWarning(
                    table, "its changed definition does not fit the task's rules any more: " + misfit.getMessage());
            return Optional.of(before);
        }
        misfits.add(table);
        leave(table, "it does not fit the task's rules, and is left out: " + misfit.getMessage());
        return Optional.empty();
    }

    /**
     * Two tables that would become one.
     *
     * @return the one that came later, and is left out
     */
    TableId left(RunFailure collision, TableId one, TableId other) {
        TableId later = entry(other).phase() == Phase.COMPLETED ? one : other;
        if (entry(later).phase() == Phase.COMPLETED) {
            throw collision;
        }
        misfits.add(later);
        leave(later, "it is left out: " + collision.getMessage());
        return later;
    }

    /**
     * Tables of which the source tells no changes, or not all, as it is now: such as are new to the task are left out until somebody does what helps, and the
     * reader tells of each then as of a table that came. They show as "Table error", but none of their data is wrong or lost: TableErrorPolicy is not asked, and
     * they do not count for TableErrorEscalationCount.
     *
     * @param hindrances why, and what would help
     */
    void leaveOut(Map<TableId, String> hindrances, Map<TableId, TableMapping> mappings) {
        hindrances.forEach((table, hindrance) -> {
            boolean isNew = entry(table).phase() == Phase.BEFORE_LOAD;
            if (isNew && mappings.remove(table) != null) {
                hindered.add(table);
                log.captureWarning(table, "is new to the task, and is left out; the others are followed. " + hindrance);
                reasons.add(Failure.ofTable(table, hindrance));
            }
        });
    }

    /** The table alone fails, unless the policy says that the task does. */
    void leave(TableId table, String reason) {
        if (failed.failed(table).step() == FailurePolicy.Step.STOP_TASK) {
            throw new RunFailure(failed.ending("Table " + table + ": " + reason));
        }
        log.captureWarning(table, reason);
        reasons.add(Failure.ofTable(table, reason));
    }

    /** Tables that do not fit the task's rules, and are left out. */
    Set<TableId> misfits() {
        return misfits;
    }

    /** All that are left out. */
    Set<TableId> leftOut() {
        Set<TableId> all = new HashSet<>(misfits);
        all.addAll(hindered);
        return all;
    }
}
