package io.dmslocal.engine.replay;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import io.dmslocal.persistence.serialization.Message;
import io.dmslocal.persistence.serialization.Secret;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;

/** The smallest entity with a life: bought, renamed, broken. It poses as an endpoint. */
final class LampEntity extends EventSourcedBehavior<LampEntity.Command, LampEntity.Event, LampEntity.State> {

    static final EntityKind<State, Event> KIND =
            new EntityKind<>("Lamp", "endpoint", Event.class, arn -> new Absent(), transitions(), State::describe);

    record Command(Event event, ActorRef<Done> replyTo) {}

    record Done() {}

    sealed interface Event extends Message {}

    record Bought(@Secret String receipt) implements Event {}

    record Renamed(String name, String cause) implements Event {}

    record Broken() implements Event {}

    sealed interface State extends Message {
        Optional<Endpoint> describe();
    }

    record Absent() implements State {
        @Override
        public Optional<Endpoint> describe() {
            return Optional.empty();
        }
    }

    record Lit(String name, @Secret String receipt) implements State {
        @Override
        public Optional<Endpoint> describe() {
            return Optional.of(Endpoint.builder()
                    .endpointIdentifier(name)
                    .extraConnectionAttributes(receipt)
                    .build());
        }
    }

    private LampEntity(String arn) {
        super(PersistenceId.of("Lamp", arn));
    }

    static Behavior<Command> create(String arn) {
        return new LampEntity(arn);
    }

    static EventHandler<State, Event> transitions() {
        EventHandlerBuilder<State, Event> table = EventHandlerBuilder.builder();
        table.forStateType(Absent.class).onEvent(Bought.class, (state, event) -> new Lit("lamp", event.receipt()));
        table.forStateType(Lit.class)
                .onEvent(Renamed.class, (state, event) -> new Lit(event.name(), state.receipt()))
                .onEvent(Broken.class, (state, event) -> new Absent());
        return table.build();
    }

    @Override
    public State emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandler<Command, Event, State> commandHandler() {
        return (state, command) -> Effect()
                .persist(command.event())
                .thenRun(() -> command.replyTo().tell(new Done()));
    }

    @Override
    public EventHandler<State, Event> eventHandler() {
        return transitions();
    }
}
