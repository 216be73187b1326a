package io.dmslocal.engine.run.validation;

import io.dmslocal.engine.comparison.KeyPair;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows the source has. Nothing but their keys is asked for: a row with a value that cannot be read or worked is there nevertheless, and what a
 * filter takes no more stays on the target, as with AWS.
 */
final class SourceKeys {

    /** Keys in one question to a database. */
    private static final int KEYS = 2_000;

    private SourceKeys() {}

    /**
     * @param keys with those of the source
     * @param readers has what is read meanwhile
     * @return those of them that the source does not have; none of a question whose answer is not wholly readable
     */
    static Set<KeyPair> gone(ComparedTable table, Collection<KeyPair> keys, OpenReaders readers) {
        List<KeyPair> asked = List.copyOf(keys);
        Set<KeyPair> gone = new HashSet<>();
        for (int from = 0; from < asked.size(); from += KEYS) {
            List<KeyPair> some = asked.subList(from, Math.min(asked.size(), from + KEYS));
            Optional<Set<List<String>>> there = there(table, some, readers);
            there.ifPresent(known -> some.stream()
                    .filter(key -> !known.contains(table.telling(key)))
                    .forEach(gone::add));
        }
        return gone;
    }

    private static Optional<Set<List<String>>> there(ComparedTable table, List<KeyPair> keys, OpenReaders readers) {
        Set<List<String>> there = new HashSet<>();
        boolean[] isUnsure = new boolean[1];
        List<List<String>> sourceKeys = keys.stream().map(KeyPair::source).toList();
        readers.readAll(table.sourceKeys(sourceKeys), (reader, batch) -> {
            there.addAll(table.tellings(batch));
            isUnsure[0] |= !reader.rejected().isEmpty();
        });
        return isUnsure[0] ? Optional.empty() : Optional.of(there);
    }
}
