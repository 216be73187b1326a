package io.dmslocal.api.protocol.shape;

import com.fasterxml.jackson.databind.JsonNode;

/** A body that is no request of its operation: no JSON, or a value of another type than its member. Without a stack trace: a caller's mistake, not ours. */
public final class Unreadable extends RuntimeException {

    public Unreadable(String message) {
        super(message, null, false, false);
    }

    /** The live service's words: {@code NUMBER_VALUE can not be converted to a String}. */
    static Unreadable of(JsonNode value, String wanted) {
        if (value.isObject()) {
            return structure();
        }
        if (value.isArray()) {
            return list();
        }
        return new Unreadable(token(value) + " can not be converted to " + wanted);
    }

    static Unreadable list() {
        return new Unreadable("Start of list found where not expected");
    }

    static Unreadable structure() {
        return new Unreadable("Start of structure or map found where not expected");
    }

    private static String token(JsonNode value) {
        if (value.isTextual()) {
            return "STRING_VALUE";
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "TRUE_VALUE" : "FALSE_VALUE";
        }
        return "NUMBER_VALUE";
    }
}
