package io.dmslocal.engine.directory;

import io.dmslocal.engine.model.Quota;
import java.util.Map;

/**
 * What an account may have in one region.
 *
 * @param configured quotas that differ from the usual ones
 */
public record Limits(Map<Quota, Long> configured) {

    public Limits {
        configured = Map.copyOf(configured);
    }

    public static Limits usual() {
        return new Limits(Map.of());
    }

    /** How many of a kind. */
    public long of(Kind kind) {
        return kind.quota().map(this::of).orElse(Long.MAX_VALUE);
    }

    public long of(Quota quota) {
        return configured.getOrDefault(quota, quota.usual());
    }
}
