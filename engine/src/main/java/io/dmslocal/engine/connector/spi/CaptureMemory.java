package io.dmslocal.engine.connector.spi;

import java.util.List;

/** A connector's own durable memory for one capture: an append-only list per name. Lives with the run's checkpoint and dies with the task. */
public interface CaptureMemory {

    void append(String name, String entry);

    List<String> entries(String name);

    void clear(String name);
}
