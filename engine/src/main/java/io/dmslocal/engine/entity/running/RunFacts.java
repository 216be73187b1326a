package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunReport;
import io.dmslocal.engine.run.StopReason;
import java.util.List;
import java.util.Optional;

/**
 * What an entity's journal keeps of its run's reports, as events in the entity's own words. Pure.
 *
 * @param <E> events of the entity
 */
public interface RunFacts<E> {

    /** Empty when that is known: a run may begin more than once. */
    Optional<E> began(int tables);

    E tableLoaded(TableId table, long rows, long errorRows);

    E tableSuspended(TableId table, String reason);

    E loadFinished();

    E reloadBegun(List<TableId> tables);

    E interrupted(int attempt, long pauseSeconds, String message);

    E stopped(StopReason reason);

    E failed(StopReason reason, String message);

    default Optional<E> of(RunReport report) {
        if (report instanceof RunReport.Began began) {
            return began(began.tables());
        }
        if (report instanceof RunReport.TableLoaded loaded) {
            return Optional.of(tableLoaded(loaded.table(), loaded.rows(), loaded.errorRows()));
        }
        if (report instanceof RunReport.TableSuspended suspended) {
            return Optional.of(tableSuspended(suspended.table(), suspended.reason()));
        }
        if (report instanceof RunReport.LoadFinished) {
            return Optional.of(loadFinished());
        }
        if (report instanceof RunReport.ReloadBegun reload) {
            return Optional.of(reloadBegun(reload.tables()));
        }
        if (report instanceof RunReport.Retrying retrying) {
            return Optional.of(interrupted(retrying.attempt(), retrying.pauseSeconds(), retrying.message()));
        }
        if (report instanceof RunReport.Stopped stopped) {
            return Optional.of(stopped(stopped.reason()));
        }
        return report instanceof RunReport.Failed failed
                ? Optional.of(failed(failed.reason(), failed.message()))
                : Optional.empty();
    }
}
