package io.dmslocal.engine.connector.spi;

import io.dmslocal.engine.record.Change;

/** What a table's snapshot holds of the stream of changes. */
public interface TableImage {

    /** Whether the snapshot shows this change's effect; false when not sure. */
    boolean holds(Change change);

    /** For the checkpoint; {@link Source#image} reads it back. */
    String text();
}
