package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.connector.spi.Source.ReadRequest;

/**
 * One table as it was at one moment, for several readers: rows that move from one part to another while they read are in exactly one of them, and one {@link
 * TableImage} answers for all parts. Methods may be called from several threads.
 */
public interface TableSnapshot extends AutoCloseable {

    /** Of which changes the snapshot shows the effect. */
    TableImage image();

    /** Opens a reader of some of the rows; at most as many may be open at once as were asked for. */
    RowReader rows(ReadRequest part);

    /** Lets the snapshot go; readers that are open may go on or break. Harmless when it is gone. */
    @Override
    void close();
}
