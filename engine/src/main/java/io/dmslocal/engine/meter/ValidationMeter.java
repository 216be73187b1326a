package io.dmslocal.engine.meter;

import java.util.concurrent.atomic.LongAdder;

/** What validation has done, and what it has left to do. Any thread. */
public final class ValidationMeter {

    /** Of the whole run, all tables together. */
    public record Overall(long failed, long suspended, long pending) {}

    private final LongAdder attempted = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private volatile Overall overall = new Overall(0, 0, 0);

    /** Rows were compared. */
    public void compared(long rows, long alike) {
        attempted.add(rows);
        succeeded.add(alike);
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
