package io.dmslocal.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The variables that {@code application.conf} names, from the process's environment and its arguments, and what other emulators call them. An
 * argument wins over a variable, our own name over another's.
 *
 * <pre>
 * GATEWAY_LISTEN=0.0.0.0:4566,...  DMS_LOCAL_HOST and DMS_LOCAL_PORT (the first address)
 * PERSISTENCE=0                    DMS_LOCAL_KEEP_DATA=false
 * DEBUG=1                          DMS_LOCAL_LOG_LEVEL=DEBUG
 * DMS_SERVERLESS_STATUS_CHANGE_WAITING_TIME=2   DMS_LOCAL_SERVERLESS_STATUS_CHANGE=2s (seconds)
 * DMS_SERVERLESS_DEPROVISIONING_DELAY=60        DMS_LOCAL_SERVERLESS_DEPROVISIONING_DELAY=60s (seconds)
 * AWS_ENDPOINT_URL_KINESIS=...     DMS_LOCAL_KINESIS_ENDPOINT (AWS_ENDPOINT_URL where that is absent)
 * AWS_ENDPOINT_URL_S3=...          DMS_LOCAL_S3_ENDPOINT (likewise)
 * AWS_ENDPOINT_URL_SECRETS_MANAGER=... DMS_LOCAL_SECRETS_MANAGER_ENDPOINT (likewise)
 * AWS_ENDPOINT_URL_SNS=...         DMS_LOCAL_SNS_ENDPOINT (likewise)
 * AWS_ENDPOINT_URL_LOGS=...        DMS_LOCAL_LOGS_ENDPOINT (AWS_ENDPOINT_URL alone sends nothing there)
 * AWS_ENDPOINT_URL_CLOUDWATCH=...  DMS_LOCAL_CLOUDWATCH_ENDPOINT (likewise)
 * AWS_ENDPOINT_URL_EVENTS=...      DMS_LOCAL_EVENTS_ENDPOINT (likewise)
 * </pre>
 */
final class Environment {

    private static final String PREFIX = "DMS_LOCAL_";

    /** As the API's reference.conf has it. */
    private static final String PORT = "4566";

    private static final Map<String, String> OPTIONS = Map.of(
            "--host", "DMS_LOCAL_HOST",
            "--port", "DMS_LOCAL_PORT",
            "--data", "DMS_LOCAL_DATA",
            "--config", "DMS_LOCAL_CONFIG",
            "--node-port", "DMS_LOCAL_NODE_PORT",
            "--seeds", "DMS_LOCAL_SEEDS",
            "--key-file", "DMS_LOCAL_KEY_FILE",
            "--journal", "DMS_LOCAL_JOURNAL_URL");

    private static final Map<String, String> SECONDS = Map.of(
            "DMS_SERVERLESS_STATUS_CHANGE_WAITING_TIME", "DMS_LOCAL_SERVERLESS_STATUS_CHANGE",
            "DMS_SERVERLESS_DEPROVISIONING_DELAY", "DMS_LOCAL_SERVERLESS_DEPROVISIONING_DELAY");

    private Environment() {}

    /** @return our own names only; blank values count as absent */
    static Map<String, String> of(String[] arguments, Map<String, String> process) {
        Map<String, String> variables = new LinkedHashMap<>();
        gatewayListen(process.getOrDefault("GATEWAY_LISTEN", ""), variables);
        if (isSet(process, "PERSISTENCE") && !isTrue(process.get("PERSISTENCE"))) {
            variables.put("DMS_LOCAL_KEEP_DATA", "false");
        }
        if (isSet(process, "DEBUG") && isTrue(process.get("DEBUG"))) {
            variables.put("DMS_LOCAL_LOG_LEVEL", "DEBUG");
        }
        for (String service : List.of("KINESIS", "S3", "SECRETS_MANAGER", "SNS", "EVENTS")) {
            for (String name : List.of("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_" + service)) {
                if (isSet(process, name)) {
                    variables.put(
                            "DMS_LOCAL_" + service + "_ENDPOINT",
                            process.get(name).strip());
                }
            }
        }
        for (String service : List.of("LOGS", "CLOUDWATCH")) { // who names one wants it sent; the others are answered
            String name = "AWS_ENDPOINT_URL_" + service;
            if (isSet(process, name)) {
                variables.put(
                        "DMS_LOCAL_" + service + "_ENDPOINT", process.get(name).strip());
            }
        }
        SECONDS.forEach((name, ours) -> {
            if (isSet(process, name)) {
                variables.put(ours, seconds(name, process.get(name).strip()));
            }
        });
        process.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !value.isBlank()) {
                variables.put(name, value.strip());
            }
        });
        options(arguments, variables);
        if (isItself(variables.get("DMS_LOCAL_S3_ENDPOINT"), variables.getOrDefault("DMS_LOCAL_PORT", PORT))) {
            variables.remove("DMS_LOCAL_S3_ENDPOINT");
        }
        return variables;
    }

    private static String seconds(String name, String value) {
        if (!value.matches("\\d{1,9}(\\.\\d+)?")) {
            throw new StartFailure(name + " is '" + value + "'; it must be a number of seconds");
        }
        return value + "s";
    }

    /** AWS_ENDPOINT_URL often names this very emulator, which has no S3 to keep reports in. */
    private static boolean isItself(String endpoint, String port) {
        return endpoint != null
                && endpoint.replaceAll("/+$", "").matches("http://(localhost|127\\.0\\.0\\.1|\\[::1\\]):" + port);
    }

    private static void options(String[] arguments, Map<String, String> variables) {
        for (int i = 0; i < arguments.length; i += 2) {
            String name = OPTIONS.get(arguments[i]);
            if (name == null) {
                throw new StartFailure("There is no option " + arguments[i] + "; there are "
                        + String.join(", ", OPTIONS.keySet().stream().sorted().toList()));
            }
            if (i + 1 == arguments.length) {
                throw new StartFailure(arguments[i] + " needs a value");
            }
            variables.put(name, arguments[i + 1]);
        }
    }

    /** {@code host:port}, {@code :port} or {@code host}; of several the first. */
    private static void gatewayListen(String value, Map<String, String> variables) {
        String first = value.split(",")[0].strip();
        int colon = first.lastIndexOf(':');
        String host = colon < 0 ? first : first.substring(0, colon);
        String port = colon < 0 ? "" : first.substring(colon + 1);
        if (!host.isEmpty()) {
            variables.put("DMS_LOCAL_HOST", host);
        }
        if (!port.isEmpty()) {
            variables.put("DMS_LOCAL_PORT", port);
        }
    }

    private static boolean isSet(Map<String, String> process, String name) {
        return !process.getOrDefault(name, "").isBlank();
    }

    private static boolean isTrue(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on" -> true;
            default -> false;
        };
    }
}
