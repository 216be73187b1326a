package io.dmslocal.engine.mapping.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Names in locators: {@code %}, {@code _}, {@code [..]}; the whole name, in its case. */
final class ReferenceNames {

    private static final Map<String, Pattern> READ = new ConcurrentHashMap<>();

    private ReferenceNames() {}

    static boolean matches(String pattern, String name) {
        return READ.computeIfAbsent(pattern, ReferenceNames::read).matcher(name).matches();
    }

    private static Pattern read(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); ) {
            int c = pattern.codePointAt(i);
            int close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (close > 0) {
                regex.append(set(pattern.substring(i + 1, close)));
                i = close + 1;
                continue;
            }
            regex.append(
                    switch (c) {
                        case '%' -> ".*";
                        case '_' -> ".";
                        default -> Pattern.quote(Character.toString(c));
                    });
            i += Character.charCount(c);
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static String set(String text) {
        int[] characters = text.codePoints().toArray();
        boolean isRange = characters.length == 3 && characters[1] == '-';
        if (isRange) {
            return "[\\x{" + Integer.toHexString(characters[0]) + "}-\\x{" + Integer.toHexString(characters[2]) + "}]";
        }
        StringBuilder any = new StringBuilder("[");
        for (int c : characters) {
            any.append("\\x{").append(Integer.toHexString(c)).append('}');
        }
        return any.append(']').toString();
    }

    /** A name that rules need exactly: what stands in brackets stands for itself. */
    static boolean is(String pattern, String name) {
        return pattern.replace("[_]", "_").replace("[%]", "%").equals(name);
    }

    /** Limits: names with one of these characters, or written from right to left, are not transformable. */
    static boolean isTransformable(String name) {
        return !name.matches(".*[#\\\\/-].*") && !name.matches(".*[\\p{InHebrew}\\p{InArabic}].*");
    }

    /** Whether a naming action does something to a name. */
    static boolean renames(JsonNode rule, String name) {
        if (!isTransformable(name)) {
            return false;
        }
        return switch (rule.path("rule-action").asText()) {
            case "rename", "convert-lowercase", "convert-uppercase", "add-prefix", "add-suffix" -> true;
            case "remove-prefix" -> name.startsWith(rule.path("value").asText());
            case "remove-suffix" -> name.endsWith(rule.path("value").asText());
            case "replace-prefix" -> name.startsWith(rule.path("old-value").asText());
            case "replace-suffix" -> name.endsWith(rule.path("old-value").asText());
            default -> false;
        };
    }

    static String renamed(JsonNode rule, String name) {
        String value = rule.path("value").asText();
        String old = rule.path("old-value").asText();
        return switch (rule.path("rule-action").asText()) {
            case "rename" -> value;
            case "convert-lowercase" -> name.toLowerCase(java.util.Locale.ROOT);
            case "convert-uppercase" -> name.toUpperCase(java.util.Locale.ROOT);
            case "add-prefix" -> value + name;
            case "add-suffix" -> name + value;
            case "remove-prefix" -> name.substring(value.length());
            case "remove-suffix" -> name.substring(0, name.length() - value.length());
            case "replace-prefix" -> value + name.substring(old.length());
            case "replace-suffix" -> name.substring(0, name.length() - old.length()) + value;
            default -> throw new IllegalArgumentException(rule.toString());
        };
    }
}
