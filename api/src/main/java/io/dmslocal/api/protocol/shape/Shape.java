package io.dmslocal.api.protocol.shape;

import com.fasterxml.jackson.databind.JsonNode;

/** A shape of the service model: what a JSON value of it looks like, and which values it allows. */
public sealed interface Shape permits Structure, ListOf, Text, Scalar {

    /** AWS's name of the shape. */
    String name();

    /**
     * The value with known members only, without nulls, numbers and times in one form.
     *
     * @param value not null
     * @throws Unreadable on the first value of another JSON type
     */
    JsonNode typed(JsonNode value);

    /** Collects what is missing, too long or not allowed in a typed value. */
    void check(JsonNode value, Path path, Findings findings);
}
