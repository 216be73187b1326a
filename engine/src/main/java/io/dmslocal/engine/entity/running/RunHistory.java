package io.dmslocal.engine.entity.running;

import java.time.Instant;
import java.util.Optional;

/**
 * The runs of a task or a serverless replication.
 *
 * @param count how often it was started; the number of the present or last run
 * @param startType of the present or last run: start-replication, resume-processing or reload-target
 * @param freshStart last start with start-replication or reload-target
 * @param start last start of any kind
 * @param stop end of the last run; empty while one goes on
 * @param last what the last run had done when it ended
 */
public record RunHistory(
        long count,
        String startType,
        Optional<Instant> freshStart,
        Optional<Instant> start,
        Optional<Instant> stop,
        RunSummary last) {

    public static final RunHistory NONE =
            new RunHistory(0, "", Optional.empty(), Optional.empty(), Optional.empty(), RunSummary.NONE);

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
                fresh ? RunSummary.NONE : last);
    }

    public RunHistory loadFinished(Instant at) {
        return new RunHistory(count, startType, freshStart, start, stop, last.loadFinished(at));
    }

    public RunHistory stopped(Instant at, RunSummary summary) {
        return new RunHistory(count, startType, freshStart, start, Optional.of(at), summary);
    }
}
