package io.dmslocal.engine.model;

import io.dmslocal.persistence.serialization.Message;
import java.util.List;

/**
 * Who uses a resource, so that it must not be deleted.
 *
 * @param arns in the order they were attached
 */
public record Dependents(List<String> arns) implements Message {

    public Dependents {
        arns = List.copyOf(arns);
    }
}
