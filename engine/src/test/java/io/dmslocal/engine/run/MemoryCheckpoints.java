package io.dmslocal.engine.run;

import io.dmslocal.persistence.checkpoint.Checkpoint;
import io.dmslocal.persistence.checkpoint.CheckpointStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Checkpoints in memory, fenced as the real ones are. */
public final class MemoryCheckpoints implements CheckpointStore {

    private static final class Owner {
        long epoch;
        final Map<String, String> documents = new HashMap<>();
        final Map<String, List<String>> lists = new HashMap<>();
    }

    private final Map<String, Owner> owners = new HashMap<>();
    private volatile Consumer<Map<String, String>> beforeSave = documents -> {};

    /** From now on, done before documents are saved, on the saving thread. */
    void beforeSave(Consumer<Map<String, String>> action) {
        beforeSave = action;
    }

    @Override
    public synchronized Checkpoint open(String owner) {
        Owner found = owners.computeIfAbsent(owner, o -> new Owner());
        return new Handle(owner, found, ++found.epoch);
    }

    /** How often the owner's memory was opened. */
    public synchronized long epoch(String owner) {
        return owners.containsKey(owner) ? owners.get(owner).epoch : 0;
    }

    @Override
    public synchronized Checkpoint look(String owner) {
        return new Handle(owner, owners.computeIfAbsent(owner, o -> new Owner()), -1);
    }

    @Override
    public synchronized void delete(String owner) {
        owners.remove(owner);
    }

    @Override
    public void close() {}

    private final class Handle implements Checkpoint {
        private final String name;
        private final Owner owner;
        private final long epoch;

        private Handle(String name, Owner owner, long epoch) {
            this.name = name;
            this.owner = owner;
            this.epoch = epoch;
        }

        private void write(Runnable write) {
            synchronized (MemoryCheckpoints.this) {
                if (owner.epoch != epoch) {
                    throw new Fenced(name);
                }
                write.run();
            }
        }

        @Override
        public Optional<String> load(String document) {
            synchronized (MemoryCheckpoints.this) {
                return Optional.ofNullable(owner.documents.get(document));
            }
        }

        @Override
        public void save(Map<String, String> documents) {
            beforeSave.accept(documents);
            write(() -> owner.documents.putAll(documents));
        }

        @Override
        public void append(String list, String entry) {
            write(() ->
                    owner.lists.computeIfAbsent(list, l -> new ArrayList<>()).add(entry));
        }

        @Override
        public List<String> entries(String list) {
            synchronized (MemoryCheckpoints.this) {
                return List.copyOf(owner.lists.getOrDefault(list, List.of()));
            }
        }

        @Override
        public void clear(String list) {
            write(() -> owner.lists.remove(list));
        }
    }
}
