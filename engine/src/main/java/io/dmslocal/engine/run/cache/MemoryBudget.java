package io.dmslocal.engine.run.cache;

/**
 * Bytes that all cached changes of a run may hold in memory; beyond that they go to disk. Owned by the applier's thread.
 */
public final class MemoryBudget {

    private final long limit;
    private long used;

    /** @param limit bytes */
    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** MemoryLimitTotal, but never more than a quarter of what this process may have at all. */
    public static MemoryBudget of(int memoryLimitTotalMegabytes) {
        return new MemoryBudget(Math.min(
                memoryLimitTotalMegabytes * 1024L * 1024L, Runtime.getRuntime().maxMemory() / 4));
    }

    /** Whether the bytes were granted. */
    public boolean take(long bytes) {
        if (used + bytes > limit) {
            return false;
        }
        used += bytes;
        return true;
    }

    void giveBack(long bytes) {
        used -= bytes;
    }

    long used() {
        return used;
    }
}
