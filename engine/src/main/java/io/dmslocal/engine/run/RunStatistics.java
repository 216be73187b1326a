package io.dmslocal.engine.run;

import io.dmslocal.engine.record.TableId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
    RunStatistics failed(Set<TableId> misfits) {
        Map<TableId, TableStatistics> byName = new LinkedHashMap<>();
        tables.forEach(table -> byName.put(new TableId(table.schema(), table.table()), table));
        for (TableId misfit : misfits) {
            TableStatistics known = byName.getOrDefault(misfit, TableStatistics.none(misfit));
            byName.put(misfit, known.in(TableState.Phase.ERROR.word()));
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

    /** @param gone tables of earlier sessions that the source has no more */
    static RunStatistics of(
            List<TableState> states,
            List<TableStatistics> gone,
            Optional<Instant> loadStart,
            Optional<Instant> loadFinish,
            Optional<String> position) {
        int loaded = 0;
        int loading = 0;
        int queued = 0;
        int errored = 0;
        long changes = 0;
        for (TableState state : states) {
            switch (state.phase()) {
                case COMPLETED -> loaded++;
                case LOADING, RELOADING -> loading++;
                case BEFORE_LOAD, CANCELLED -> queued++;
                case ERROR -> errored++;
                case GONE -> {}
            }
            changes += state.statistics().captured().changes();
        }
        for (TableStatistics table : gone) {
            errored += table.state().equals(TableState.Phase.ERROR.word()) ? 1 : 0;
            changes += table.captured().changes();
        }
        List<TableStatistics> tables = Stream.concat(states.stream().map(TableState::statistics), gone.stream())
                .sorted(java.util.Comparator.comparing(TableStatistics::schema).thenComparing(TableStatistics::table))
                .toList();
        return new RunStatistics(tables, loaded, loading, queued, errored, loadStart, loadFinish, position, changes);
    }
}
