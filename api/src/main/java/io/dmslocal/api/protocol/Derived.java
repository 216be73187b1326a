package io.dmslocal.api.protocol;

import io.dmslocal.persistence.serialization.Beside;
import java.util.function.Function;

/**
 * What is made of a document once and kept for as long as somebody holds that document: its JSON, say. For documents that stay the same object between
 * two changes. Looks at the object, not at its content, so that a changed document is never taken for the earlier one. Thread-safe.
 *
 * @param <D> the document; immutable
 * @param <V> does not refer to the document, which would never be let go of
 */
public final class Derived<D, V> {

    private final Beside<V> values = new Beside<>();
    private final Function<D, V> make;

    /** @param make pure */
    public Derived(Function<D, V> make) {
        this.make = make;
    }

    public V of(D document) {
        return values.of(document).orElseGet(() -> {
            V made = make.apply(document);
            values.put(document, made);
            return made;
        });
    }
}
