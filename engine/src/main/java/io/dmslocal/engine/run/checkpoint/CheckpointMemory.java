package io.dmslocal.engine.run.checkpoint;

import io.dmslocal.engine.connector.spi.CaptureMemory;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import java.util.List;

/** A connector's memory, kept in lists of the run's checkpoint. */
public record CheckpointMemory(Checkpoint checkpoint) implements CaptureMemory {

    @Override
    public void append(String name, String entry) {
        checkpoint.append("capture/" + name, entry);
    }

    @Override
    public List<String> entries(String name) {
        return checkpoint.entries("capture/" + name);
    }

    @Override
    public void clear(String name) {
        checkpoint.clear("capture/" + name);
    }
}
