package io.dmslocal.engine.run.log;

import io.dmslocal.engine.record.Rejected;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * The database's own answer to a record that it refused, in the form in which AWS's drivers tell it. Some at once, then one a second: the sentences beside it, and
 * awsdms_apply_exceptions, have the rest. Told by any thread.
 */
public final class RefusalLines {

    private static final int AT_ONCE = 20;
    private static final long THEN_EVERY = Duration.ofSeconds(1).toNanos();

    /** As AWS's lines have it for an error while a query is executed; its meaning is not documented. */
    private static final int EXECUTING = 1022502;

    private final RunLog log;
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicLong last = new AtomicLong();

    RefusalLines(RunLog log) {
        this.log = log;
    }

    public void ofLoad(Rejected record) {
        tell(RunLog.TARGET_LOAD, record);
    }

    public void ofChange(Rejected record) {
        tell(RunLog.TARGET_APPLY, record);
    }

    private void tell(Logger component, Rejected record) {
        if (record.answer().isEmpty() || !isTime()) {
            return;
        }
        Rejected.Answer answer = record.answer().get();
        log.error(
                component,
                record.table().toString(),
                "RetCode: SQL_ERROR SqlState: {} NativeError: {} Message: {};, Error while executing the query [{}]",
                answer.sqlState(),
                answer.nativeError(),
                record.message(),
                EXECUTING);
    }

    private boolean isTime() {
        if (told.get() < AT_ONCE) {
            told.incrementAndGet();
            return true;
        }
        long now = System.nanoTime();
        long before = last.get();
        return now - before >= THEN_EVERY && last.compareAndSet(before, now);
    }
}
