package io.dmslocal.engine.resource;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The rules of one type of resource without a life. Pure: no clock, no messages.
 *
 * <p>A request passes {@link #creation} or {@link #modification} first (syntax), then everything it refers to is looked up and held, then {@link #create} or
 * {@link #modify} makes the document. Names are unique and compared in any case; both name and ARN find a resource.
 *
 * @param <D> the document that describes one
 * @param <C> the request that creates one
 * @param <M> the request that modifies one; a {@link LastingType} has none
 */
public interface ResourceType<D extends SdkPojo, C extends SdkPojo, M extends SdkPojo> {

    /** As in ARNs, and in the ids of collections: never to be changed. */
    String arnType();

    /** Empty: as many as one likes. */
    default Optional<Quota> quota() {
        return Optional.empty();
    }

    Supplier<? extends SdkPojo> documents();

    Supplier<? extends SdkPojo> creations();

    Supplier<? extends SdkPojo> modifications();

    /** What callers call it, as they see it in the document. */
    String nameOf(D document);

    /**
     * The resource's own part of its ARN, where callers build ARNs of names themselves; then the name can never change.
     *
     * @return empty: the service generates one
     */
    default Optional<String> idOf(C request) {
        return Optional.empty();
    }

    /** What a request to create refers to, once its syntax is right. */
    default Outcome<List<Reference>> creation(C request) {
        return Outcome.done(List.of());
    }

    /** What a request to modify refers to, once its syntax is right. */
    default Outcome<List<Reference>> modification(M request) {
        return Outcome.done(List.of());
    }

    Outcome<D> create(Occasion occasion, C request);

    Outcome<D> modify(Occasion occasion, D document, M request);

    /** ARNs of all that a resource holds: what its requests referred to and still counts. */
    default List<String> uses(Scope scope, D document) {
        return List.of();
    }

    /** One that exists in every account as soon as somebody uses it. */
    default Optional<D> implicit(Scope scope, String name) {
        return Optional.empty();
    }

    /** Whether it may change while somebody holds it. */
    default boolean changesInUse() {
        return true;
    }

    Fault notFound();

    Fault alreadyExists();

    /**
     * @param verb what cannot be done because of it: {@code delete} or {@code modify}
     * @param dependent who still uses it: an identifier where known, else an ARN
     */
    Fault inUse(String verb, String name, String dependent);
}
