package io.dmslocal.engine.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * A name in an object-locator: {@code %} any characters, {@code _} one, {@code [ab]} one of them, {@code [a-d]} one of the range, so {@code [_]}
 * is an underscore. Compared with the whole name, in its case. Source: "Wildcards in table mapping", AWS DMS user guide.
 */
public final class NamePattern {

    private static final Pattern UNESCAPED_UNDERSCORE = Pattern.compile("_(?![^\\[]*])");

    /** What one place of a name may hold. */
    private record Place(boolean any, IntPredicate takes) {}

    private final String text;
    private final String literal;
    private final Place[] places;
    private final boolean isWildcard;

    public NamePattern(String text) {
        this.text = text;
        List<Place> read = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        boolean wild = false;
        int i = 0;
        while (i < text.length()) {
            int end = text.charAt(i) == '[' ? text.indexOf(']', i + 2) : -1;
            if (end > 0) {
                String set = text.substring(i + 1, end);
                wild |= set.codePointCount(0, set.length()) > 1;
                plain.append(set);
                read.add(new Place(false, characters(set)));
                i = end + 1;
                continue;
            }
            int c = text.codePointAt(i);
            wild |= c == '%';
            plain.appendCodePoint(c);
            read.add(new Place(c == '%', c == '%' || c == '_' ? one -> true : one -> one == c));
            i += Character.charCount(c);
        }
        isWildcard = wild;
        literal = plain.toString();
        places = read.toArray(Place[]::new);
    }

    /** {@code a-d} is a range; a hyphen that has no character on both sides, or the greater one first, stands for itself. */
    private static IntPredicate characters(String text) {
        int[] set = text.codePoints().toArray();
        return c -> {
            for (int i = 0; i < set.length; i++) {
                boolean isRange = set[i] == '-' && i > 0 && i < set.length - 1 && set[i - 1] < set[i + 1];
                if (isRange ? c > set[i - 1] && c < set[i + 1] : c == set[i]) {
                    return true;
                }
            }
            return false;
        };
    }

    /** A place that takes any characters takes more of them only when what follows does not fit: no name takes long, whatever the pattern is. */
    public boolean matches(String name) {
        int[] characters = name.codePoints().toArray();
        int at = 0;
        int place = 0;
        int lastAny = -1;
        int afterAny = 0;
        while (at < characters.length) {
            if (place < places.length && places[place].any()) {
                lastAny = place++;
                afterAny = at;
            } else if (place < places.length && places[place].takes().test(characters[at])) {
                place++;
                at++;
            } else if (lastAny >= 0) {
                place = lastAny + 1;
                at = ++afterAny;
            } else {
                return false;
            }
        }
        while (place < places.length && places[place].any()) {
            place++;
        }
        return place == places.length;
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
