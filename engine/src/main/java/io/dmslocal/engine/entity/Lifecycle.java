package io.dmslocal.engine.entity;

import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandlerWithReplyBuilderByState;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.journal.JournalBackoff;
import java.time.Clock;
import java.util.function.Function;

/**
 * What all entities with a lifecycle do in the same way, so that an entity's own file tells only its own life.
 *
 * @param <C> its commands
 * @param <E> its events
 * @param <S> its states, a record per status
 */
public abstract class Lifecycle<C, E, S> extends EventSourcedBehaviorWithEnforcedReplies<C, E, S> {

    protected final String arn;
    protected final Clock clock;

    /** @param type the first part of its name in the journal */
    protected Lifecycle(String type, String arn, Clock clock) {
        super(PersistenceId.of(type, arn), JournalBackoff.strategy());
        this.arn = arn;
        this.clock = clock;
    }

    /** Starts and stops what goes with a state: timers, children. After each event and after a recovery. */
    protected abstract void align(S state);

    /** The commands of one status, or of all that have something in common. */
    protected final <T extends S> CommandHandlerWithReplyBuilderByState<C, E, T, S> inStatus(Class<T> status) {
        return newCommandHandlerWithReplyBuilder().forStateType(status);
    }

    /** For what nobody is told of and the journal does not keep. */
    protected final ReplyEffect<E, S> quietly(Runnable deed) {
        deed.run();
        return Effect().noReply();
    }

    protected final ReplyEffect<E, S> persist(E event) {
        return Effect().persist(event).thenRun(this::align).thenNoReply();
    }

    protected final <R> ReplyEffect<E, S> persist(E event, ActorRef<R> replyTo, Function<S, R> reply) {
        return Effect().persist(event).thenRun(this::align).thenReply(replyTo, reply::apply);
    }

    /** @param event tells that the tags are these now */
    protected final ReplyEffect<E, S> changeTags(
            Tags tags, TagChange change, ActorRef<TagReply> replyTo, Function<Tags, E> event) {
        return tags.apply(change)
                .fold(
                        changed -> change.changesNothing()
                                ? Effect().reply(replyTo, new TagReply.Tagged(changed))
                                : Effect()
                                        .persist(event.apply(changed))
                                        .thenReply(replyTo, next -> new TagReply.Tagged(changed)),
                        fault -> Effect().reply(replyTo, new TagReply.Refused(fault)));
    }

    /** Tags of what is being deleted may be asked for and not be changed. */
    protected final ReplyEffect<E, S> tellTags(
            Tags tags, TagChange change, ActorRef<TagReply> replyTo, Function<String, Fault> refusal) {
        return Effect()
                .reply(
                        replyTo,
                        change.changesNothing()
                                ? new TagReply.Tagged(tags)
                                : new TagReply.Refused(refusal.apply("Changing tags")));
    }
}
