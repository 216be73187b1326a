package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.connector.spi.LockWait;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Breaks connections of {@link MemoryConnector} at chosen calls, and lets a test act there. */
public final class Faults {

    /** Where a connection may break. */
    enum Point {
        CHECK,
        READ_DEFINITION,
        PREPARE,
        READ_ROWS,
        WRITE_ROWS,
        FINISH_LOAD,
        READ_CHANGES,
        WRITE_CHANGES,
        BEFORE_COMMIT,
        AFTER_COMMIT,
        END_CAPTURE
    }

    private final Map<Point, AtomicInteger> passed = new ConcurrentHashMap<>();
    private final Map<Point, Runnable> actions = new ConcurrentHashMap<>();

    private final AtomicInteger connections = new AtomicInteger();

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile Supplier<List<LockWait>> locks = List::of;
    private volatile Runnable cutting = () -> {};

    /** What a side says of its locks. */
    void locks(Supplier<List<LockWait>> answer) {
        locks = answer;
    }

    List<LockWait> lockWaits() {
        asked.incrementAndGet();
        return locks.get();
    }

    /** How often a side was asked for its locks. */
    int asked() {
        return asked.get();
    }

    /** From now on, done when a side is cut. */
    void atCut(Runnable action) {
        cutting = action;
    }

    void cut() {
        cuts.incrementAndGet();
        cutting.run();
    }

    /** How often a side was cut. */
    int cuts() {
        return cuts.get();
    }

    void opened() {
        connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }

    /** Sources or targets that were made and not closed. */
    int connections() {
        return connections.get();
    }

    /** From now on, done at every pass of this point. */
    void at(Point point, Runnable action) {
        actions.put(point, action);
    }

    /** Whatever a source keeps for a task stays there. */
    public void noCaptureEnds(String why) {
        at(Point.END_CAPTURE, () -> {
            throw ConnectorException.recoverable(why, null);
        });
    }

    /** Nobody is reached there. */
    public void noneAnswers(String why) {
        at(Point.CHECK, () -> {
            throw ConnectorException.recoverable(why, null);
        });
    }

    /** They end again. */
    public void capturesEnd() {
        never(Point.END_CAPTURE);
    }

    void never(Point point) {
        actions.remove(point);
    }

    /** The connection breaks at the n-th pass from now on, once. */
    void breakAt(Point point, int pass) {
        AtomicInteger left = new AtomicInteger(pass);
        at(point, () -> {
            if (left.decrementAndGet() == 0) {
                throw ConnectorException.recoverable("The connection broke at " + point, null);
            }
        });
    }

    void pass(Point point) {
        passed.computeIfAbsent(point, p -> new AtomicInteger()).incrementAndGet();
        Runnable action = actions.get(point);
        if (action != null) {
            action.run();
        }
    }

    int passes(Point point) {
        return passed.computeIfAbsent(point, p -> new AtomicInteger()).get();
    }
}
