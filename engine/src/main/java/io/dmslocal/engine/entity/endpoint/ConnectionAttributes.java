package io.dmslocal.engine.entity.endpoint;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * ExtraConnectionAttributes: {@code name=value;name=value;}, names in any case, kept as written.
 *
 * @param byName keys in lower case, in the order they came
 */
record ConnectionAttributes(Map<String, Attribute> byName) {

    /** @param name as written */
    record Attribute(String name, String value) {}

    static final ConnectionAttributes NONE = new ConnectionAttributes(Map.of());

    ConnectionAttributes {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /** Whether a text has no attribute at all. AWS takes a bare word for most engines, does nothing with it and returns it. */
    static boolean isNoList(String text) {
        return !text.isBlank() && text.indexOf('=') < 0 && text.indexOf(';') < 0;
    }

    static Outcome<ConnectionAttributes> parse(String text) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (String part : text.split(";")) {
            if (part.isBlank()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).strip();
            if (equals < 0 || name.isEmpty()) {
                return Outcome.refused(Fault.invalidValue("ExtraConnectionAttributes has '" + part.strip()
                        + "'; a list of name=value separated by semicolons is needed."));
            }
            attributes.put(
                    name.toLowerCase(Locale.ROOT),
                    new Attribute(name, part.substring(equals + 1).strip()));
        }
        return Outcome.done(new ConnectionAttributes(attributes));
    }

    /**
     * Whether a value comes back as it is: the text has no way to write a semicolon, is read without blanks around values, and is refused with
     * control characters other than those that break and indent lines (a file's delimiter may be one).
     */
    static boolean carries(String value) {
        return !value.isEmpty()
                && value.indexOf(';') < 0
                && value.strip().equals(value)
                && value.chars().noneMatch(each -> each < ' ' && "\t\n\r".indexOf(each) < 0);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT))).map(Attribute::value);
    }

    ConnectionAttributes with(String name, String value) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(byName);
        String key = name.toLowerCase(Locale.ROOT);
        String written = attributes.containsKey(key) ? attributes.get(key).name() : name;
        attributes.put(key, new Attribute(written, value));
        return new ConnectionAttributes(attributes);
    }

    /** @param dropped told a name in lower case */
    ConnectionAttributes without(Predicate<String> dropped) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(byName);
        attributes.keySet().removeIf(dropped);
        return new ConnectionAttributes(attributes);
    }

    /** As AWS returns it: every attribute with a semicolon after it. */
    @Override
    public String toString() {
        return byName.values().stream()
                .map(attribute -> attribute.name() + "=" + attribute.value() + ";")
                .collect(Collectors.joining());
    }
}
