package io.dmslocal.engine.run.log;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.settings.LoggerSeverity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What a task's log says while changes go by: from time to time, so that nothing is made of a change where nobody wants to read of it.
 *
 * <p>With EnableLogContext: what was captured, what was applied, and that nothing comes. Always: that changes of a kind begin to be applied to a table. With
 * LOGGER_SEVERITY_DETAILED_DEBUG: every change, without its values.
 *
 * <p>What was captured is told by the thread that reads, what was applied by the applier's.
 */
public final class ChangeLines {

    /** AWS: context is uploaded every 3 minutes. */
    private static final long EVERY = Duration.ofMinutes(3).toNanos();

    /** In a piece of more changes only the last is looked at: a piece is mostly of one table. */
    private static final int FEW = 64;

    private final RunLog log;
    private final String journal;
    private final AtomicLong captured = new AtomicLong();
    private final AtomicLong fetched = new AtomicLong();
    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final Map<Begun, Long> begun = new HashMap<>();
    private String last = LogContext.start();

    private record Begun(TableId table, Change.Operation operation) {}

    /** @param journal what the source's changes are read from: {@code wal log} */
    ChangeLines(RunLog log, String journal) {
        this.log = log;
        this.journal = journal;
    }

    // ---- the reader's thread

    /** @param before how many rows were captured until then, with these */
    public void captured(List<Change> changes, long rows, long before) {
        log.debug(RunLog.SOURCE_CAPTURE, "{} changes were captured", rows);
        if (log.hasContext() && isTime(captured)) {
            last(changes)
                    .ifPresent(change -> log.info(
                            RunLog.SOURCE_CAPTURE,
                            change.table().toString(),
                            "Capture record {} to internal queue from Source {}",
                            before,
                            LogContext.of(change)));
        }
        if (log.wants(RunLog.SOURCE_CAPTURE, LoggerSeverity.DETAILED_DEBUG)) {
            rows(changes)
                    .forEach(change -> log.trace(
                            RunLog.SOURCE_CAPTURE,
                            "Captured a change of table {} {}",
                            RunLog.name(change.table()),
                            LogContext.of(change)));
        }
    }

    /** The source was asked and had no row's change. */
    public void nothingFetched(Supplier<String> position) {
        if (log.hasContext() && isTime(fetched)) {
            log.info(
                    RunLog.SOURCE_CAPTURE, "", "No Event fetched from {} {}", journal, LogContext.idle(position.get()));
        }
    }

    // ---- the applier's thread

    /** Changes were given to the target, which has them when it commits. */
    public void applied(List<? extends Change> changes, long before) {
        log.debug(RunLog.TARGET_APPLY, "{} changes were given to the target", changes.size());
        if (log.wants(RunLog.TARGET_APPLY, LoggerSeverity.INFO)) {
            (changes.size() <= FEW ? rows(changes) : last(changes).stream().toList()).forEach(this::begins);
        }
        if (log.hasContext()) {
            last(changes).ifPresent(change -> {
                last = LogContext.ofStatement(change);
                if (isTime(applied)) {
                    log.info(
                            RunLog.TARGET_APPLY,
                            change.table().toString(),
                            "Applied record {} to target {}",
                            before,
                            last);
                }
            });
        }
        if (log.wants(RunLog.TARGET_APPLY, LoggerSeverity.DETAILED_DEBUG)) {
            rows(changes)
                    .forEach(change -> log.trace(
                            RunLog.TARGET_APPLY,
                            "Gave a change of table {} to the target {}",
                            RunLog.name(change.table()),
                            LogContext.ofStatement(change)));
        }
    }

    private void begins(RowChange change) {
        Begun what = new Begun(change.table(), change.operation());
        long now = System.nanoTime();
        Long before = begun.get(what);
        if (before == null || now - before >= EVERY) {
            begun.put(what, now);
            log.info(
                    RunLog.TARGET_APPLY,
                    change.table().toString(),
                    "Start applying '{}' changes for table {}",
                    LogContext.applied(change.operation()),
                    RunLog.name(change.table()));
        }
    }

    /** The applier was ready for these, which may be none. */
    public void received(List<Change> changes) {
        if (log.hasContext() && last(changes).isEmpty() && isTime(received)) {
            // the blank before the comma is AWS's
            log.info(
                    RunLog.TARGET_APPLY,
                    "",
                    "No records received to load or apply on target , waiting for data from upstream. The last context is {}",
                    last);
        }
    }

    private static boolean isTime(AtomicLong last) {
        long now = System.nanoTime();
        long before = last.get();
        return (before == 0 || now - before >= EVERY) && last.compareAndSet(before, now);
    }

    private static List<RowChange> rows(List<? extends Change> changes) {
        return changes.stream()
                .filter(RowChange.class::isInstance)
                .map(RowChange.class::cast)
                .toList();
    }

    private static Optional<RowChange> last(List<? extends Change> changes) {
        for (int i = changes.size() - 1; i >= 0; i--) {
            if (changes.get(i) instanceof RowChange change) {
                return Optional.of(change);
            }
        }
        return Optional.empty();
    }
}
