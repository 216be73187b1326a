package io.dmslocal.engine.connector.spi;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A capture's memory for tests: outlives readers and sources, as the run's checkpoint does. */
public final class ListMemory implements CaptureMemory {

    private final Map<String, List<String>> entries = new ConcurrentHashMap<>();

    @Override
    public void append(String name, String entry) {
        entries.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>()).add(entry);
    }

    @Override
    public List<String> entries(String name) {
        return List.copyOf(entries.getOrDefault(name, List.of()));
    }

    @Override
    public void clear(String name) {
        entries.remove(name);
    }
}
