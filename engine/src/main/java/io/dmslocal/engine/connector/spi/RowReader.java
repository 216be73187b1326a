package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.RowBatch;
import java.util.List;
import java.util.Optional;

/** Reads one table from one snapshot. */
public interface RowReader extends AutoCloseable {

    /** Which changes the snapshot holds; known as soon as the reader is open. */
    TableImage image();

    /** The next rows, never an empty batch unless {@link #rejected} has something to say; empty Optional at the end. Blocks. */
    Optional<RowBatch> next();

    /** Rows of the last batch that could not be read (a value that its DMS type cannot hold). */
    List<Rejected> rejected();

    /** Ends the snapshot; also before the end was reached. Never throws for a connection that is already broken. */
    @Override
    void close();
}
