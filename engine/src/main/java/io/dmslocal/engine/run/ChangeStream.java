package io.dmslocal.engine.run;

import akka.stream.javadsl.RunnableGraph;
import io.dmslocal.engine.connector.spi.ChangeReader;
import io.dmslocal.engine.connector.spi.ChangeWriter;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.Target.ChangeSettings;
import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.run.cache.CachedChanges;
import io.dmslocal.engine.run.cache.ChangeCodec;
import io.dmslocal.engine.run.cache.MemoryBudget;
import io.dmslocal.engine.run.failure.RunFailure;
import io.dmslocal.engine.run.statistics.Phase;
import io.dmslocal.engine.run.stream.ConnectorStreams;
import io.dmslocal.engine.run.stream.RunChild;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A session's changes, from the source's reader to the applier; opened before the loads, and the only writer of changes. */
final class ChangeStream implements RunChild.Work {

    private final Session session;
    private final ChangeApplier.Listener listener;
    private final Runnable opened;
    private final Executor blocking;
    private final Clock clock;

    private Optional<ChangeReader> reader = Optional.empty();
    private Optional<ChangeWriter> writer = Optional.empty();
    private volatile Optional<ChangeApplier> applier = Optional.empty();
    private Optional<TimeTravel> travel = Optional.empty();
    private Optional<OpenTransactions> transactions = Optional.empty();

    ChangeStream(Session session, ChangeApplier.Listener listener, Runnable opened, Executor blocking, Clock clock) {
        this.session = session;
        this.listener = listener;
        this.opened = opened;
        this.blocking = blocking;
        this.clock = clock;
    }

    @Override
    public RunnableGraph<ConnectorStreams.Running> open() {
        Session.Capture capture = session.capture().orElseThrow();
        closeGates();
        session.meter().lag().restarted();
        ChangeReader from = session.source().changes(capture.request(), capture.from());
        reader = Optional.of(from);
        transactions = Optional.of(new OpenTransactions(
                () -> session.source().openTransactions(capture.request().tables()),
                session.meter().lag(),
                session.log(),
                blocking,
                clock));
        RunPlan plan = session.plan();
        travel = TimeTravel.of(session, clock);
        ChangeWriter target = session.target()
                .changes(new ChangeSettings(
                        plan.taskName().toUpperCase(Locale.ROOT),
                        plan.settings().controlTables().controlSchema(),
                        capture.isFirst(),
                        plan.settings().changeProcessingTuning().statementCacheSize()));
        ChangeWriter to = travel.map(kept -> kept.noting(target)).orElse(target);
        writer = Optional.of(to);
        ChangeApplier applying = new ChangeApplier(
                session,
                to,
                new CheckpointKeeper(session, from, blocking, clock),
                StatusKeeper.of(session, blocking, clock),
                listener,
                clock);
        applier = Optional.of(applying);
        session.log().capture("Changes are read from position " + capture.from().text());
        opened.run();
        return ConnectorStreams.changes(
                from, plan.settings().changeProcessingTuning().minTransactionSize(), this::metered, applies(applying));
    }

    private Predicate<List<Change>> applies(ChangeApplier applying) {
        Predicate<List<Change>> plain = changes -> {
            session.log().changes().received(changes);
            return session.calls().during(() -> applying.apply(changes));
        };
        return travel.map(kept -> kept.around(plain)).orElse(plain);
    }

    /** What the source delivered, on its way to the applier. */
    private void metered(List<Change> changes, long bytes) {
        transactions.ifPresent(OpenTransactions::look);
        long rows = session.meter().lag().captured(changes);
        if (rows > 0) {
            session.meter().captured(rows, bytes);
            session.log()
                    .changes()
                    .captured(changes, rows, session.meter().captured().rows());
        } else {
            session.log()
                    .changes()
                    .nothingFetched(() -> session.reached()
                            .orElseGet(() -> session.capture().orElseThrow().from())
                            .streamText());
        }
    }

    private void closeGates() {
        TaskSettings.ChangeProcessingTuning tuning = session.plan().settings().changeProcessingTuning();
        MemoryBudget budget = MemoryBudget.of(tuning.memoryLimitTotalMegabytes());
        for (TableState table : session.tables()) {
            if (table.phase() == Phase.BEFORE_LOAD) {
                table.close(new CachedChanges(
                        table.source().toString(),
                        budget,
                        new ChangeCodec(table.source(), session.source()),
                        session.plan().spill(),
                        Duration.ofSeconds(tuning.memoryKeepTimeSeconds())));
            }
        }
    }

    /** The table is loaded, or given up. */
    void openGate(TableState table) {
        applier.ifPresent(a -> a.openGate(table));
    }

    /** See {@link ChangeApplier#between}; fails where the stream is not open. */
    CompletableFuture<Void> between(Consumer<ChangeWriter> work) {
        return applier.map(a -> a.between(work))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("No changes are applied")));
    }

    /** Whether it ended because tables came: a new session takes them. */
    boolean isToReopen() {
        return applier.map(ChangeApplier::isToReopen).orElse(false);
    }

    /** Why it ended by itself. */
    Optional<StopReason> stopReason() {
        return applier.flatMap(ChangeApplier::stopReason);
    }

    @Override
    public void finish() {
        applier.ifPresent(ChangeApplier::finish);
        travel.ifPresent(TimeTravel::finish);
    }

    @Override
    public void stopped() {
        finish();
    }

    /** Where the end came from outside, the applier may still be at work. */
    @Override
    public void failed(Throwable cause) {
        if (cause instanceof ConnectorException || cause instanceof RunFailure) {
            applier.ifPresent(ChangeApplier::failed);
        }
    }

    @Override
    public void close() {
        transactions.ifPresent(OpenTransactions::close);
        travel.ifPresent(TimeTravel::close);
        try {
            applier.ifPresentOrElse(ChangeApplier::close, () -> writer.ifPresent(ChangeWriter::close));
        } finally {
            reader.ifPresent(ChangeReader::close);
        }
    }
}
