package io.dmslocal.engine.connector.postgres;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table's definition as it is kept beyond restarts, to notice by it that the table was altered, and which of its columns are the same under other names.
 *
 * @param signature names and types, a line for each column; empty when nothing is remembered
 * @param table its number in the catalogue: another one that has its name later has another
 * @param numbers of the columns in the catalogue, which they keep as long as they live; empty, and {@code table} 0, when the catalogue had gone on already
 */
record RememberedDefinition(String signature, long table, List<Integer> numbers) {

    static final RememberedDefinition NONE = withoutNumbers("");

    RememberedDefinition {
        numbers = List.copyOf(numbers);
    }

    static RememberedDefinition withoutNumbers(String signature) {
        return new RememberedDefinition(signature, 0, List.of());
    }

    /** {@code 16385:1,2,4} in a line of its own, where the numbers are known, then the signature, in whose lines are blanks. */
    static RememberedDefinition parse(String text) {
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        if (first.isEmpty() || first.contains(" ")) {
            return withoutNumbers(text);
        }
        int colon = first.indexOf(':');
        return new RememberedDefinition(
                text.substring(end + 1),
                Long.parseLong(first.substring(0, colon)),
                Arrays.stream(first.substring(colon + 1).split(","))
                        .map(Integer::valueOf)
                        .toList());
    }

    String text() {
        return numbers.isEmpty()
                ? signature
                : table + ":" + numbers.stream().map(String::valueOf).collect(Collectors.joining(",")) + "\n"
                        + signature;
    }

    List<String> names() {
        return signature.lines().map(RememberedDefinition::name).toList();
    }

    private static String name(String line) {
        return line.substring(0, line.lastIndexOf(' ', line.lastIndexOf(' ') - 1));
    }

    /** The signature without some columns. */
    String without(Set<String> leftOut) {
        return signature.lines().filter(line -> !leftOut.contains(name(line))).collect(Collectors.joining("\n"));
    }

    /** Whether the numbers say that some column is another one than before, whatever its name and type. */
    boolean hasOthersThan(RememberedDefinition before) {
        return isOfSameTable(before) && !numbers.equals(before.numbers);
    }

    /**
     * Columns that are here and still there now, of which something that knows only some names knows nothing; empty where numbers are missing.
     *
     * @param names of here or of now
     * @return their names of now
     */
    List<String> unnamed(RememberedDefinition now, Collection<String> names) {
        if (!now.isOfSameTable(this)) {
            return List.of();
        }
        List<String> here = names();
        List<String> there = now.names();
        List<String> unnamed = new ArrayList<>();
        for (int i = 0; i < there.size(); i++) {
            int was = numbers.indexOf(now.numbers.get(i));
            if (was >= 0 && !names.contains(here.get(was)) && !names.contains(there.get(i))) {
                unnamed.add(there.get(i));
            }
        }
        return unnamed;
    }

    private boolean isOfSameTable(RememberedDefinition before) {
        return !numbers.isEmpty() && !before.numbers.isEmpty() && table == before.table;
    }

    /** Old names of columns by their new ones, as {@link io.dmslocal.engine.record.Change.Ddl} has them; empty where numbers are missing. */
    Optional<Map<String, String>> movedSince(RememberedDefinition before) {
        if (!isOfSameTable(before)) {
            return Optional.empty();
        }
        List<String> now = names();
        List<String> old = before.names();
        Map<String, String> moved = new HashMap<>();
        for (int i = 0; i < now.size(); i++) {
            int was = before.numbers.indexOf(numbers.get(i));
            if (was < 0 && old.contains(now.get(i))) {
                moved.put(now.get(i), "");
            } else if (was >= 0 && !old.get(was).equals(now.get(i))) {
                moved.put(now.get(i), old.get(was));
            }
        }
        return Optional.of(moved);
    }
}
