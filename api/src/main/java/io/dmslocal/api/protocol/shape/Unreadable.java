package io.dmslocal.api.protocol.shape;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A body that is no request of its operation: no JSON, or a value of another type than its member. Begins with the live service's words; where the
 * value stands comes behind them. Without a stack trace: a caller's mistake, not ours.
 */
public final class Unreadable extends RuntimeException {

    private final String words;
    private final String where;
    private final String explanation;

    public Unreadable(String message) {
        this(message, "", "");
    }

    /**
     * @param where the path to the value, as {@link Path} writes it; empty for the body itself
     * @param explanation what the live service leaves out; empty where its words say enough
     */
    private Unreadable(String words, String where, String explanation) {
        super(null, null, false, false);
        this.words = words;
        this.where = where;
        this.explanation = explanation;
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

    /** A value without parts where one with parts belongs. The service says only what else it would take: {@code Expected null}. */
    static Unreadable of(JsonNode value, String words, String wanted) {
        return new Unreadable(words, "", wanted + " is needed, found " + token(value));
    }

    static Unreadable list() {
        return new Unreadable("Start of list found where not expected");
    }

    static Unreadable structure() {
        return new Unreadable("Start of structure or map found where not expected");
    }

    /** The same, seen from one level further up. */
    Unreadable under(String member) {
        String step = Path.step(member);
        return new Unreadable(words, where.isEmpty() ? step : step + "." + where, explanation);
    }

    @Override
    public String getMessage() {
        return words
                + (where.isEmpty() ? "" : " at '" + where + "'")
                + (explanation.isEmpty() ? "" : ": " + explanation);
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
