package io.dmslocal.engine.directory;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What resources that live on this node would answer if they were asked to describe themselves: a list of a hundred idle resources then costs no message.
 *
 * <p>A resource puts its notice up after the event is in the journal and before anybody is told, and takes it down when it stops or when its answer would
 * change without an event. So a notice is as true as an answer; a resource without one is asked. Thread-safe; each notice is written by its resource alone.
 *
 * @param <D> the document
 */
public final class Noticeboard<D> {

    private final ConcurrentMap<String, D> notices = new ConcurrentHashMap<>();

    /** @param document never changed after this */
    public void put(String arn, D document) {
        notices.put(arn, document);
    }

    public void remove(String arn) {
        notices.remove(arn);
    }

    /** The same object until the resource changes. */
    public Optional<D> of(String arn) {
        return Optional.ofNullable(notices.get(arn));
    }
}
