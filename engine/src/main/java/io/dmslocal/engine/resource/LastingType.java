package io.dmslocal.engine.resource;

import io.dmslocal.engine.model.Outcome;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/** A type whose resources stay as they were made: AWS has no operation that modifies one, so nobody asks. */
public interface LastingType<D extends SdkPojo, C extends SdkPojo> extends ResourceType<D, C, C> {

    @Override
    default Supplier<? extends SdkPojo> modifications() {
        return creations();
    }

    @Override
    default Outcome<D> modify(Occasion occasion, D document, C request) {
        throw new UnsupportedOperationException(nameOf(document) + " is of a type that AWS does not modify");
    }
}
