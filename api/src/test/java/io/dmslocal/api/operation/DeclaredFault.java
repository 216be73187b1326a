package io.dmslocal.api.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code declared-faults.txt} says of a fault.
 *
 * @param fault as the model calls it
 * @param operations one when it can be provoked; {@code *} for all that declare it
 * @param besides what a minimal request takes besides, with names of what stands in {@link FaultWorld}; empty when it cannot be provoked
 * @param reason why it cannot be provoked
 */
record DeclaredFault(String fault, List<String> operations, Optional<String> besides, String reason) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PROVOKED = Pattern.compile("(\\w+) (\\w+) (\\{.*})");
    private static final Pattern NEVER = Pattern.compile("(\\w+) never because (.*): ([^:]+)");
    private static final Pattern NAME = Pattern.compile("\\$\\{([a-z-]+)}");

    static List<DeclaredFault> all() {
        try (InputStream file = DeclaredFault.class.getResourceAsStream("declared-faults.txt")) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(DeclaredFault::parse)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static DeclaredFault parse(String line) {
        Matcher provoked = PROVOKED.matcher(line);
        if (provoked.matches()) {
            return new DeclaredFault(provoked.group(1), List.of(provoked.group(2)), Optional.of(provoked.group(3)), "");
        }
        Matcher never = NEVER.matcher(line);
        if (never.matches()) {
            List<String> operations = List.of(never.group(3).split(" "));
            return new DeclaredFault(never.group(1), operations, Optional.empty(), never.group(2));
        }
        throw new IllegalArgumentException("declared-faults.txt: " + line);
    }

    /** Whether the line speaks of an operation that declares the fault. */
    boolean speaksOf(String operation) {
        return operations.contains(operation) || operations.equals(List.of("*"));
    }

    /** The request that gets the fault, in a world. */
    ObjectNode request(FaultWorld world, SampleRequests samples) {
        String filled = NAME.matcher(besides.orElseThrow())
                .replaceAll(name -> Matcher.quoteReplacement(escaped(world.get(name.group(1)))));
        try {
            return samples.minimal(operations.get(0)).setAll((ObjectNode) JSON.readTree(filled));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("declared-faults.txt: " + filled, e);
        }
    }

    private static String escaped(String text) {
        try {
            String quoted = JSON.writeValueAsString(text);
            return quoted.substring(1, quoted.length() - 1);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
