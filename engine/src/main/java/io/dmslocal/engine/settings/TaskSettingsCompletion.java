package io.dmslocal.engine.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.NotJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lays what a caller gave over what was stored over the defaults: section by section, member by member, LogComponents by Id.
 *
 * <p>The defaults, the members that appear only when given, the allowed values and ranges are the resource {@code task-settings.json}.
 *
 * <p>Unknown members are refused by name, as the real service does; a dropped typing error would look like a setting that has no effect. Price: a
 * member that AWS adds one day must be added to the resource.
 */
final class TaskSettingsCompletion {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final JsonNode RULES = resource();

    private TaskSettingsCompletion() {}

    static ObjectNode defaults(String migrationType) {
        ObjectNode defaults = RULES.path("defaults").deepCopy();
        // Recorded on the real service: full loads prepare by dropping, tasks for changes alone leave tables as they
        // are.
        if (migrationType.equals("cdc")) {
            section(defaults, "FullLoadSettings").put("TargetTablePrepMode", "DO_NOTHING");
        }
        return defaults;
    }

    /** The defaults with every section and member that appears only when given. */
    static ObjectNode everything() {
        ObjectNode document = defaults("");
        RULES.path("completedWhenGiven").properties().forEach(section -> {
            int dot = section.getKey().lastIndexOf('.');
            ObjectNode parent = dot < 0
                    ? document
                    : (ObjectNode)
                            document.at("/" + section.getKey().substring(0, dot).replace('.', '/'));
            parent.set(section.getKey().substring(dot + 1), section.getValue().deepCopy());
        });
        return document;
    }

    /** @param max the largest whole number where AWS names none */
    record Range(int min, int max) {}

    static Optional<Range> range(String path) {
        return Optional.ofNullable(RULES.path("ranges").get(path))
                .map(range -> new Range(range.get(0).asInt(), range.get(1).asInt()));
    }

    /** Words that a text may be; empty for any. */
    static List<String> allowed(String path) {
        List<String> words = new ArrayList<>();
        RULES.path("allowed").path(path).forEach(word -> words.add(word.asText()));
        return words;
    }

    /** An empty text is an empty object. */
    static ObjectNode read(String given) {
        if (given.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            if (JSON.readTree(given) instanceof ObjectNode object) {
                return object;
            }
            throw new Refusal("Invalid task settings JSON: an object of sections is needed.");
        } catch (JsonProcessingException e) {
            throw new Refusal("Invalid task settings JSON: " + NotJson.words(e));
        }
    }

    static String write(ObjectNode document) {
        return document.toString();
    }

    static ObjectNode section(ObjectNode document, String name) {
        return (ObjectNode) document.get(name);
    }

    static boolean isLogging(String json) {
        return read(json).path("Logging").path("EnableLogging").asBoolean();
    }

    static String withLogs(String json, String group, String stream) {
        ObjectNode document = read(json);
        ObjectNode logging = section(document, "Logging");
        if (logging.path("EnableLogging").asBoolean()) {
            logging.put("CloudWatchLogGroup", group).put("CloudWatchLogStream", stream);
        }
        return write(document);
    }

    static ObjectNode withoutSeverities(String json) {
        ObjectNode document = read(json);
        document.at("/Logging/LogComponents").forEach(component -> ((ObjectNode) component).remove("Severity"));
        return document;
    }

    /** Lays {@code given} over {@code document}. */
    static void merge(ObjectNode document, ObjectNode given) {
        merge("", document, given);
    }

    private static void merge(String path, ObjectNode into, ObjectNode given) {
        given.properties().forEach(member -> merge(path, into, member.getKey(), member.getValue()));
    }

    private static void merge(String path, ObjectNode into, String name, JsonNode given) {
        String full = path.isEmpty() ? name : path + "." + name;
        if (contains(RULES.path("acceptedWithoutEffect"), full)) {
            return; // members of engines long gone, still found in old documents
        }
        JsonNode stored = template(full, into.get(name));
        if (stored == null) {
            throw new Refusal("Invalid task settings JSON: unknown setting " + full + "; "
                    + (path.isEmpty() ? "sections" : "members of " + path) + " are "
                    + String.join(", ", known(path, into)) + ".");
        }
        if (given.isNull()) {
            clear(full, into, name, stored);
        } else if (stored instanceof ObjectNode section) {
            if (!(given instanceof ObjectNode members)) {
                throw wrongType(full, "an object", given);
            }
            into.set(name, section);
            merge(full, section, members);
        } else if (stored instanceof ArrayNode list) {
            into.set(name, array(full, list, given));
        } else {
            into.set(name, scalar(full, stored, given));
        }
    }

