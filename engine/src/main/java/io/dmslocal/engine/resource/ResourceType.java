package io.dmslocal.engine.resource;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The rules of one type of resource without a life. Pure: no clock, no messages.
 *
 * @param <D> the document that describes one
 * @param <C> the request that creates one
 * @param <M> the request that modifies one
 */
public interface ResourceType<D extends SdkPojo, C extends SdkPojo, M extends SdkPojo> {

    /** As in ARNs, and in the ids of collections: never to be changed. */
    String arnType();

    Quota quota();

    Supplier<? extends SdkPojo> documents();

    Supplier<? extends SdkPojo> creations();

    Supplier<? extends SdkPojo> modifications();

    /** Under which a collection keeps it: unique, in the form in which it is stored. */
    String nameOf(D document);

    Outcome<D> create(Scope scope, C request);

    Outcome<D> modify(Scope scope, D document, M request);

    /** One that exists in every account as soon as somebody uses it. */
    default Optional<D> implicit(Scope scope, String name) {
        return Optional.empty();
    }

    Fault notFound();

    Fault alreadyExists();

    /** @param dependent who still uses it: an identifier where known, else an ARN */
    Fault inUse(String name, String dependent);
}
