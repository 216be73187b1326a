package io.dmslocal.engine.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A resource's tags in the order they came (AWS: Tagging resources in AWS DMS). They live and vanish with the resource.
 *
 * @param byKey insertion-ordered
 */
public record Tags(Map<String, String> byKey) {

    private static final int MOST = 50;
    private static final Pattern ALPHABET =
            Pattern.compile("[\\p{L}\\p{N}\\s_.:/=+@-]*", Pattern.UNICODE_CHARACTER_CLASS);

    public Tags {
        byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
    }

    public static Tags none() {
        return new Tags(Map.of());
    }

    /** Tags of a create call. */
    public static Outcome<Tags> of(List<Map.Entry<String, String>> given) {
        return changeAdding(given).flatMap(none()::apply);
    }

    /** Checks what a caller gave, key by key, before any resource is asked. */
    public static Outcome<TagChange> changeAdding(List<Map.Entry<String, String>> given) {
        Map<String, String> added = new LinkedHashMap<>();
        for (Map.Entry<String, String> tag : given) {
            Optional<Fault> fault = check(tag.getKey(), tag.getValue());
            if (fault.isPresent()) {
                return Outcome.refused(fault.get());
            }
            if (added.put(tag.getKey(), tag.getValue()) != null) {
                return refuse("The tag key '" + tag.getKey() + "' is given twice; a key may stand once in a request.");
            }
        }
        return added.size() > MOST
                ? refuse("A resource can have at most " + MOST + " tags; " + added.size() + " are given.")
                : Outcome.done(new TagChange(added, List.of()));
    }

    /** The tags after a change, or a fault when there would be too many. */
    public Outcome<Tags> apply(TagChange change) {
        Map<String, String> result = new LinkedHashMap<>(byKey);
        result.putAll(change.added());
        change.removed().forEach(result::remove);
        return result.size() > MOST
                ? refuse("A resource can have at most " + MOST + " tags; this would make " + result.size() + ".")
                : Outcome.done(new Tags(result));
    }

    private static Optional<Fault> check(String key, String value) {
        if (key.isEmpty() || key.length() > 128) {
            return fault("A tag key must have 1 to 128 characters; '" + key + "' has " + key.length() + ".");
        }
        if (value.length() > 256) {
            return fault("A tag value may have 256 characters; that of '" + key + "' has " + value.length() + ".");
        }
        for (String text : List.of(key, value)) {
            if (text.startsWith("aws:") || text.startsWith("dms:")) {
                return fault("Tag keys and values must not begin with aws: or dms:; found '" + text + "'.");
            }
            if (!ALPHABET.matcher(text).matches()) {
                return fault(
                        "Tags may contain letters, digits, white space and _ . : / = + - @; found '" + text + "'.");
            }
        }
        return Optional.empty();
    }

    private static Optional<Fault> fault(String message) {
        return Optional.of(Fault.invalidValue(message));
    }

    private static <T> Outcome<T> refuse(String message) {
        return Outcome.refused(Fault.invalidValue(message));
    }
}