    /** What there may be at a place of the document. */
    private static Set<String> known(String path, ObjectNode there) {
        Set<String> names = new TreeSet<>();
        there.fieldNames().forEachRemaining(names::add);
        String prefix = path.isEmpty() ? "" : path + ".";
        RULES.path("completedWhenGiven").fieldNames().forEachRemaining(whenGiven -> {
            String name = whenGiven.startsWith(prefix) ? whenGiven.substring(prefix.length()) : ".";
            if (name.indexOf('.') < 0) {
                names.add(name);
            }
        });
        return names;
    }

    /** What {@code full} holds before anything is laid over it; null when there is no such setting. */
    private static JsonNode template(String full, JsonNode stored) {
        JsonNode whenGiven = RULES.path("completedWhenGiven").get(full);
        if (stored == null || stored.isNull()) {
            return whenGiven == null ? stored : whenGiven.deepCopy();
        }
        return stored;
    }

    /** null switches an optional section off; elsewhere it asks for what is there already. */
    private static void clear(String full, ObjectNode into, String name, JsonNode stored) {
        JsonNode rule = RULES.path("completedWhenGiven").get(full);
        if (rule != null && into.has(name)) {
            into.putNull(name);
        } else if (rule == null && stored != null && !into.has(name)) {
            into.set(name, stored);
        }
    }

    private static ArrayNode array(String full, ArrayNode stored, JsonNode given) {
        if (!(given instanceof ArrayNode entries)) {
            throw wrongType(full, "a list", given);
        }
        if (!full.equals("Logging.LogComponents")) {
            return entries;
        }
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        stored.forEach(component -> byId.put(component.path("Id").asText(), component));
        for (JsonNode component : entries) {
            String id = component.path("Id").asText();
            if (!byId.containsKey(id)) {
                throw new Refusal("Invalid task settings JSON: unknown log component '" + id + "' in " + full
                        + "; known are " + String.join(", ", byId.keySet()) + ".");
            }
            String severity = component.path("Severity").asText("LOGGER_SEVERITY_DEFAULT");
            checkAllowed(full + ".Severity", severity);
            byId.put(
                    id,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("Severity", severity)
                            .put("Id", id));
        }
        return JsonNodeFactory.instance.arrayNode().addAll(byId.values());
    }

    private static JsonNode scalar(String full, JsonNode stored, JsonNode given) {
        if (stored.isNull() || contains(RULES.path("checkedElsewhere"), full)) {
            return given; // CloudWatch names and PostProcessingRules: anything
        }
        if (stored.isBoolean()) {
            if (!given.isBoolean()) {
                throw wrongType(full, "true or false", given);
            }
            return given;
        }
        if (stored.isNumber()) {
            return JsonNodeFactory.instance.numberNode(number(full, given));
        }
        if (!given.isTextual()) {
            throw wrongType(full, "a text", given);
        }
        checkAllowed(full, given.asText());
        return given;
    }

    private static int number(String full, JsonNode given) {
        Optional<Integer> number =
                given.isTextual() || given.isInt() ? parse(given.asText().strip()) : Optional.empty();
        int value = number.orElseThrow(() -> wrongType(full, "a whole number", given));
        range(full).filter(range -> value < range.min() || value > range.max()).ifPresent(range -> {
            throw new Refusal("Invalid task settings JSON: " + full + " is " + value + "; it must be between "
                    + range.min() + " and " + range.max() + ".");
        });
        return value;
    }

    private static Optional<Integer> parse(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void checkAllowed(String full, String value) {
        List<String> allowed = allowed(full);
        if (!allowed.isEmpty() && !allowed.contains(value)) {
            throw new Refusal("Invalid task settings JSON: " + full + " is '" + value + "'; allowed are "
                    + String.join(", ", allowed) + ".");
        }
    }

    private static boolean contains(JsonNode texts, String text) {
        for (JsonNode candidate : texts) {
            if (candidate.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static Refusal wrongType(String full, String wanted, JsonNode given) {
        return new Refusal("Invalid task settings JSON: " + full + " must be " + wanted + ", not " + given + ".");
    }

    private static JsonNode resource() {
        try (InputStream in = TaskSettingsCompletion.class.getResourceAsStream("task-settings.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
