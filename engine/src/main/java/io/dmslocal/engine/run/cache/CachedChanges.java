package io.dmslocal.engine.run.cache;

import io.dmslocal.engine.record.Change;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.RowBytes;
import io.dmslocal.persistence.spill.SpillFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Changes of one table that wait behind its closed gate, in order: in memory while the budget lasts, then on disk. Owned by the applier's
 * thread.
 */
public final class CachedChanges implements AutoCloseable {

    private final Path directory;
    private final String name;
    private final MemoryBudget budget;
    private final ChangeCodec codec;
    private final ArrayDeque<Change> memory = new ArrayDeque<>();
    private long memoryBytes;
    private Optional<SpillFile> spill = Optional.empty();
    private Optional<Position> since = Optional.empty();
    private Optional<Instant> oldest = Optional.empty();
    private long size;
    private long diskBytes;
    private long firstAt;
    private final long keepNanos;

    /** @param keepTime how long changes stay in memory: MemoryKeepTime */
    public CachedChanges(String name, MemoryBudget budget, ChangeCodec codec, Path directory, Duration keepTime) {
        this.keepNanos = keepTime.toNanos();
        this.name = name;
        this.budget = budget;
        this.codec = codec;
        this.directory = directory;
    }

    /** @param applied everything up to here is on the target: the checkpoint must not pass it while this change waits */
    public void add(Change change, Position applied) {
        if (since.isEmpty()) {
            since = Optional.of(applied);
            oldest = Optional.of(change.transaction().commitTime());
        }
        size++;
        long bytes = RowBytes.of(change);
        if (spill.isEmpty() && !isKeptLongEnough() && budget.take(bytes)) {
            memory.add(change);
            memoryBytes += bytes;
            return;
        }
        if (spill.isEmpty()) {
            spill = Optional.of(SpillFile.in(directory, name));
            if (isKeptLongEnough()) {
                leaveMemory();
            }
        }
        append(change);
    }

    private boolean isKeptLongEnough() {
        if (memory.isEmpty()) {
            firstAt = System.nanoTime();
            return false;
        }
        return System.nanoTime() - firstAt > keepNanos;
    }

    private void leaveMemory() {
        memory.forEach(this::append);
        memory.clear();
        budget.giveBack(memoryBytes);
        memoryBytes = 0;
    }

    private void append(Change change) {
        byte[] encoded = codec.encode(change);
        diskBytes += encoded.length;
        spill.get().append(encoded);
    }

    /** What lies on disk. */
    public long diskBytes() {
        return diskBytes;
    }

    /** Where the checkpoint has to wait; empty while nothing is cached. */
    public Optional<Position> since() {
        return since;
    }

    /** When the first that waits was committed on the source. */
    public Optional<Instant> oldest() {
        return oldest;
    }

    public long inMemory() {
        return memory.size();
    }

    public long size() {
        return size;
    }

    boolean isOnDisk() {
        return spill.isPresent();
    }

    /** Gives every change in order. Memory is released on the way. */
    public void drain(Consumer<Change> each) {
        for (Change change = memory.poll(); change != null; change = memory.poll()) {
            each.accept(change);
        }
        if (spill.isPresent()) {
            SpillFile file = spill.get();
            for (Optional<byte[]> next = file.next(); next.isPresent(); next = file.next()) {
                each.accept(codec.decode(next.get()));
            }
        }
        close();
    }

    @Override
    public void close() {
        memory.clear();
        budget.giveBack(memoryBytes);
        memoryBytes = 0;
        spill.ifPresent(SpillFile::close);
        spill = Optional.empty();
        since = Optional.empty();
        oldest = Optional.empty();
        size = 0;
        diskBytes = 0;
    }
}
