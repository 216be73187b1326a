package io.dmslocal.engine.meter;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What validation has done, and what it has left to do. Any thread. */
public final class ValidationMeter {

    /** Queries whose time is told. */
    public enum Query {
        BULK_SOURCE,
        BULK_TARGET,
        ITEM_SOURCE,
        ITEM_TARGET
    }

    /** Of the whole run, all tables together. */
    public record Overall(long failed, long suspended, long pending) {}

    private final LongAdder attempted = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final Map<Query, AtomicLong> milliseconds = new EnumMap<>(Query.class);
    private volatile Overall overall = new Overall(0, 0, 0);

    ValidationMeter() {
        for (Query query : Query.values()) {
            milliseconds.put(query, new AtomicLong());
        }
    }

    /** Rows were compared. */
    public void compared(long rows, long alike) {
        attempted.add(rows);
        succeeded.add(alike);
    }

    /** How it stands now. */
    public void overall(Overall now) {
        overall = now;
    }

    /** The latest query of a kind took so long. */
    public void took(Query query, Duration time) {
        milliseconds.get(query).set(time.toMillis());
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

    public long milliseconds(Query query) {
        return milliseconds.get(query).get();
    }
}
