package io.dmslocal.engine.meter;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Change.Transaction;
import io.dmslocal.engine.record.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Changes between source and target: how many, and how old. Any thread; called per batch.
 *
 * <pre>
 * captured --> read, not committed on the target --> committed
 *                       and those that wait behind the gate of a table that loads
 * </pre>
 *
 * <p>CDCLatencySource is the age of the last captured change, CDCLatencyTarget that of the first which the target has not committed, never less than
 * the former; both are 0 when there is none, and the former as soon as the source has no more. A transaction that is open on the source lets both grow, as on
 * AWS, where the source is asked for those; its changes wait on the source itself, which tells of them when it is committed, and nowhere on this side.
 */
public final class ChangeLag {

    /** Batches that are told apart; beyond that, late ones are counted with their neighbours. */
    private static final int MOST = 4096;

    /**
     * Changes that wait behind gates.
     *
     * @param oldest when the first of them was committed on the source
     */
    public record Cached(long inMemory, long onDisk, Optional<Instant> oldest) {
        public static final Cached NONE = new Cached(0, 0, Optional.empty());
    }

    /** @param last position of the last change; @param commitTime of the first; @param rows of rows */
    private record Batch(Position last, Instant commitTime, long rows) {}

    private final Deque<Batch> underWay = new ArrayDeque<>();
    private long rowsUnderWay;
    private Optional<Instant> lastCaptured = Optional.empty();
    private Optional<Instant> open = Optional.empty();
    private Cached cached = Cached.NONE;

    /** A new session reads on from the checkpoint: what was under way comes again. */
    public synchronized void restarted() {
        underWay.clear();
        rowsUnderWay = 0;
        lastCaptured = Optional.empty();
        open = Optional.empty();
        cached = Cached.NONE;
    }

    /**
     * What the source delivered.
     *
     * @param changes nothing, or nothing that belongs to a transaction: the source has no more for now
     * @return how many are changes of rows
     */
    public synchronized long captured(List<Change> changes) {
        Transaction first = Transaction.NONE;
        Transaction last = Transaction.NONE;
        long rows = 0;
        for (Change change : changes) {
            Transaction transaction = change.transaction();
            last = transaction == Transaction.NONE ? last : transaction;
            if (transaction != Transaction.NONE && !(change instanceof Change.Commit)) {
                first = rows++ == 0 ? transaction : first;
            }
        }
        lastCaptured = last == Transaction.NONE ? Optional.empty() : Optional.of(last.commitTime());
        if (rows > 0) {
            add(new Batch(changes.get(changes.size() - 1).position(), first.commitTime(), rows));
        }
        return rows;
    }

    /** @param since when the oldest transaction began that is open on the source and has written to a table of the task */
    public synchronized void open(Optional<Instant> since) {
        open = since;
    }

    private void add(Batch batch) {
        rowsUnderWay += batch.rows();
        if (underWay.size() >= MOST) {
            Batch before = underWay.removeLast();
            underWay.add(new Batch(batch.last(), before.commitTime(), before.rows() + batch.rows()));
        } else {
            underWay.add(batch);
        }
    }

    /** The target has committed everything up to {@code position}, but for what waits behind gates. */
    public synchronized void committed(Position position, Cached waiting) {
        cached = waiting;
        while (!underWay.isEmpty() && underWay.peek().last().compareTo(position) <= 0) {
            rowsUnderWay -= underWay.poll().rows();
        }
    }

    /** CDCIncomingChanges. */
    public synchronized long waiting() {
        return rowsUnderWay + cached.inMemory() + cached.onDisk();
    }

    /** CDCChangesMemoryTarget. */
    public synchronized long inMemory() {
        return rowsUnderWay + cached.inMemory();
    }

    /** CDCChangesDiskTarget. */
    public synchronized long onDisk() {
        return cached.onDisk();
    }

    /** CDCLatencySource. */
    public synchronized Duration source(Instant now) {
        Duration latency = lastCaptured.map(time -> age(time, now)).orElse(Duration.ZERO);
        return open.map(time -> longer(latency, age(time, now))).orElse(latency);
    }

    /** CDCLatencyTarget. */
    public synchronized Duration target(Instant now) {
        Duration latency = source(now);
        if (!underWay.isEmpty()) {
            latency = longer(latency, age(underWay.peek().commitTime(), now));
        }
        return cached.oldest().isPresent() ? longer(latency, age(cached.oldest().get(), now)) : latency;
    }

    /** The source's clock may be ahead of ours. */
    private static Duration age(Instant time, Instant now) {
        return time.isAfter(now) ? Duration.ZERO : Duration.between(time, now);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
