package io.dmslocal.engine.entity;

import akka.actor.typed.ActorRef;
import akka.persistence.typed.javadsl.ReplyEffect;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.TagReply;
import java.time.Clock;
import java.util.Collection;

/**
 * An entity that callers know by name: a directory has it, it shows a document, and whoever it used is told when it is gone.
 *
 * @param <C> its commands
 * @param <E> its events
 * @param <S> its states, a record per status
 * @param <R> its replies
 */
public abstract class Resident<C, E, S extends HasStatus, R> extends Lifecycle<C, E, S> {

    protected final Residents residents;
    private final Kind kind;

    /** @param type the first part of its name in the journal */
    protected Resident(String type, Kind kind, String arn, Clock clock, Residents residents) {
        super(type, arn, clock);
        this.kind = kind;
        this.residents = residents;
    }

    /** Its document as callers see it; a refusal while there is none. */
    protected abstract R described(S state);

    protected abstract R refused(Fault fault);

    /** Answers with the document of after the event. */
    protected final ReplyEffect<E, S> persist(E event, ActorRef<R> replyTo) {
        return persist(event, replyTo, this::described);
    }

    protected final ReplyEffect<E, S> describe(S state, ActorRef<R> replyTo) {
        return Effect().reply(replyTo, described(state));
    }

    protected final ReplyEffect<E, S> refuse(ActorRef<R> replyTo, Fault fault) {
        return Effect().reply(replyTo, refused(fault));
    }

    /** There is nothing that could have tags. */
    protected final ReplyEffect<E, S> refuseTags(ActorRef<TagReply> replyTo) {
        return Effect().reply(replyTo, new TagReply.Refused(notFound()));
    }

    /**
     * Its last event: the name is free, and those it used can let go of it.
     *
     * @param used ARNs of what it was attached to
     */
    protected final ReplyEffect<E, S> vanish(E deleted, Collection<String> used) {
        return Effect()
                .persist(deleted)
                .thenRun(this::align)
                .thenRun(() -> residents.gone(arn, used))
                .thenNoReply();
    }

    protected final Fault notFound() {
        return kind.notFound();
    }

    protected final Fault alreadyThere() {
        return Fault.alreadyExists("The resource you are attempting to create already exists.", arn);
    }

    /**
     * Why a status does not take a command.
     *
     * @param command as callers know it
     * @param needed what would take it: "status available"
     */
    protected final Fault refusal(S state, String command, String needed) {
        return state.equals(emptyState())
                ? notFound()
                : Fault.invalidState(kind.noun() + " " + arn + " is in status " + state.status() + "; " + command
                        + " needs " + needed + ".");
    }
}
