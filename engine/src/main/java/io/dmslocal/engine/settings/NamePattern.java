package io.dmslocal.engine.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name in an object-locator: {@code %} any characters, {@code _} one, {@code [ab]} one of them, {@code [a-d]} one of the range, so {@code [_]}
 * is an underscore. Compared with the whole name, in its case. Source: "Wildcards in table mapping", AWS DMS user guide.
 */
public final class NamePattern {

    private static final Pattern UNESCAPED_UNDERSCORE = Pattern.compile("_(?![^\\[]*])");

    private final String text;
    private final String literal;
    private final Pattern pattern;
    private final boolean isWildcard;

    public NamePattern(String text) {
        this.text = text;
        StringBuilder regex = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        boolean wild = false;
        int i = 0;
        while (i < text.length()) {
            int end = text.charAt(i) == '[' ? text.indexOf(']', i + 2) : -1;
            if (end > 0) {
                String set = text.substring(i + 1, end);
                wild |= set.length() > 1;
                plain.append(set);
                regex.append(characters(set));
                i = end + 1;
                continue;
            }
            int c = text.codePointAt(i);
            wild |= c == '%';
            plain.appendCodePoint(c);
            regex.append(
                    switch (c) {
                        case '%' -> ".*";
                        case '_' -> ".";
                        default -> Pattern.quote(Character.toString(c));
                    });
            i += Character.charCount(c);
        }
        isWildcard = wild;
        literal = plain.toString();
        pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** {@code a-d} as a class of a regular expression; everything but a hyphen between two characters stands for itself. */
    private static String characters(String set) {
        StringBuilder characters = new StringBuilder("[");
        for (int i = 0; i < set.length(); i++) {
            boolean range = set.charAt(i) == '-' && i > 0 && i < set.length() - 1;
            if (range && set.charAt(i - 1) < set.charAt(i + 1)) {
                characters.append('-');
            } else {
                characters
                        .append("\\x{")
                        .append(Integer.toHexString(set.charAt(i)))
                        .append('}');
            }
        }
        return characters.append(']').toString();
    }

    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** Whether it would match if case did not matter. */
    public boolean matchesInAnotherCase(String name) {
        return !matches(name) && new NamePattern(text.toLowerCase(Locale.ROOT)).matches(name.toLowerCase(Locale.ROOT));
    }

    /** Whether it matches only because an underscore means any character. */
    public boolean matchesByUnderscore(String name) {
        return matches(name)
                && !new NamePattern(UNESCAPED_UNDERSCORE.matcher(text).replaceAll("[_]")).matches(name);
    }

    /**
     * Whether the name as a whole could be one name: rules that need exact names refuse {@code %} and sets. An underscore is too common in names
     * to be meant as a wildcard there.
     */
    public boolean isExact() {
        return !isWildcard;
    }

    /** The one name that an exact pattern means. */
    public boolean is(String name) {
        return literal.equals(name);
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamePattern p && p.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
