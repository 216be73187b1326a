package io.dmslocal.engine.resource;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.persistence.journal.JournalBackoff;
import io.dmslocal.persistence.serialization.Message;
import io.dmslocal.persistence.serialization.ModelJson;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Owns all resources of one type in one account and region: unique names, atomic changes, listing in one message. What a resource may be is up to its
 * {@link ResourceType}; documents and requests are JSON here.
 */
public final class ResourceCollection<D extends SdkPojo, C extends SdkPojo, M extends SdkPojo>
        extends EventSourcedBehaviorWithEnforcedReplies<
                ResourceCollection.Command, ResourceCollection.Event, ResourceCollection.State> {

    public sealed interface Command extends Message {}

    public record Create(ObjectNode request, Tags tags, long limit, ActorRef<Reply> replyTo) implements Command {}

    public record Modify(String name, ObjectNode request, ActorRef<Reply> replyTo) implements Command {}

    public record Delete(String name, ActorRef<Reply> replyTo) implements Command {}

    public record Describe(String name, ActorRef<Reply> replyTo) implements Command {}

    public record All(ActorRef<Reply> replyTo) implements Command {}

    /** Somebody begins to use a resource; one that exists implicitly comes to be by that. */
    public record Attach(String name, String dependent, ActorRef<Reply> replyTo) implements Command {}

    public record Detach(String name, String dependent, ActorRef<Reply> replyTo) implements Command {}

    public record AskDependents(String name, ActorRef<Dependents> replyTo) implements Command {}

    public record ChangeTags(String name, TagChange change, ActorRef<TagReply> replyTo) implements Command {}

    public record Leave() implements Command {}

    public sealed interface Reply extends Message {}

    public record Described(ObjectNode document) implements Reply {}

    /** @param documents sorted by name */
    public record Listed(List<ObjectNode> documents) implements Reply {}

    public record Refused(Fault fault) implements Reply {}

    public sealed interface Event extends Message {}

    public record Created(String name, ObjectNode document, Tags tags, Instant at) implements Event {}

    public record Modified(String name, ObjectNode document, Instant at) implements Event {}

    public record Deleted(String name, Instant at) implements Event {}

    public record TagsChanged(String name, Tags tags, Instant at) implements Event {}

    public record Attached(String name, String dependent, Instant at) implements Event {}

    public record Detached(String name, String dependent, Instant at) implements Event {}

    /** @param dependents ARNs of those who use it */
    public record Resource(ObjectNode document, Tags tags, List<String> dependents) {

        private Resource with(ObjectNode newDocument) {
            return new Resource(newDocument, tags, dependents);
        }

        private Resource with(Tags newTags) {
            return new Resource(document, newTags, dependents);
        }

        private Resource attached(String dependent) {
            List<String> more = new ArrayList<>(dependents);
            more.add(dependent);
            return new Resource(document, tags, List.copyOf(more));
        }

        private Resource detached(String dependent) {
            List<String> fewer = new ArrayList<>(dependents);
            fewer.remove(dependent);
            return new Resource(document, tags, List.copyOf(fewer));
        }
    }

    public record State(SortedMap<String, Resource> byName) implements Message {

        public State {
            byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        }

        private Optional<Resource> named(String name) {
            return Optional.ofNullable(byName.get(name));
        }

        private State with(String name, Resource resource) {
            SortedMap<String, Resource> next = new TreeMap<>(byName);
            next.put(name, resource);
            return new State(next);
        }

        private State without(String name) {
            SortedMap<String, Resource> next = new TreeMap<>(byName);
            next.remove(name);
            return new State(next);
        }
    }

    private final ResourceType<D, C, M> type;
    private final Scope scope;
    private final Clock clock;

    public static <D extends SdkPojo, C extends SdkPojo, M extends SdkPojo> Behavior<Command> create(
            PersistenceId id, ResourceType<D, C, M> type, Scope scope, Clock clock) {
        return Behaviors.setup(context -> new ResourceCollection<>(id, type, scope, clock));
    }

    private ResourceCollection(PersistenceId id, ResourceType<D, C, M> type, Scope scope, Clock clock) {
        super(id, JournalBackoff.strategy());
        this.type = type;
        this.scope = scope;
        this.clock = clock;
    }

    @Override
    public State emptyState() {
        return new State(new TreeMap<>());
    }

    @Override
    public CommandHandlerWithReply<Command, Event, State> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Create.class, this::create)
                .onCommand(Modify.class, this::modify)
                .onCommand(Delete.class, this::delete)
                .onCommand(
                        Describe.class,
                        (state, ask) -> withResource(
                                state,
                                ask.name(),
                                ask.replyTo(),
                                resource -> Effect().reply(ask.replyTo(), new Described(resource.document()))))
                .onCommand(
                        All.class,
                        (state, all) -> Effect()
                                .reply(
                                        all.replyTo(),
                                        new Listed(state.byName().values().stream()
                                                .map(Resource::document)
                                                .toList())))
                .onCommand(Attach.class, this::attach)
                .onCommand(Detach.class, this::detach)
                .onCommand(
                        AskDependents.class,
                        (state, ask) -> Effect()
                                .reply(
                                        ask.replyTo(),
                                        new Dependents(state.named(ask.name())
                                                .map(Resource::dependents)
                                                .orElse(List.of()))))
                .onCommand(ChangeTags.class, this::changeTags)
                .onCommand(Leave.class, leave -> Effect().stop().thenNoReply())
                .build();
    }

    private ReplyEffect<Event, State> create(State state, Create create) {
        C request = ModelJson.fromJson(create.request(), type.creations());
        Outcome<D> made = type.create(scope, request).flatMap(document -> {
            if (state.byName().containsKey(type.nameOf(document))) {
                return Outcome.refused(type.alreadyExists());
            }
            return state.byName().size() >= create.limit()
                    ? Outcome.refused(Fault.quotaExceeded(
                            "The quota " + type.quota().wireName() + " of " + create.limit() + " is reached."))
                    : Outcome.done(document);
        });
        return made.fold(
                document -> {
                    ObjectNode json = ModelJson.toJson(document);
                    return Effect()
                            .persist(new Created(type.nameOf(document), json, create.tags(), clock.instant()))
                            .thenReply(create.replyTo(), next -> new Described(json));
                },
                fault -> Effect().reply(create.replyTo(), new Refused(fault)));
    }

    private ReplyEffect<Event, State> modify(State state, Modify modify) {
        return withResource(state, modify.name(), modify.replyTo(), resource -> {
            D document = ModelJson.fromJson(resource.document(), type.documents());
            M request = ModelJson.fromJson(modify.request(), type.modifications());
            return type.modify(scope, document, request)
                    .fold(
                            changed -> {
                                ObjectNode json = ModelJson.toJson(changed);
                                return Effect()
                                        .persist(new Modified(modify.name(), json, clock.instant()))
                                        .thenReply(modify.replyTo(), next -> new Described(json));
                            },
                            fault -> Effect().reply(modify.replyTo(), new Refused(fault)));
        });
    }

    private ReplyEffect<Event, State> delete(State state, Delete delete) {
        return withResource(
                state,
                delete.name(),
                delete.replyTo(),
                resource -> resource.dependents().isEmpty()
                        ? Effect()
                                .persist(new Deleted(delete.name(), clock.instant()))
                                .thenReply(delete.replyTo(), next -> new Described(resource.document()))
                        : Effect()
                                .reply(
                                        delete.replyTo(),
                                        new Refused(type.inUse(
                                                delete.name(),
                                                resource.dependents().get(0)))));
    }

    private ReplyEffect<Event, State> attach(State state, Attach attach) {
        List<Event> events = new ArrayList<>();
        Optional<ObjectNode> kept = state.named(attach.name()).map(Resource::document);
        Optional<ObjectNode> document =
                kept.or(() -> type.implicit(scope, attach.name()).map(ModelJson::toJson));
        if (document.isEmpty()) {
            return Effect().reply(attach.replyTo(), new Refused(type.notFound()));
        }
        if (kept.isEmpty()) {
            events.add(new Created(attach.name(), document.get(), Tags.none(), clock.instant()));
        }
        if (!isAttached(state, attach.name(), attach.dependent())) {
            events.add(new Attached(attach.name(), attach.dependent(), clock.instant()));
        }
        return Effect().persist(events).thenReply(attach.replyTo(), next -> new Described(document.get()));
    }

    private ReplyEffect<Event, State> detach(State state, Detach detach) {
        return withResource(
                state,
                detach.name(),
                detach.replyTo(),
                resource -> isAttached(state, detach.name(), detach.dependent())
                        ? Effect()
                                .persist(new Detached(detach.name(), detach.dependent(), clock.instant()))
                                .thenReply(detach.replyTo(), next -> new Described(resource.document()))
                        : Effect().reply(detach.replyTo(), new Described(resource.document())));
    }

    private static boolean isAttached(State state, String name, String dependent) {
        return state.named(name)
                .filter(resource -> resource.dependents().contains(dependent))
                .isPresent();
    }

    private ReplyEffect<Event, State> changeTags(State state, ChangeTags ask) {
        Optional<Resource> resource = state.named(ask.name());
        if (resource.isEmpty()) {
            return Effect().reply(ask.replyTo(), new TagReply.Refused(type.notFound()));
        }
        Tags before = resource.get().tags();
        return before.apply(ask.change())
                .fold(
                        after -> ask.change().changesNothing()
                                ? Effect().reply(ask.replyTo(), new TagReply.Tagged(after))
                                : Effect()
                                        .persist(new TagsChanged(ask.name(), after, clock.instant()))
                                        .thenReply(ask.replyTo(), next -> new TagReply.Tagged(after)),
                        fault -> Effect().reply(ask.replyTo(), new TagReply.Refused(fault)));
    }

    private ReplyEffect<Event, State> withResource(
            State state, String name, ActorRef<Reply> replyTo, Function<Resource, ReplyEffect<Event, State>> effect) {
        return state.named(name).map(effect).orElseGet(() -> Effect().reply(replyTo, new Refused(type.notFound())));
    }

    @Override
    public EventHandler<State, Event> eventHandler() {
        return transitions();
    }

    public static EventHandler<State, Event> transitions() {
        return EventHandlerBuilder.<State, Event>builder()
                .forAnyState()
                .onEvent(
                        Created.class,
                        (state, event) ->
                                state.with(event.name(), new Resource(event.document(), event.tags(), List.of())))
                .onEvent(
                        Modified.class,
                        (state, event) -> state.with(
                                event.name(), state.byName().get(event.name()).with(event.document())))
                .onEvent(Deleted.class, (state, event) -> state.without(event.name()))
                .onEvent(
                        TagsChanged.class,
                        (state, event) -> state.with(
                                event.name(), state.byName().get(event.name()).with(event.tags())))
                .onEvent(
                        Attached.class,
                        (state, event) -> state.with(
                                event.name(), state.byName().get(event.name()).attached(event.dependent())))
                .onEvent(
                        Detached.class,
                        (state, event) -> state.with(
                                event.name(), state.byName().get(event.name()).detached(event.dependent())))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }
}
