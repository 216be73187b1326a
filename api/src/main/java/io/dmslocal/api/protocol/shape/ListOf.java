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
            throw Unreadable.of(value, "Expected list or null", "a list");
        }
        ArrayNode typed = JsonNodeFactory.instance.arrayNode(value.size());
        for (int i = 0; i < value.size(); i++) {
            JsonNode element = value.get(i);
            typed.add(element.isNull() ? element : element(i, element));
        }
        return typed;
    }

    private JsonNode element(int index, JsonNode value) {
        try {
            return member.typed(value);
        } catch (Unreadable unreadable) {
            throw unreadable.under(Path.element(index));
        }
    }

    @Override
    public void check(JsonNode value, Path path, Findings findings) {
        if (value.size() < min) {
            findings.broken(path, value.toString(), "Member must have length greater than or equal to " + min);
        }
        for (int i = 0; i < value.size(); i++) {
            if (value.get(i).isNull()) {
                findings.missing(path.at(i)); // assumed: a list has no place for an absent element
            } else {
                member.check(value.get(i), path.at(i), findings);
            }
        }
    }
}
