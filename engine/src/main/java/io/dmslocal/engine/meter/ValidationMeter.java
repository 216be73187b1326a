package io.dmslocal.engine.meter;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What validation has done, and what it has left to do. Any thread. */
public final class ValidationMeter {

    /** Of the whole run, all tables together. */
    public record Overall(long failed, long suspended, long pending) {}

    /** What a database is asked for: the rows of a partition of the whole table, or rows that changed or differed, by their keys. */
    public enum Query {
        BULK_SOURCE,
        BULK_TARGET,
        ITEM_SOURCE,
        ITEM_TARGET
    }

    private final AtomicLongArray nanos = new AtomicLongArray(Query.values().length);
    private final LongAdder attempted = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private volatile Overall overall = new Overall(0, 0, 0);

    /** Rows were compared. */
    public void compared(long rows, long alike) {
        attempted.add(rows);
        succeeded.add(alike);
    }

    /** All rows that were asked for are read. */
    public void read(Query query, Duration took) {
        nanos.set(query.ordinal(), took.toNanos());
    }

    /** Of the last one; zero before it. */
    public Duration latency(Query query) {
        return Duration.ofNanos(nanos.get(query.ordinal()));
    }

    /** How it stands now. */
    public void overall(Overall now) {
        overall = now;
    }

    public long attempted() {
        return attempted.sum();
    }

    public long succeeded() {
        return succeeded.sum();
    }

    public Overall overall() {
        return overall;
    }
}
