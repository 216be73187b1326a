package io.dmslocal.api.http;

import com.typesafe.config.Config;
import io.dmslocal.engine.model.Scope;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The block {@code dms-local.api}: every key is described in {@code reference.conf}.
 *
 * @param defaultScope account and region of calls that name none
 */
public record ApiSettings(
        String host,
        int port,
        Scope defaultScope,
        List<String> allowedOrigins,
        List<String> allowedHosts,
        Signatures signatures) {

    private static final Set<String> KEYS = Set.of(
            "host", "port", "default-account", "default-region", "allowed-origins", "allowed-hosts", "credentials");

    /** @param config the whole configuration */
    public static ApiSettings from(Config config) {
        Config api = config.getConfig("dms-local.api");
        Set<String> unknown = new TreeSet<>(api.root().keySet());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("dms-local.api has no " + unknown + "; it has " + new TreeSet<>(KEYS));
        }
        return new ApiSettings(
                api.getString("host"),
                api.getInt("port"),
                new Scope(api.getString("default-account"), api.getString("default-region")),
                List.copyOf(api.getStringList("allowed-origins")),
                List.copyOf(api.getStringList("allowed-hosts")),
                Signatures.from(api.getConfigList("credentials")));
    }
}
