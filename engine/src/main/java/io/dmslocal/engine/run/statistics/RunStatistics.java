package io.dmslocal.engine.run.statistics;

import io.dmslocal.engine.record.TableId;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run has done so far: kept with its checkpoint, so that it can be told when nothing runs.
 *
 * @param position up to which changes are applied, empty for a task without changes
 * @param changes captured so far
 */
public record RunStatistics(
        List<TableStatistics> tables,
        int loaded,
        int loading,
        int queued,
        int errored,
        Optional<Instant> loadStart,
        Optional<Instant> loadFinish,
        Optional<String> position,
        long changes) {

    public static final RunStatistics NONE =
            new RunStatistics(List.of(), 0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), 0);

    /** FullLoadProgressPercent: tables that are through, of all; sources do not tell how many rows a table has. */
    public int progressPercent() {
        int all = loaded + loading + queued + errored;
        return all == 0 ? (loadFinish.isPresent() ? 100 : 0) : 100 * (loaded + errored) / all;
    }

    /** The same with these tables as ones that failed. */
    public RunStatistics failed(Set<TableId> misfits) {
        Map<TableId, TableStatistics> byName = new LinkedHashMap<>();
        tables.forEach(table -> byName.put(new TableId(table.schema(), table.table()), table));
        for (TableId misfit : misfits) {
            TableStatistics known = byName.getOrDefault(misfit, TableStatistics.none(misfit));
            byName.put(misfit, known.in(Phase.ERROR.word()));
        }
        return new RunStatistics(
                List.copyOf(byName.values()),
                loaded,
                loading,
                queued,
                errored,
                loadStart,
                loadFinish,
                position,
                changes);
    }

    public static RunStatistics of(
            List<TableStatistics> tables,
            Optional<Instant> loadStart,
            Optional<Instant> loadFinish,
            Optional<String> position) {
        return new RunStatistics(
                tables.stream()
                        .sorted(Comparator.comparing(TableStatistics::schema).thenComparing(TableStatistics::table))
                        .toList(),
                count(tables, EnumSet.of(Phase.COMPLETED)),
                count(tables, EnumSet.of(Phase.LOADING, Phase.RELOADING)),
                count(tables, EnumSet.of(Phase.BEFORE_LOAD, Phase.CANCELLED)),
                count(tables, EnumSet.of(Phase.ERROR)),
                loadStart,
                loadFinish,
                position,
                tables.stream().mapToLong(table -> table.captured().changes()).sum());
    }

    private static int count(List<TableStatistics> tables, Set<Phase> phases) {
        return (int) tables.stream()
                .filter(table -> phases.stream().anyMatch(phase -> phase.isOf(table)))
                .count();
    }
}
