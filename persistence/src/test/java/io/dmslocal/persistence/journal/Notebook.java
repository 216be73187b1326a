package io.dmslocal.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import io.dmslocal.persistence.serialization.Message;
import io.dmslocal.persistence.serialization.Secret;

/** A small persistent actor that writes down what it is told. */
final class Notebook extends EventSourcedBehavior<Notebook.Command, Notebook.Written, Notebook.State> {

    static final int EVENTS_PER_SNAPSHOT = 10;

    sealed interface Command extends Message {}

    record Write(String text, @Secret String password, ActorRef<Command> done) implements Command {}

    record Count(ActorRef<Integer> replyTo) implements Command {}

    record Written(String text, @Secret String password) implements Message {}

    record State(int count) implements Message {}

    private Notebook(String name) {
        super(PersistenceId.of("notebook", name), JournalBackoff.strategy());
    }

    static Behavior<Command> create(String name) {
        return new Notebook(name);
    }

    @Override
    public State emptyState() {
        return new State(0);
    }

    @Override
    public CommandHandler<Command, Written, State> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Write.class,
                        write -> Effect()
                                .persist(new Written(write.text(), write.password()))
                                .thenRun(() -> write.done().tell(write)))
                .onCommand(Count.class, (state, count) -> {
                    count.replyTo().tell(state.count());
                    return Effect().none();
                })
                .build();
    }

    @Override
    public EventHandler<State, Written> eventHandler() {
        return (state, event) -> new State(state.count() + 1);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, 2);
    }
}
