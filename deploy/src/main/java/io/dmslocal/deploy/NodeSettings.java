package io.dmslocal.deploy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import io.dmslocal.api.http.ApiSettings;
import io.dmslocal.engine.EngineSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a process is told at its start. Read once.
 *
 * @param config the whole configuration, resolved
 * @param directory absolute; exists
 * @param keepsData whether the directory outlives the process
 * @param seeds {@code host:port} of nodes to join; empty for a node of its own
 * @param logLevel of our own loggers
 */
record NodeSettings(
        Config config,
        EngineSettings engine,
        ApiSettings api,
        Path directory,
        boolean keepsData,
        List<String> seeds,
        String logLevel) {

    /** The actor system's name: part of every node's address. */
    static final String SYSTEM = "dms-local";

    /**
     * @param variables from {@link Environment}
     * @throws StartFailure when they cannot be
     */
    static NodeSettings read(Map<String, String> variables) {
        try {
            return resolved(variables);
        } catch (ConfigException | IllegalArgumentException e) {
            throw new StartFailure("The configuration cannot be read: " + e.getMessage(), e);
        }
    }

    private static NodeSettings resolved(Map<String, String> variables) {
        Config first = layers(variables, Map.of(), List.of("single.conf"));
        Config node = first.getConfig("dms-local.node");
        List<String> seeds = Stream.of(node.getString("seeds").split(","))
                .map(String::strip)
                .filter(seed -> !seed.isEmpty())
                .toList();
        boolean keepsData = node.getBoolean("keep-data");
        Path directory = directory(node.getString("data"), keepsData || variables.containsKey("DMS_LOCAL_DATA"));
        Map<String, Object> derived = derived(directory, seeds, variables);
        String url = first.getString("dms-local.persistence.journal.url");
        if (!seeds.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            throw new StartFailure("The nodes of a cluster share a journal in PostgreSQL:"
                    + " say which with --journal jdbc:postgresql://HOST:PORT/DATABASE or DMS_LOCAL_JOURNAL_URL");
        }
        Config config = layers(
                variables,
                derived,
                List.of(
                        seeds.isEmpty() ? "single.conf" : "cluster.conf",
                        url.isEmpty() || url.startsWith("jdbc:h2:") ? "journal-h2.conf" : "journal-postgresql.conf"));
        return new NodeSettings(
                config,
                EngineSettings.from(config),
                ApiSettings.from(config),
                directory,
                keepsData,
                seeds,
                node.getString("log-level"));
    }

    /** Strongest first: system properties, what follows from the settings, the user's file, ours, the modules'. */
    private static Config layers(Map<String, String> variables, Map<String, Object> derived, List<String> ours) {
        Config config = ConfigFactory.parseMap(derived).withFallback(usersFile(variables));
        for (String file : ours) {
            config = config.withFallback(ConfigFactory.parseResources(file));
        }
        Map<String, String> named = new HashMap<>();
        variables.forEach((name, value) -> named.put(ConfigUtil.quoteString(name), value));
        // The process's environment itself has other emulators' names and blank values; Environment has been through
        // it.
        return ConfigFactory.load(
                config.withFallback(ConfigFactory.parseMap(named)),
                ConfigResolveOptions.defaults().setUseSystemEnvironment(false));
    }

    private static Config usersFile(Map<String, String> variables) {
        String file = variables.getOrDefault("DMS_LOCAL_CONFIG", "");
        if (file.isEmpty()) {
            return ConfigFactory.empty();
        }
        return ConfigFactory.parseFile(
                new File(file), ConfigParseOptions.defaults().setAllowMissing(false));
    }

    private static Map<String, Object> derived(Path directory, List<String> seeds, Map<String, String> variables) {
        Map<String, Object> derived = new HashMap<>();
        derived.put("dms-local.persistence.directory", directory.toString());
        if (!variables.containsKey("DMS_LOCAL_KEY_FILE")) {
            derived.put(
                    "dms-local.persistence.secrets.key-file",
                    directory.resolve("secret.key").toString());
        }
        derived.put(
                "akka.cluster.seed-nodes",
                seeds.stream().map(seed -> "akka://" + SYSTEM + "@" + seed).toList());
        return derived;
    }

    private static Path directory(String data, boolean named) {
        try {
            if (!named) {
                return Files.createTempDirectory("dms-local-");
            }
            Path directory = Path.of(data).toAbsolutePath().normalize();
            Files.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                throw new StartFailure("The data directory " + directory + " cannot be written to");
            }
            return directory;
        } catch (IOException e) {
            throw new StartFailure("The data directory " + data + " cannot be made: " + e, e);
        }
    }
}
