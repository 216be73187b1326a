package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Position;
import java.time.Duration;
import java.util.List;

/** Reads a source's changes in commit order. {@link #next} is called by one thread, {@link #confirm} by any, {@link #close} by any. */
public interface ChangeReader extends AutoCloseable {

    /**
     * What has arrived: as soon as there is something, at the latest after {@code wait}, then empty. Bounded: while nobody calls, the source is not
     * read on.
     */
    List<Change> next(Duration wait);

    /** Everything up to {@code position} is durable on the target and checkpointed: the source may forget it. Does not block. */
    void confirm(Position position);

    /** Stops reading; wakes a blocked {@link #next}, which then throws. */
    @Override
    void close();
}
