package io.dmslocal.engine.entity;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.persistence.serialization.Message;
import java.util.Optional;

/**
 * What an entity replies: what was asked for, or a {@link Refusal}.
 *
 * @param <R> the replies of that entity
 */
public interface Answer<R> extends Message {

    /** The reply that was asked for, or the fault. */
    default <A extends R> Outcome<A> as(Class<A> wanted) {
        return refusal().<Outcome<A>>map(Outcome::refused).orElseGet(() -> Outcome.done(wanted.cast(this)));
    }

    /** Why it was refused; empty when it was not. */
    default Optional<Fault> refusal() {
        return this instanceof Refusal refused ? Optional.of(refused.fault()) : Optional.empty();
    }
}
