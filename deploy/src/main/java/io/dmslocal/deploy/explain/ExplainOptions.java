package io.dmslocal.deploy.explain;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the command line asks for.
 *
 * @param mappings file with the mapping document; {@code -} for standard input
 * @param source ARN of a source endpoint, when {@code catalogue} is empty
 * @param catalogue file with {@code {"engineName", "catalogue"}}
 * @param target ARN of a target endpoint, or an engine name
 * @param settings file with task settings
 * @param url of a node; empty when none was named
 */
record ExplainOptions(
        String mappings,
        Optional<String> source,
        Optional<String> catalogue,
        Optional<String> target,
        Optional<String> settings,
        Optional<String> migrationType,
        int rows,
        Optional<URI> url,
        boolean isJson) {

    private static final Set<String> OPTIONS = Set.of(
            "--mappings",
            "--source-endpoint",
            "--catalogue",
            "--target",
            "--settings",
            "--migration-type",
            "--rows",
            "--url");

    static ExplainOptions of(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        boolean isJson = false;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--json")) {
                isJson = true;
                continue;
            }
            if (!OPTIONS.contains(arguments[i])) {
                throw new ExplainFailure("There is no option " + arguments[i] + "; there are "
                        + String.join(", ", new TreeSet<>(OPTIONS)) + " and --json");
            }
            if (i + 1 == arguments.length) {
                throw new ExplainFailure(arguments[i] + " needs a value");
            }
            given.put(arguments[i], arguments[++i]);
        }
        if (!given.containsKey("--mappings")) {
            throw new ExplainFailure("--mappings FILE is needed: the mapping document to explain");
        }
        if (given.containsKey("--source-endpoint") == given.containsKey("--catalogue")) {
            throw new ExplainFailure("One of --source-endpoint ARN and --catalogue FILE is needed");
        }
        return new ExplainOptions(
                given.get("--mappings"),
                Optional.ofNullable(given.get("--source-endpoint")),
                Optional.ofNullable(given.get("--catalogue")),
                Optional.ofNullable(given.get("--target")),
                Optional.ofNullable(given.get("--settings")),
                Optional.ofNullable(given.get("--migration-type")),
                rows(given.getOrDefault("--rows", "0")),
                Optional.ofNullable(given.get("--url")).map(ExplainOptions::url),
                isJson);
    }

    /** Whether a node must be asked, because only a node knows endpoints. */
    boolean needsNode() {
        return source.isPresent() || isTargetEndpoint() || url.isPresent();
    }

    boolean isTargetEndpoint() {
        return target.filter(name -> name.startsWith("arn:")).isPresent();
    }

    private static int rows(String text) {
        if (!text.matches("\\d{1,4}")) {
            throw new ExplainFailure("--rows takes a number, not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException noUrl) {
            // said below
        }
        throw new ExplainFailure("--url takes an address like http://127.0.0.1:4566, not \"" + text + "\"");
    }
}
