package io.dmslocal.engine.meter;

import java.util.concurrent.atomic.LongAdder;

/** Everything that is counted of one run, through all its sessions. Bumped and read by any thread. */
public final class RunMeter {

    /** @param rows as they were sent; @param bytes as they took in memory: about what travels */
    public record Volume(long rows, long bytes) {}

    private static final class Counted {
        private final LongAdder rows = new LongAdder();
        private final LongAdder bytes = new LongAdder();

        private void add(long moreRows, long moreBytes) {
            rows.add(moreRows);
            bytes.add(moreBytes);
        }

        private Volume volume() {
            return new Volume(rows.sum(), bytes.sum());
        }
    }

    private final Counted loaded = new Counted();
    private final Counted captured = new Counted();
    private final Counted applied = new Counted();
    private final ChangeLag lag = new ChangeLag();
    private final TruncatedLobs truncatedLobs = new TruncatedLobs();
    private final ValidationMeter validation = new ValidationMeter();

    /** A batch of a load was given to the target. */
    public void loaded(long rows, long bytes) {
        loaded.add(rows, bytes);
    }

    /** Changes of rows came from the source. */
    public void captured(long rows, long bytes) {
        captured.add(rows, bytes);
    }

    /** Changes of rows were given to the target. */
    public void applied(long rows, long bytes) {
        applied.add(rows, bytes);
    }

    public Volume loaded() {
        return loaded.volume();
    }

    public Volume captured() {
        return captured.volume();
    }

    public Volume applied() {
        return applied.volume();
    }

    /** Changes on their way, and how old they are. */
    public ChangeLag lag() {
        return lag;
    }

    public TruncatedLobs truncatedLobs() {
        return truncatedLobs;
    }

    public ValidationMeter validation() {
        return validation;
    }
}
