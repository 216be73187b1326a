package io.dmslocal.engine.directory;

import java.util.Map;

/**
 * An account's quotas.
 *
 * @param byName AWS's name (AWS: DescribeAccountAttributes) to the most that is allowed
 */
public record Limits(Map<String, Integer> byName) {

    public Limits {
        byName = Map.copyOf(byName);
    }

    public int of(String name) {
        Integer limit = byName.get(name);
        if (limit == null) {
            throw new IllegalArgumentException("No quota is called " + name + "; known are " + byName.keySet());
        }
        return limit;
    }
}
