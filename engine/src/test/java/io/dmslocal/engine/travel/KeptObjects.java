package io.dmslocal.engine.travel;

import io.dmslocal.engine.settings.TimeTravelSettings;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Buckets in memory, which can go away. */
public final class KeptObjects implements TimeTravelStore {

    private final Map<String, String> objects = new ConcurrentSkipListMap<>();
    private volatile boolean isAway;

    /** From now on nothing can be written. */
    public void goAway() {
        isAway = true;
    }

    /** What objects hold, by bucket and name. */
    public Map<String, String> all() {
        return new TreeMap<>(objects);
    }

    @Override
    public void put(String taskArn, TimeTravelSettings settings, String name, String content) {
        if (isAway) {
            throw new IllegalStateException("no such bucket");
        }
        objects.put(settings.bucket() + "/" + name, content);
    }

    @Override
    public void delete(String taskArn, TimeTravelSettings settings) {}
}
