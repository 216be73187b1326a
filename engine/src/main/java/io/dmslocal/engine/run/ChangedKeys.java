package io.dmslocal.engine.run;

import io.dmslocal.engine.record.Change.RowChange;
import io.dmslocal.engine.validation.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keys of one table's rows that changes have touched, waiting to be compared: filled by the applier's thread, taken by the validation. So many at most; when more
 * come, they are forgotten and the whole table is to be compared. The applier never waits here.
 */
final class ChangedKeys {

    /** About some ten megabytes for usual keys. */
    private static final int MOST = 100_000;

    private record Waiting(KeyPair key, Instant since) {}

    private final ComparedTable table;
    private final Clock clock;
    private final Duration delay;
    private final int longestKey;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean isTooMuch;

    /**
     * @param delay for so long after its change a row is left alone (ValidationQueryCdcDelaySeconds)
     * @param longestKey characters (MaxKeyColumnSize); longer keys are compared with the whole table only
     */
    ChangedKeys(ComparedTable table, Clock clock, Duration delay, int longestKey) {
        this.table = table;
        this.clock = clock;
        this.delay = delay;
        this.longestKey = longestKey;
    }

    /** @param onTarget the same change as the target gets it */
    void changed(RowChange onSource, RowChange onTarget) {
        Set<KeyPair> pairs = table.pairs(onSource, onTarget);
        Instant now = clock.instant();
        synchronized (this) {
            for (KeyPair pair : pairs) {
                if (waiting.size() >= MOST) {
                    everything();
                    return;
                }
                if (pair.name().stream().allMatch(part -> part.length() <= longestKey)) {
                    waiting.add(new Waiting(pair, now));
                }
            }
        }
    }

    /** From an earlier session. */
    synchronized void restore(Collection<KeyPair> keys) {
        keys.forEach(key -> waiting.add(new Waiting(key, clock.instant())));
    }

    /** All rows changed at once, or too many of them. */
    synchronized void everything() {
        waiting.clear();
        isTooMuch = true;
    }

    /** Whether the whole table is to be compared anew; asked once. */
    synchronized boolean takeEverything() {
        boolean was = isTooMuch;
        isTooMuch = false;
        return was;
    }

    /** Those whose time has come, each once. */
    synchronized Set<KeyPair> take(int most) {
        Set<KeyPair> taken = new LinkedHashSet<>();
        Instant due = clock.instant().minus(delay);
        while (!waiting.isEmpty()
                && taken.size() < most
                && !waiting.peek().since().isAfter(due)) {
            taken.add(waiting.poll().key());
        }
        return taken;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized List<KeyPair> all() {
        List<KeyPair> all = new ArrayList<>(waiting.size());
        waiting.forEach(one -> all.add(one.key()));
        return all;
    }
}
