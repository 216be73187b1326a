package io.dmslocal.engine.resource;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.persistence.serialization.Message;

/**
 * A request's mention of another resource without a life.
 *
 * @param arnType of the resource mentioned
 * @param identifier its name or its ARN, as the caller wrote it
 */
public record Reference(String arnType, String identifier) implements Message {

    /**
     * What a reference turned out to be: it exists, and is held by who refers to it.
     *
     * @param name as it is stored
     */
    public record Resolved(Reference reference, String arn, String name) implements Message {}

    boolean isArn() {
        return identifier.startsWith("arn:");
    }

    /** Whether it can be one of this collection's at all: ARNs of other services, accounts, regions or types cannot. */
    boolean fits(Arn any) {
        return !isArn()
                || Arn.parse(identifier)
                        .filter(arn ->
                                arn.scope().equals(any.scope()) && arn.type().equals(any.type()))
                        .isPresent();
    }
}
