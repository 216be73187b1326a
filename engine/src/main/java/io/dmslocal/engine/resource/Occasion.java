package io.dmslocal.engine.resource;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Scope;
import java.time.Instant;
import java.util.List;

/**
 * What a type must know of a request beyond the request.
 *
 * @param arn of the resource; generated already when it is about to be created
 * @param at now
 * @param references everything that the request refers to; all of it exists
 */
public record Occasion(Arn arn, Instant at, List<Reference.Resolved> references) {

    public Occasion {
        references = List.copyOf(references);
    }

    public Scope scope() {
        return arn.scope();
    }

    /** What a mention in the request turned out to be. */
    public Reference.Resolved resolved(String arnType, String identifier) {
        Reference reference = new Reference(arnType, identifier);
        return references.stream()
                .filter(each -> each.reference().equals(reference))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(reference + " is not among the request's references"));
    }
}
