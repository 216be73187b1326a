package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.record.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The runs of a task or a serverless replication.
 *
 * @param count how often it was started; the number of the present or last run
 * @param startType of the present or last run: start-replication, resume-processing or reload-target
 * @param freshStart last start with start-replication or reload-target
 * @param start last start of any kind
 * @param stop end of the last run; empty while one goes on
 * @param last what the last run had done when it ended
 * @param reloads tables that somebody wants to be loaded once more, and no checkpoint says so yet
 */
public record RunHistory(
        long count,
        String startType,
        Optional<Instant> freshStart,
        Optional<Instant> start,
        Optional<Instant> stop,
        RunSummary last,
        List<TableId> reloads) {

    public static final RunHistory NONE =
            new RunHistory(0, "", Optional.empty(), Optional.empty(), Optional.empty(), RunSummary.NONE, List.of());

    public RunHistory {
        reloads = List.copyOf(reloads);
    }

    /** Of the present or last run; zero before the first. */
    public Duration elapsed(Instant now) {
        return start.map(begun -> Duration.between(begun, stop.orElse(now))).orElse(Duration.ZERO);
    }

    /** When a run last began or ended. */
    public Optional<Instant> latest() {
        return stop.or(() -> start);
    }

    public boolean hasRun() {
        return count > 0;
    }

    public RunHistory started(String type, Instant at) {
        boolean fresh = !type.equals("resume-processing");
        return new RunHistory(
                count + 1,
                type,
                fresh ? Optional.of(at) : freshStart,
                Optional.of(at),
                Optional.empty(),
                fresh ? RunSummary.NONE : last,
                fresh ? List.of() : reloads); // whoever begins anew loads all
    }

    public RunHistory loadFinished(Instant at) {
        return new RunHistory(count, startType, freshStart, start, stop, last.loadFinished(at), reloads);
    }

    public RunHistory stopped(Instant at, RunSummary summary) {
        return new RunHistory(count, startType, freshStart, start, Optional.of(at), summary, reloads);
    }

    public RunHistory reloadRequested(Collection<TableId> tables) {
        return with(Stream.concat(reloads.stream(), tables.stream()).distinct().toList());
    }

    public RunHistory reloadBegun(Collection<TableId> tables) {
        return with(reloads.stream().filter(table -> !tables.contains(table)).toList());
    }

    private RunHistory with(List<TableId> changed) {
        return new RunHistory(count, startType, freshStart, start, stop, last, changed);
    }
}
