package io.dmslocal.api.protocol.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * @param members by name, in the model's order
 * @param required names of members that must be there and not null
 * @param union exactly one member must be there
 */
public record Structure(String name, Map<String, Shape> members, List<String> required, boolean union)
        implements Shape {

    /** What a call without input or output carries. */
    public static final Structure EMPTY = new Structure("", Map.of(), List.of(), false);

    @Override
    public ObjectNode typed(JsonNode value) {
        if (value.isArray()) {
            throw Unreadable.list();
        }
        if (!value.isObject()) {
            throw Unreadable.of(value, "Expected null", "a structure");
        }
        ObjectNode typed = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> given : value.properties()) {
            Shape shape = members.get(given.getKey());
            if (shape != null && !given.getValue().isNull()) {
                typed.set(given.getKey(), member(given.getKey(), shape, given.getValue()));
            }
        }
        return typed;
    }

    private static JsonNode member(String member, Shape shape, JsonNode value) {
        try {
            return shape.typed(value);
        } catch (Unreadable unreadable) {
            throw unreadable.under(member);
        }
    }

    /** The first fault of a typed request of this shape. */
    public Optional<Fault> fault(ObjectNode request) {
        Findings findings = new Findings();
        check(request, Path.TOP, findings);
        return findings.fault();
    }

    @Override
    public void check(JsonNode value, Path path, Findings findings) {
        for (String member : required) {
            JsonNode given = value.get(member);
            if (given == null) {
                findings.missing(path.member(member));
            } else if (given.isTextual() && given.textValue().isBlank()) {
                findings.blank(path.member(member));
            }
        }
        if (union && value.size() != 1) {
            findings.broken(
                    path,
                    String.join(", ", (Iterable<String>) value::fieldNames),
                    "Member must have exactly one of " + String.join(", ", members.keySet()));
        }
        for (Map.Entry<String, JsonNode> given : value.properties()) {
            members.get(given.getKey()).check(given.getValue(), path.member(given.getKey()), findings);
        }
    }
}
