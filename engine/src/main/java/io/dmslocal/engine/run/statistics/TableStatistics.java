package io.dmslocal.engine.run.statistics;

import io.dmslocal.engine.comparison.ResyncStatistics;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.validation.ValidationStatistics;
import java.time.Instant;
import java.util.Optional;

/**
 * What DescribeTableStatistics tells of one table.
 *
 * @param state AWS's word: {@code Table completed}
 * @param resync what was repaired; empty for a task that repairs nothing
 */
public record TableStatistics(
        String schema,
        String table,
        String state,
        Captured captured,
        Captured applied,
        Loaded loaded,
        boolean reloaded,
        Optional<Instant> lastUpdate,
        ValidationStatistics validation,
        Optional<ResyncStatistics> resync) {

    /** Of a table that nothing was done with. */
    public static TableStatistics none(TableId table) {
        return new TableStatistics(
                table.schema(),
                table.name(),
                Phase.BEFORE_LOAD.word(),
                Captured.NONE,
                Captured.NONE,
                Loaded.NONE,
                false,
                Optional.empty(),
                ValidationStatistics.NONE,
                Optional.empty());
    }

    /** The same counts in another state. */
    public TableStatistics in(String otherState) {
        return new TableStatistics(
                schema, table, otherState, captured, applied, loaded, reloaded, lastUpdate, validation, resync);
    }

    /** Counted changes: as they were read on the source, or as they were committed on the target. */
    public record Captured(long inserts, long updates, long deletes, long ddls) {
        public static final Captured NONE = new Captured(0, 0, 0, 0);

        public long changes() {
            return inserts + updates + deletes;
        }
    }

    /** The load: rows committed on the target, rows refused, when. */
    public record Loaded(long rows, long errorRows, Optional<Instant> start, Optional<Instant> end) {
        public static final Loaded NONE = new Loaded(0, 0, Optional.empty(), Optional.empty());
    }
}
