package io.dmslocal.api.protocol.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** @param min elements at least; 0 when the model has no bound */
public record ListOf(String name, Shape member, int min) implements Shape {

    @Override
    public ArrayNode typed(JsonNode value) {
        if (value.isObject()) {
            throw Unreadable.structure();
        }
        if (!value.isArray()) {
            throw new Unreadable("Expected list or null");
        }
        ArrayNode typed = JsonNodeFactory.instance.arrayNode(value.size());
        for (JsonNode element : value) {
            typed.add(element.isNull() ? element : member.typed(element));
        }
        return typed;
    }

    @Override
    public void check(JsonNode value, Path path, Findings findings) {
        if (value.size() < min) {
            findings.broken(path, value.toString(), "Member must have length greater than or equal to " + min);
        }
        for (int i = 0; i < value.size(); i++) {
            if (value.get(i).isNull()) {
                findings.missing(path.element(i)); // assumed: a list has no place for an absent element
            } else {
                member.check(value.get(i), path.element(i), findings);
            }
        }
    }
}
