package io.dmslocal.engine.model;

import java.util.List;
import java.util.Map;

/**
 * What a caller wants of a resource's tags; with nothing to add or remove it only asks for them.
 *
 * @param added replaces the value of a key that exists
 * @param removed keys; those that are not there are ignored
 */
public record TagChange(Map<String, String> added, List<String> removed) {

    public static TagChange none() {
        return new TagChange(Map.of(), List.of());
    }

    public boolean changesNothing() {
        return added.isEmpty() && removed.isEmpty();
    }
}
