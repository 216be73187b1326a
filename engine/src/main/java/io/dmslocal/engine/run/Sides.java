package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.connector.spi.LockWait;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.run.reason.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Source and target of one session, from its opening to its end, for whoever must not wait for them. Any thread. */
record Sides(Source source, Target target) {

    static Sides of(RunPlan plan) {
        ConnectorLog log = plan.runLog().ofConnectors(plan.captureName());
        Source source = plan.source().connector().source(plan.source().endpoint(), log);
        try {
            Target target = plan.target().connector().target(plan.target().endpoint(), log);
            return new Sides(source, plan.validatesOnly() ? new UnwrittenTarget(target) : target);
        } catch (RuntimeException | Error failed) {
            source.close();
            throw failed;
        }
    }

    /** Whatever waits for one of them waits no more; neither waits for the other. */
    CompletableFuture<Void> cut(Executor blocking) {
        return CompletableFuture.allOf(
                CompletableFuture.runAsync(source::cut, blocking), CompletableFuture.runAsync(target::cut, blocking));
    }

    /**
     * Asks both.
     *
     * @param since so long something has been waited for
     */
    List<Wait> waits(Instant now, Instant since) {
        List<Wait> waits = new ArrayList<>();
        ask("source", source::lockWaits, now, since, waits);
        ask("target", target::lockWaits, now, since, waits);
        return waits;
    }

    private static void ask(
            String side, Supplier<List<LockWait>> question, Instant now, Instant since, List<Wait> waits) {
        try {
            question.get().forEach(told -> waits.add(Wait.of(side, told, now)));
        } catch (ConnectorException unanswered) {
            waits.add(Wait.silent(side, since, unanswered.getMessage()));
        }
    }

    void close() {
        try {
            source.close();
        } finally {
            target.close();
        }
    }
}
