package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.expression.Expression;
import java.util.List;

/**
 * How one column of the target is filled.
 *
 * @param origin where the value comes from
 * @param steps what is done to it, in order
 */
public record Filling(Origin origin, List<Step> steps) {

    /** Where a value comes from. */
    sealed interface Origin {

        /** @param source the source's column, by its place */
        record Copied(int source) implements Origin {}

        /** Worked out from the source's row. */
        record Computed(Expression expression) implements Origin {}

        /** The value that the source's column had before an update; NULL with every other row. */
        record Before(int source) implements Origin {}
    }

    public Filling {
        steps = List.copyOf(steps);
    }

    /** A source's column as it is. */
    boolean isPlain() {
        return steps.isEmpty() && origin instanceof Origin.Copied;
    }
}
