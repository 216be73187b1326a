package io.dmslocal.engine.model;

import io.dmslocal.persistence.serialization.Message;

/** What any resource answers to a {@link TagChange}. */
public sealed interface TagReply extends Message {

    record Tagged(Tags tags) implements TagReply {}

    record Refused(Fault fault) implements TagReply {}

    default Outcome<Tags> outcome() {
        return this instanceof Tagged tagged ? Outcome.done(tagged.tags()) : Outcome.refused(((Refused) this).fault());
    }
}
