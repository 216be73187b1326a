package io.dmslocal.api.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dmslocal.engine.model.Fault;
import java.nio.charset.StandardCharsets;

/** One answer of the console. */
public record Page(int status, String contentType, byte[] body) {

    static Page json(int status, JsonNode document) {
        return text(status, "application/json", document.toPrettyString() + "\n");
    }

    static Page text(int status, String contentType, String text) {
        return new Page(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** With the fault's code beside its message. */
    static Page fault(int status, Fault fault) {
        return json(
                status,
                JsonNodeFactory.instance.objectNode().put("code", fault.code()).put("message", fault.message()));
    }

    /** @param message what was wrong, and what would work */
    static Page error(int status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("message", message));
    }
}
