package io.dmslocal.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
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
