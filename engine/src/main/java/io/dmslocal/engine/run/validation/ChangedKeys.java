package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.KeyPair;
import io.dmslocal.engine.record.Change.RowChange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Keys of one table's rows that changes have touched, waiting to be compared: filled by the applier's thread, taken by the validation. So many at most; when more
 * come, they are forgotten and the whole table is to be compared. A key waits once, however often its row changes. The applier never waits here.
 */
public final class ChangedKeys {

    /** About some ten megabytes for usual keys. */
    private static final int MOST = 100_000;

    private final BiFunction<RowChange, RowChange, Set<KeyPair>> keys;
    private final Clock clock;
    private final Duration delay;
    private final int longestKey;
    /** Since when, the longest waiting first. */
    private final LinkedHashMap<KeyPair, Instant> waiting = new LinkedHashMap<>();

    private boolean isTooMuch;

    /**
     * @param keys of a change, as the source tells it and as the target gets it
     * @param delay for so long after its change a row is left alone (ValidationQueryCdcDelaySeconds)
     * @param longestKey characters (MaxKeyColumnSize); longer keys are compared with the whole table only
     */
    ChangedKeys(BiFunction<RowChange, RowChange, Set<KeyPair>> keys, Clock clock, Duration delay, int longestKey) {
        this.keys = keys;
        this.clock = clock;
        this.delay = delay;
        this.longestKey = longestKey;
    }

    /** @param onTarget the same change as the target gets it */
    public void changed(RowChange onSource, RowChange onTarget) {
        changed(keys.apply(onSource, onTarget));
    }

    void changed(Set<KeyPair> pairs) {
        Instant now = clock.instant();
        synchronized (this) {
            for (KeyPair pair : pairs) {
                if (pair.name().stream().anyMatch(part -> part.length() > longestKey)) {
                    continue;
                }
                waiting.remove(pair); // its time begins anew, behind the others
                if (waiting.size() >= MOST) {
                    everything();
                    return;
                }
                waiting.put(pair, now);
            }
        }
    }

    /** From an earlier run, or from a look that was cut short. */
    synchronized void restore(Collection<KeyPair> keys) {
        keys.forEach(key -> waiting.putIfAbsent(key, clock.instant()));
    }

    /** All rows changed at once, or too many of them. */
    public synchronized void everything() {
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
        Iterator<Map.Entry<KeyPair, Instant>> all = waiting.entrySet().iterator();
        while (taken.size() < most && all.hasNext()) {
            Map.Entry<KeyPair, Instant> next = all.next();
            if (next.getValue().isAfter(due)) {
                break;
            }
            taken.add(next.getKey());
            all.remove();
        }
        return taken;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized List<KeyPair> all() {
        return List.copyOf(waiting.keySet());
    }
}
