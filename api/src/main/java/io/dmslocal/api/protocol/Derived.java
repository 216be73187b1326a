package io.dmslocal.api.protocol;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What is made of a document once and kept for as long as somebody holds that document: its JSON, say. For documents that stay the same object between
 * two changes. Looks at the object, not at its content, so that a changed document is never taken for the earlier one. Thread-safe.
 *
 * @param <D> the document; immutable
 * @param <V> does not refer to the document, which would never be let go of
 */
public final class Derived<D, V> {

    private static final class Key extends WeakReference<Object> {

        private final int hash;

        private Key(Object document, ReferenceQueue<Object> cleared) {
            super(document, cleared);
            hash = System.identityHashCode(document);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Key key && key.hash == hash && get() != null && get() == key.get();
        }
    }

    private final Map<Key, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> cleared = new ReferenceQueue<>();
    private final Function<D, V> make;

    /** @param make pure */
    public Derived(Function<D, V> make) {
        this.make = make;
    }

    public V of(D document) {
        for (Object gone = cleared.poll(); gone != null; gone = cleared.poll()) {
            values.remove(gone);
        }
        V known = values.get(new Key(document, null));
        if (known == null) {
            known = make.apply(document);
            values.put(new Key(document, cleared), known);
        }
        return known;
    }
}
