package io.dmslocal.persistence.serialization;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values that lie beside objects, each for as long as somebody holds its object. Looks at the object, not at its content, so that another one is never taken
 * for it, however equal. Thread-safe.
 *
 * @param <V> does not refer to the object, which would never be let go of
 */
public final class Beside<V> {

    private static final class Key extends WeakReference<Object> {

        private final int hash;

        private Key(Object object, ReferenceQueue<Object> cleared) {
            super(object, cleared);
            hash = System.identityHashCode(object);
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

    public Optional<V> of(Object object) {
        letGo();
        return Optional.ofNullable(values.get(new Key(object, null)));
    }

    public void put(Object object, V value) {
        letGo();
        values.put(new Key(object, cleared), value);
    }

    private void letGo() {
        for (Object gone = cleared.poll(); gone != null; gone = cleared.poll()) {
            values.remove(gone);
        }
    }
}
