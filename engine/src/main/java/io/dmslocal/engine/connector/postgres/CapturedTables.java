package io.dmslocal.engine.connector.postgres;

import io.dmslocal.engine.connector.spi.CaptureMemory;
import io.dmslocal.engine.connector.spi.Source.CaptureRequest;
import io.dmslocal.engine.record.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The captured tables by their numbers (oid), under the names by which the task knows them: a table keeps its name of the beginning until it was told that it
 * has another, or is gone. Remembered beyond restarts. Read by any thread, changed by the one that reads changes.
 *
 * <p>What was told is not yet done: the reader is ahead of the target, and a later one may begin before that place again. Until one begins behind it,
 * the number is remembered with the place; else the changes and the end of the table that went would be missed where another has its name already.
 */
final class CapturedTables {

    static final String MEMORY = "numbers";

    /** @param goneAt where it was told that the table goes on under another name, or not at all */
    private record Noted(int number, TableId table, Optional<LogPosition> goneAt) {

        /** {@code 16385 TAB schema TAB name}; {@code 16385@0/16B3748.1 TAB schema TAB name} when it went. */
        static Noted parse(String entry) {
            String[] words = entry.split("\t", 3);
            String[] number = words[0].split("@", 2);
            return new Noted(
                    Integer.parseUnsignedInt(number[0]),
                    new TableId(words[1], words[2]),
                    number.length == 1 ? Optional.empty() : Optional.of(LogPosition.parse(number[1])));
        }

        String text() {
            return Integer.toUnsignedString(number)
                    + goneAt.map(place -> "@" + place.exactText()).orElse("")
                    + "\t" + table.schema() + "\t" + table.name();
        }

        boolean isKnownAt(LogPosition from) {
            return goneAt.isEmpty() || goneAt.get().compareTo(from) > 0;
        }
    }

    private final CaptureRequest request;
    private final Map<Integer, TableId> known = new ConcurrentHashMap<>();
    private final Map<Integer, Noted> gone = new HashMap<>();
    private volatile Runnable whenOneCame = () -> {};

    CapturedTables(CaptureRequest request) {
        this.request = request;
    }

    /**
     * Knows the tables by what an earlier reader noted, and those that are new to it as they are now.
     *
     * @param now of all tables
     * @param from where reading begins
     */
    void begin(Map<TableId, Integer> now, LogPosition from) {
        noted(from).forEach(noted -> known.put(noted.number(), noted.table()));
        Set<TableId> noted = Set.copyOf(known.values());
        now.forEach((table, number) -> {
            if (request.tables().contains(table) && !noted.contains(table)) {
                known.putIfAbsent(number, table); // taken: its table's renaming to this name is still to be told
            }
        });
        note();
    }

    private Stream<Noted> noted(LogPosition from) {
        return request.memory().entries(MEMORY).stream()
                .map(Noted::parse)
                .filter(noted -> noted.isKnownAt(from) && request.tables().contains(noted.table()));
    }

    /**
     * Wanted tables that others have the names of by now: these come when it was told that the earlier ones went.
     *
     * @param now of all tables
     * @param from where reading will begin
     */
    Set<TableId> replaced(Map<TableId, Integer> now, LogPosition from) {
        Map<TableId, Set<Integer>> numbers = noted(from)
                .collect(Collectors.groupingBy(Noted::table, Collectors.mapping(Noted::number, Collectors.toSet())));
        return numbers.entrySet().stream()
                .filter(table ->
                        now.containsKey(table.getKey()) && !table.getValue().contains(now.get(table.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Wanted tables that no earlier reader knew. */
    Set<TableId> newOnes() {
        Set<TableId> wanted = new HashSet<>(request.tables());
        request.memory()
                .entries(MEMORY)
                .forEach(entry -> wanted.remove(Noted.parse(entry).table()));
        return wanted;
    }

    /** Wanted tables whose numbers nobody knows. */
    Set<TableId> withoutNumber() {
        Set<TableId> without = new HashSet<>(request.tables());
        without.removeAll(known.values());
        return without;
    }

    /** @param look what to do when the log says that a wanted table came */
    void whenOneCame(Runnable look) {
        whenOneCame = look;
    }

    /** Whose changes the log has under this number and name. Empty when they are not ours. */
    Optional<TableId> of(int number, TableId named) {
        TableId table = known.get(number);
        if (table == null && request.tables().contains(named) && !known.containsValue(named)) {
            table = named;
        }
        return Optional.ofNullable(table);
    }

    Optional<TableId> known(int number) {
        return Optional.ofNullable(known.get(number));
    }

    void forEach(BiConsumer<Integer, TableId> action) {
        known.forEach(action);
    }

    /** It was told, there, that the table of this number goes on under another name, or not at all. */
    void forget(int number, LogPosition at) {
        TableId table = known.remove(number);
        if (table != null) {
            gone.put(number, new Noted(number, table, Optional.of(at)));
            note();
        }
    }

    /** The log says that a table has this name now. */
    void cameTo(TableId name) {
        if (request.laterTables().test(name)) {
            whenOneCame.run();
        }
    }

    private void note() {
        CaptureMemory memory = request.memory();
        memory.clear(MEMORY);
        known.forEach((number, table) -> memory.append(MEMORY, new Noted(number, table, Optional.empty()).text()));
        gone.values().forEach(noted -> memory.append(MEMORY, noted.text()));
    }
}
