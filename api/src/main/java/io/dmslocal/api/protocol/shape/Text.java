package io.dmslocal.api.protocol.shape;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/**
 * @param max characters at most; {@link Integer#MAX_VALUE} when the model has no bound
 * @param allowed the values of an enum, in the model's order; empty when any text is allowed
 * @param sensitive never shown in a message
 */
public record Text(String name, int max, List<String> allowed, boolean sensitive) implements Shape {

    @Override
    public JsonNode typed(JsonNode value) {
        if (!value.isTextual()) {
            throw Unreadable.of(value, "a String");
        }
        return value;
    }

    @Override
    public void check(JsonNode value, Path path, Findings findings) {
        String text = value.textValue();
        if (text.codePointCount(0, text.length()) > max) {
            findings.broken(path, shown(text), "Member must have length less than or equal to " + max);
        }
        if (!allowed.isEmpty() && !(path.isTopLevel() ? isAllowed(text) : isAllowedInSettings(text))) {
            findings.badValue("The parameter " + path.name() + " must be one of " + String.join(", ", allowed) + "; \""
                    + shown(text) + "\" is not.");
        }
        Characters.of(path.name())
                .refusedIn(text)
                .ifPresent(character -> findings.badValue(String.format(
                        "The parameter %s must not contain control characters; it has U+%04X.",
                        path.spelled(), character)));
    }

    /** Exactly; but an endpoint's type in any case: the service itself returns it in upper case and takes it in lower case. */
    private boolean isAllowed(String text) {
        return allowed.contains(name.equals("ReplicationEndpointTypeValue") ? text.toLowerCase(Locale.ROOT) : text);
    }

    /** Observed: S3's {@code GZIP} and {@code SSE_S3}, MongoDB's {@code mongodb-cr} are taken and returned as they were given. */
    private boolean isAllowedInSettings(String text) {
        String wanted = loose(text);
        return allowed.stream().anyMatch(each -> loose(each).equals(wanted));
    }

    private static String loose(String text) {
        return text.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String shown(String text) {
        if (sensitive) {
            return "***";
        }
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
