package io.dmslocal.api.listing;

import io.dmslocal.engine.model.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * Pages of a list in the order of a key. The marker carries the last item's key, not its index, so that what is created or deleted between two
 * calls neither repeats nor hides another item.
 *
 * @param key unique in the list: an identifier, or a time of fixed width and an id
 * @param least of MaxRecords
 * @param most of MaxRecords
 * @param member of the request that has the marker
 */
public record Markers<T>(Function<T, String> key, int least, int most, String member) {

    /** Records of a page when MaxRecords is absent: the same for every operation. */
    private static final int DEFAULT = 100;

    private static final int LONGEST = 1024; // characters of a marker

    /** MaxRecords from 20 to 100, as most operations have it. */
    public static <T> Markers<T> by(Function<T, String> key) {
        return new Markers<>(key, 20, 100, "Marker");
    }

    /** For operations whose documentation says otherwise or nothing. */
    public Markers<T> bounds(int fewest, int greatest) {
        return new Markers<>(key, fewest, greatest, member);
    }

    /** For operations that call it otherwise. */
    public Markers<T> in(String otherMember) {
        return new Markers<>(key, least, most, otherMember);
    }

    /** What is wrong with a request's members; null stands for absent ones. */
    public Optional<Fault> fault(Integer maxRecords, String marker) {
        if (maxRecords != null && (maxRecords < least || maxRecords > most)) {
            return Optional.of(Fault.invalidValue(
                    "Invalid value " + maxRecords + " for MaxRecords. Must be between " + least + " and " + most));
        }
        if (marker != null && !marker.isEmpty() && after(marker).isEmpty()) {
            return Optional.of(Fault.invalidValue("The parameter " + member
                    + " is not one that a previous call returned. Leave it out to begin at the start."));
        }
        return Optional.empty();
    }

    /**
     * The page after a marker.
     *
     * @param items in any order
     * @param marker of a request without {@link #fault}; null or empty for the first page
     */
    public Page<T> page(List<T> items, Integer maxRecords, String marker) {
        int size = size(maxRecords);
        String after = begin(marker);
        List<T> first = first(items, after, size + 1);
        if (first.size() <= size) {
            return new Page<>(first, null);
        }
        List<T> page = List.copyOf(first.subList(0, size));
        return new Page<>(page, marker(key.apply(page.get(size - 1))));
    }

    /** How many items a page has. */
    public int size(Integer maxRecords) {
        return maxRecords == null ? Math.min(DEFAULT, most) : maxRecords;
    }

    /** The key that a page begins after; empty for the first page. */
    public String begin(String marker) {
        return marker == null || marker.isEmpty() ? "" : after(marker).orElseThrow();
    }

    /** The first few after a key, in order; the rest of a long list is never sorted. */
    private List<T> first(List<T> items, String after, int count) {
        Comparator<T> order = Comparator.comparing(key);
        PriorityQueue<T> smallest = new PriorityQueue<>(order.reversed());
        for (T item : items) {
            if (key.apply(item).compareTo(after) > 0) {
                smallest.add(item);
                if (smallest.size() > count) {
                    smallest.poll();
                }
            }
        }
        List<T> sorted = new ArrayList<>(smallest);
        sorted.sort(order);
        return sorted;
    }

    private static String marker(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((":" + key).getBytes(StandardCharsets.UTF_8));
    }

    /** The key in a marker; the colon tells our own from other Base64. */
    private static Optional<String> after(String marker) {
        if (marker.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(marker);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(":") ? Optional.of(text.substring(1)) : Optional.empty();
        } catch (IllegalArgumentException | CharacterCodingException foreign) {
            return Optional.empty();
        }
    }
}
