package io.dmslocal.engine.comparison;

import java.util.List;

/**
 * One row's key.
 *
 * @param name its canonical text, the same on both sides: by it a failure is known, shown and compared
 * @param source what finds the row on the source, as texts in key order; empty when it cannot be told from the target's key
 * @param target what finds the row on the target, likewise
 */
public record KeyPair(List<String> name, List<String> source, List<String> target) {

    public KeyPair {
        name = List.copyOf(name);
        source = List.copyOf(source);
        target = List.copyOf(target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyPair pair && pair.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
