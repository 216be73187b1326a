package io.dmslocal.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;

/** A member's value is of the wrong kind. The value itself is not in the message: it may be a secret. */
public final class ModelMismatch extends RuntimeException {

    private final String path;
    private final String expected;

    ModelMismatch(String path, String expected, JsonNode found) {
        super((path.isEmpty() ? "The document" : path) + " must be " + expected + ", not " + kind(found));
        this.path = path;
        this.expected = expected;
    }

    /** {@code MongoDbSettings.Port}, {@code Tags[1].Key}; empty for the whole document. */
    public String path() {
        return path;
    }

    /** In words: {@code a string}, {@code an integer}. */
    public String expected() {
        return expected;
    }

    private static String kind(JsonNode found) {
        return switch (found.getNodeType()) {
            case OBJECT -> "a structure";
            case ARRAY -> "a list";
            case NUMBER -> "the number " + found.asText();
            case BOOLEAN -> "a boolean";
            case NULL, MISSING -> "nothing";
            default -> "a string";
        };
    }
}
