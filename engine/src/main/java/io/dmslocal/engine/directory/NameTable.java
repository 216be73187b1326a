package io.dmslocal.engine.directory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dmslocal.engine.directory.Directory.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import scala.collection.Iterator;
import scala.collection.immutable.HashMap;
import scala.math.Ordering;

/**
 * The entries of a directory, in the order of their identifiers and by their ARNs. Immutable; a change shares what it does not touch, and costs as little among
 * ten thousand names as among ten. Lies in snapshots as a map of its entries.
 */
public final class NameTable {

    private static final NameTable EMPTY =
            new NameTable(scala.collection.immutable.TreeMap$.MODULE$.empty(Ordering.String$.MODULE$), new HashMap<>());

    private final scala.collection.immutable.TreeMap<String, Entry> byIdentifier;

    /** To one identifier, or while it is being renamed to two, sorted. */
    private final HashMap<String, List<String>> byArn;

    private NameTable(
            scala.collection.immutable.TreeMap<String, Entry> byIdentifier, HashMap<String, List<String>> byArn) {
        this.byIdentifier = byIdentifier;
        this.byArn = byArn;
    }

    static NameTable empty() {
        return EMPTY;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static NameTable of(SortedMap<String, Entry> entries) {
        NameTable table = EMPTY;
        for (Entry entry : entries.values()) {
            table = table.with(entry);
        }
        return table;
    }

    /** In place of what had its identifier. */
    NameTable with(Entry entry) {
        NameTable free = without(entry.identifier());
        List<String> names = new ArrayList<>(free.identifiers(entry.arn()));
        names.add(entry.identifier());
        Collections.sort(names);
        return new NameTable(
                free.byIdentifier.updated(entry.identifier(), entry),
                free.byArn.updated(entry.arn(), List.copyOf(names)));
    }

    NameTable without(String identifier) {
        Optional<Entry> entry = named(identifier);
        if (entry.isEmpty()) {
            return this;
        }
        String arn = entry.get().arn();
        List<String> rest = identifiers(arn).stream()
                .filter(other -> !other.equals(identifier))
                .toList();
        return new NameTable(
                byIdentifier.removed(identifier), rest.isEmpty() ? byArn.removed(arn) : byArn.updated(arn, rest));
    }

    NameTable withoutArn(String arn) {
        NameTable table = this;
        for (String identifier : identifiers(arn)) {
            table = table.without(identifier);
        }
        return table;
    }

    Optional<Entry> named(String identifier) {
        return Optional.ofNullable(byIdentifier.getOrElse(identifier, () -> null));
    }

    Optional<Entry> holding(String arn) {
        return identifiers(arn).stream().findFirst().flatMap(this::named);
    }

    /** However many names each has. */
    long resources() {
        return byArn.size();
    }

    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(byIdentifier.size());
        for (Iterator<Entry> each = byIdentifier.valuesIterator(); each.hasNext(); ) {
            entries.add(each.next());
        }
        return entries;
    }

    /**
     * Confirmed entries in order; looks at none before them, and at few behind them.
     *
     * @param after an identifier; empty for the first ones
     */
    List<Entry> confirmed(String after, int most) {
        List<Entry> some = new ArrayList<>();
        for (Iterator<Entry> each = byIdentifier.valuesIteratorFrom(after); each.hasNext() && some.size() < most; ) {
            Entry entry = each.next();
            if (entry.confirmed() && !entry.identifier().equals(after)) {
                some.add(entry);
            }
        }
        return some;
    }

    public boolean isEmpty() {
        return byIdentifier.isEmpty();
    }

    Set<String> identifiers() {
        return asMap().keySet();
    }

    @JsonValue
    SortedMap<String, Entry> asMap() {
        SortedMap<String, Entry> map = new TreeMap<>();
        entries().forEach(entry -> map.put(entry.identifier(), entry));
        return map;
    }

    List<String> identifiers(String arn) {
        return byArn.getOrElse(arn, List::of);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NameTable table && byIdentifier.equals(table.byIdentifier);
    }

    @Override
    public int hashCode() {
        return byIdentifier.hashCode();
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
