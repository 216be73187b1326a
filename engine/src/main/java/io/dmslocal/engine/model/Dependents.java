package io.dmslocal.engine.model;

import io.dmslocal.persistence.serialization.Message;
import java.util.ArrayList;
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

    /** Also this one; no matter whether it was among them. */
    public static List<String> with(List<String> arns, String dependent) {
        List<String> more = new ArrayList<>(arns);
        if (!more.contains(dependent)) {
            more.add(dependent);
        }
        return List.copyOf(more);
    }

    public static List<String> without(List<String> arns, String dependent) {
        return arns.stream().filter(arn -> !arn.equals(dependent)).toList();
    }
}
