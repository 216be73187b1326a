package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.Rejected;
import io.dmslocal.engine.record.RowBatch;
import java.util.List;

/** Writes the rows of one table's load. */
public interface TableWriter extends AutoCloseable {

    /** Writes a batch, whose columns stand in the places of the table's and may have other names; its rows are durable when {@link #committed} counts them. What the target refused comes back, the rest is written. */
    List<Rejected> write(RowBatch batch);

    /** Commits the rest, makes the key where it waited, returns what was refused at the end. The table is then complete. */
    List<Rejected> finish();

    /**
     * Commits the rest, like {@link #finish}, while other writers of the same table go on: no key is made. The writer of the part that ends last is finished
     * after that. A target that makes keys at the end must tell the two apart.
     */
    default List<Rejected> finishPart() {
        return finish();
    }

    /** Rows that are committed on the target so far: FullLoadRows. */
    long committed();

    /**
     * Gives up what is not committed when {@link #finish} was not called. Called by any thread: breaks a blocked call. Never throws for a connection that
     * is already broken.
     */
    @Override
    void close();
}
