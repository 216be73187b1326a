package io.dmslocal.engine.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * A name in an object-locator: {@code %} any characters, {@code _} one, {@code [ab]} one of them, {@code [a-d]} one of the range, so {@code [_]}
 * is an underscore. Compared with the whole name, in its case unless the source's catalogue knows none. Source: "Wildcards in table mapping", AWS DMS
 * user guide.
 */
public final class NamePattern {

    private static final Pattern UNESCAPED_UNDERSCORE = Pattern.compile("_(?![^\\[]*])");

    /** What one place of a name may hold. */
    private record Place(boolean any, IntPredicate takes) {}

    private final String text;
    private final String read;
    private final String literal;
    private final Place[] places;
    private final boolean isWildcard;
    private final boolean inAnyCase;

    public NamePattern(String text) {
        this(text, text, false);
    }

    /** @param read what is compared with names, of which the text is how it was written */
    private NamePattern(String written, String read, boolean inAnyCase) {
        this.text = written;
        this.inAnyCase = inAnyCase;
        this.read = read;
        String text = inAnyCase ? folded(read) : read;
        List<Place> all = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        boolean wild = false;
        int i = 0;
        while (i < text.length()) {
            int end = text.charAt(i) == '[' ? text.indexOf(']', i + 2) : -1;
            if (end > 0) {
                String set = text.substring(i + 1, end);
                wild |= set.codePointCount(0, set.length()) > 1;
                plain.append(set);
                all.add(new Place(false, characters(set)));
                i = end + 1;
                continue;
            }
            int c = text.codePointAt(i);
            wild |= c == '%';
            plain.appendCodePoint(c);
            all.add(new Place(c == '%', c == '%' || c == '_' ? one -> true : one -> one == c));
            i += Character.charCount(c);
        }
        isWildcard = wild;
        literal = plain.toString();
        places = all.toArray(Place[]::new);
    }

    /** The same for a source that tells names apart by more than case. */
    public NamePattern inAnyCase() {
        return new NamePattern(text, read, true);
    }

    /**
     * The same where a character makes the wildcard behind it stand for itself. Source: "Using Oracle as a source", escapeCharacter, AWS DMS user guide.
     */
    public NamePattern escapedBy(int escape) {
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < read.length(); i++) {
            int c = read.codePointAt(i);
            int next = i + Character.charCount(c);
            if (c == escape && next < read.length() && isSpecial(read.codePointAt(next), escape)) {
                literal.append('[').appendCodePoint(read.codePointAt(next)).append(']');
                i = next + Character.charCount(read.codePointAt(next)) - 1;
            } else {
                literal.appendCodePoint(c);
                i = next - 1;
            }
        }
        return new NamePattern(text, literal.toString(), inAnyCase);
    }

    private static boolean isSpecial(int c, int escape) {
        return c == '%' || c == '_' || c == '[' || c == escape;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
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
        int[] characters = (inAnyCase ? folded(name) : name).codePoints().toArray();
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
        return !matches(name) && inAnyCase().matches(name);
    }

    /** Whether it matches only because an underscore means any character. */
    public boolean matchesByUnderscore(String name) {
        return matches(name)
                && !new NamePattern(text, UNESCAPED_UNDERSCORE.matcher(read).replaceAll("[_]"), inAnyCase)
                        .matches(name);
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
        return literal.equals(inAnyCase ? folded(name) : name);
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamePattern p && p.read.equals(read) && p.inAnyCase == inAnyCase;
    }

    @Override
    public int hashCode() {
        return read.hashCode();
    }
}
