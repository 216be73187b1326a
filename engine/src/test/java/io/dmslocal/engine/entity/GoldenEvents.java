package io.dmslocal.engine.entity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.persistence.serialization.Message;
import io.dmslocal.persistence.serialization.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Events are a contract with old journals: one JSON file for each type, written once (with {@code -Dgolden.write=true}) and read by every later build. A
 * file that can no longer be read, or reads as something else, means that a migration is missing; files are never changed.
 *
 * <p>Systems whose events hold secrets need the key {@link #KEY}.
 */
public final class GoldenEvents {

    /** Configuration: a key for tests alone. */
    public static final String KEY =
            "dms-local.persistence.secrets.key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";

    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final Pattern SEALED = Pattern.compile('"' + Pattern.quote(Secrets.PREFIX) + "[^\"]*\"");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private GoldenEvents() {}

    /**
     * @param folder in {@code src/test/resources/golden}
     * @param sealed the interface of the events
     * @param samples one for each type
     */
    public static void compare(ActorSystem<?> system, String folder, Class<?> sealed, List<? extends Message> samples) {
        Set<String> types = Stream.of(sealed.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> sampled = samples.stream()
                .map(sample -> sample.getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(types, sampled, "every event type has a sample");
        samples.forEach(sample -> compare(system, folder, sample));
    }

    private static void compare(ActorSystem<?> system, String folder, Message sample) {
        Serialization serialization = SerializationExtension.get(system);
        Path file = FOLDER.resolve(folder).resolve(sample.getClass().getSimpleName() + ".json");
        try {
            if (Boolean.getBoolean("golden.write") && !Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, JSON.writeValueAsString(written(serialization, sample)) + "\n");
            }
            assertTrue(Files.exists(file), file + " is missing: write it once with -Dgolden.write=true");
            JsonNode golden = JSON.readTree(Files.readString(file));
            Object read = serialization
                    .deserialize(
                            JSON.writeValueAsBytes(golden.get("event")),
                            golden.get("serializer").asInt(),
                            golden.get("manifest").asText())
                    .get();
            assertEquals(sample, read, file + " reads as it was written");
            assertEquals(unsealed(golden), unsealed(written(serialization, sample)), file + " is how it is written");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode written(Serialization serialization, Message sample) throws IOException {
        ObjectNode golden = JSON.createObjectNode();
        golden.put("serializer", serialization.findSerializerFor(sample).identifier());
        golden.put("manifest", Serializers.manifestFor(serialization.findSerializerFor(sample), sample));
        byte[] bytes = serialization.serialize(sample).get();
        golden.set("event", JSON.readTree(new String(bytes, StandardCharsets.UTF_8)));
        return golden;
    }

    /** Sealed texts differ each time. */
    private static String unsealed(JsonNode json) {
        return SEALED.matcher(json.toPrettyString()).replaceAll("\"sealed\"");
    }
}
