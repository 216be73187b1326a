package io.dmslocal.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkPojo;

/** Secrets hidden, for logs, console and exports. One way: what is hidden cannot be had back. */
public final class Redaction {

    /** Stands where a secret was. */
    public static final String HIDDEN = "***";

    private Redaction() {}

    /** A model object for people, every secret member hidden. */
    public static ObjectNode hide(SdkPojo pojo) {
        try (TokenBuffer buffer = new TokenBuffer(null, false)) {
            ModelJson.write(buffer, pojo, secret -> HIDDEN);
            return ModelJson.tree(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer in memory
        }
    }

    /**
     * A document as Describe calls show it. {@link #hide(SdkPojo)} hides TaskData and all extra connection attributes, because requests may carry a
     * secret in them; a describe shows both, and of the attributes at most the secret ones are to be hidden.
     */
    public static ObjectNode described(SdkPojo document) {
        ObjectNode shown = hide(document);
        ObjectNode clear = ModelJson.toJson(document);
        if (clear.has("TaskData")) {
            shown.set("TaskData", clear.get("TaskData"));
        }
        if (clear.has("ExtraConnectionAttributes")) {
            shown.put(
                    "ExtraConnectionAttributes",
                    attributes(clear.get("ExtraConnectionAttributes").asText()));
        }
        return shown;
    }

    /** {@code name=value;name=value;} with the values of secret names hidden. */
    private static String attributes(String text) {
        return Arrays.stream(text.split("(?<=;)"))
                .map(attribute -> {
                    int equals = attribute.indexOf('=');
                    boolean secret = equals > 0
                            && SensitiveMembers.isName(
                                    attribute.substring(0, equals).strip());
                    String end = attribute.endsWith(";") ? ";" : "";
                    return secret ? attribute.substring(0, equals + 1) + HIDDEN + end : attribute;
                })
                .collect(Collectors.joining());
    }

    /** Journal JSON for people: a copy with every sealed text hidden. */
    public static JsonNode hide(JsonNode json) {
        if (json.isTextual()) {
            return Secrets.isSealed(json.textValue()) ? TextNode.valueOf(HIDDEN) : json;
        }
        if (json instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), hide(member.getValue())));
            return copy;
        }
        if (json instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode(array.size());
            array.forEach(element -> copy.add(hide(element)));
            return copy;
        }
        return json;
    }
}
