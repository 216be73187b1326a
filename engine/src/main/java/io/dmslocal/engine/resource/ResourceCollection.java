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
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Owns all resources of one type in one account and region: unique names, atomic changes, pages in the order of the names. What a resource may be is up to
 * its {@link ResourceType}; documents and requests are JSON here.
 *
 * <p>A resource has an id, which stands in its ARN and never changes, and a name, unique in any case; where callers build ARNs of names, both are one.
 * Commands take either name or ARN. Whatever a request refers to is held before the request comes here; what is not used in the end is let go here.
 */
public final class ResourceCollection<D extends SdkPojo, C extends SdkPojo, M extends SdkPojo>
        extends EventSourcedBehaviorWithEnforcedReplies<
                ResourceCollection.Command, ResourceCollection.Event, ResourceCollection.State> {

    public sealed interface Command extends Message {}

    /**
     * @param id it will have in its ARN
     * @param references held already
     * @param limit how many the account may have
     */
    public record Create(
            String id,
            ObjectNode request,
            List<Reference.Resolved> references,
            Tags tags,
            long limit,
            ActorRef<Reply> replyTo)
            implements Command {}

    /** @param references held already */
    public record Modify(
            String identifier, ObjectNode request, List<Reference.Resolved> references, ActorRef<Reply> replyTo)
            implements Command {}

    public record Delete(String identifier, ActorRef<Reply> replyTo) implements Command {}

    public record Describe(String identifier, ActorRef<Reply> replyTo) implements Command {}

    /**
     * Some of them in the order of their names.
     *
     * @param after a stored name, empty for the first ones
     */
    public record AskPage(String after, int most, ActorRef<Reply> replyTo) implements Command {}

    public record AskCount(ActorRef<Reply> replyTo) implements Command {}

    /** Somebody begins to use a resource; one that exists implicitly comes to be by that. */
    public record Attach(String identifier, String dependent, ActorRef<Reply> replyTo) implements Command {}

    public record Detach(String identifier, String dependent, ActorRef<Reply> replyTo) implements Command {}

    public record AskDependents(String identifier, ActorRef<Dependents> replyTo) implements Command {}

    public record ChangeTags(String identifier, TagChange change, ActorRef<TagReply> replyTo) implements Command {}

    public record Leave() implements Command {}

    public sealed interface Reply extends Message {}

    public record Described(String id, ObjectNode document) implements Reply {}

    /** @param documents in the order of the names */
    public record Listed(List<ObjectNode> documents) implements Reply {}

    public record Counted(long resources) implements Reply {}

    public record Refused(Fault fault) implements Reply {}

    /** The id is called "name" in journals, because the first types had no other. */
    public sealed interface Event extends Message {
        String id();
    }

    /** @param name stored; empty: the id */
    public record Created(
            @JsonProperty("name") String id,

            @JsonProperty("called") @JsonInclude(JsonInclude.Include.NON_ABSENT)
            Optional<String> name,

            ObjectNode document,
            Tags tags,
            Instant at)
            implements Event {}

    /** @param name stored; empty: the id */
    public record Modified(
            @JsonProperty("name") String id,

            @JsonProperty("called") @JsonInclude(JsonInclude.Include.NON_ABSENT)
            Optional<String> name,

            ObjectNode document,
            Instant at)
            implements Event {}

    public record Deleted(@JsonProperty("name") String id, Instant at) implements Event {}

    public record TagsChanged(@JsonProperty("name") String id, Tags tags, Instant at) implements Event {}

    public record Attached(@JsonProperty("name") String id, String dependent, Instant at) implements Event {}

    public record Detached(@JsonProperty("name") String id, String dependent, Instant at) implements Event {}

    /**
     * @param name stored; empty: the id
     * @param dependents ARNs of those who use it
     */
    public record Resource(
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> name,
            ObjectNode document,
            Tags tags,
            List<String> dependents) {

        String nameAs(String id) {
            return name.orElse(id);
        }

        private Resource modified(Modified event) {
            return new Resource(event.name(), event.document(), tags, dependents);
        }

        private Resource with(Tags newTags) {
            return new Resource(name, document, newTags, dependents);
        }

        private Resource attached(String dependent) {
            List<String> more = new ArrayList<>(dependents);
            more.add(dependent);
            return new Resource(name, document, tags, List.copyOf(more));
        }

        private Resource detached(String dependent) {
            List<String> fewer = new ArrayList<>(dependents);
            fewer.remove(dependent);
            return new Resource(name, document, tags, List.copyOf(fewer));
        }
    }

    /** @param resources "byName" in old snapshots, whose resources had no other id */
    public record State(@JsonProperty("byName") ResourceTable resources) implements Message {

        /** The document of what has an id, now. */
        public Optional<ObjectNode> document(String id) {
            return resources.byId(id).map(Resource::document);
        }

        private State with(String id, UnaryOperator<Resource> change) {
            return new State(resources.with(id, change.apply(resources.byId(id).orElseThrow())));
        }
    }

    /** A resource and the id it has. */
    private record Known(String id, Resource resource) {}

    private final ResourceType<D, C, M> type;
    private final Scope scope;
    private final Clock clock;
    private final Neighbours neighbours;

    public static <D extends SdkPojo, C extends SdkPojo, M extends SdkPojo> Behavior<Command> create(
            PersistenceId id, ResourceType<D, C, M> type, Scope scope, Clock clock, Neighbours neighbours) {
        return Behaviors.setup(context -> new ResourceCollection<>(id, type, scope, clock, neighbours));
    }

    private ResourceCollection(
            PersistenceId id, ResourceType<D, C, M> type, Scope scope, Clock clock, Neighbours neighbours) {
        super(id, JournalBackoff.strategy());
        this.type = type;
        this.scope = scope;
        this.clock = clock;
        this.neighbours = neighbours;
    }

    @Override
    public State emptyState() {
        return nothing();
    }

    /** Before the first event. */
    public static State nothing() {
        return new State(ResourceTable.empty());
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
                        (state, ask) ->
                                known(state, ask.identifier(), ask.replyTo(), each -> described(ask.replyTo(), each)))
                .onCommand(
                        AskPage.class,
                        (state, ask) -> Effect()
                                .reply(
                                        ask.replyTo(),
                                        new Listed(state.resources().page(ask.after(), ask.most()).stream()
                                                .map(Resource::document)
                                                .toList())))
                .onCommand(
                        AskCount.class,
                        (state, ask) -> Effect()
                                .reply(
                                        ask.replyTo(),
                                        new Counted(state.resources().size())))
                .onCommand(Attach.class, this::attach)
                .onCommand(Detach.class, this::detach)
                .onCommand(
                        AskDependents.class,
                        (state, ask) -> Effect()
                                .reply(
                                        ask.replyTo(),
                                        new Dependents(known(state, ask.identifier())
                                                .map(each -> each.resource().dependents())
                                                .orElse(List.of()))))
                .onCommand(ChangeTags.class, this::changeTags)
                .onCommand(Leave.class, leave -> Effect().stop().thenNoReply())
                .build();
    }

    private ReplyEffect<Event, State> create(State state, Create create) {
        C request = ModelJson.fromJson(create.request(), type.creations());
        Instant now = clock.instant();
        Outcome<D> made = type.create(new Occasion(arn(create.id()), now, create.references()), request)
                .flatMap(document -> Outcome.unless(taken(state, type.nameOf(document), ""), document))
                .flatMap(document -> state.resources().size() >= create.limit()
                        ? Outcome.refused(tooMany(create.limit()))
                        : Outcome.done(document));
        return made.fold(
                document -> {
                    ObjectNode json = ModelJson.toJson(document);
                    return Effect()
                            .persist(new Created(create.id(), name(create.id(), document), json, create.tags(), now))
                            .thenRun(next -> release(next, create.id(), create.references(), List.of()))
                            .thenReply(create.replyTo(), next -> new Described(create.id(), json));
                },
                fault -> Effect()
                        .none()
                        .thenRun((State same) -> release(same, create.id(), create.references(), List.of()))
                        .thenReply(create.replyTo(), same -> new Refused(fault)));
    }

    private Fault tooMany(long limit) {
        String quota = type.quota().map(Quota::wireName).orElse("");
        return Fault.quotaExceeded("The quota " + quota + " of " + limit
                + " is reached; delete one, or raise dms-local.engine.quotas." + quota + ".");
    }

    private ReplyEffect<Event, State> modify(State state, Modify modify) {
        return known(state, modify.identifier(), modify.replyTo(), known -> {
            D document = ModelJson.fromJson(known.resource().document(), type.documents());
            M request = ModelJson.fromJson(modify.request(), type.modifications());
            Instant now = clock.instant();
            List<String> users = known.resource().dependents();
            Outcome<D> changed = type.changesInUse() || users.isEmpty()
                    ? type.modify(new Occasion(arn(known.id()), now, modify.references()), document, request)
                    : Outcome.refused(type.inUse("modify", type.nameOf(document), users.get(0)));
            return changed.flatMap(after -> Outcome.unless(taken(state, type.nameOf(after), known.id()), after))
                    .fold(
                            after -> {
                                ObjectNode json = ModelJson.toJson(after);
                                List<String> before = type.uses(scope, document);
                                return Effect()
                                        .persist(new Modified(known.id(), name(known.id(), after), json, now))
                                        .thenRun(next -> release(next, known.id(), modify.references(), before))
                                        .thenReply(modify.replyTo(), next -> new Described(known.id(), json));
                            },
                            fault -> Effect()
                                    .none()
                                    .thenRun((State same) -> release(same, known.id(), modify.references(), List.of()))
                                    .thenReply(modify.replyTo(), same -> new Refused(fault)));
        });
    }

    private ReplyEffect<Event, State> delete(State state, Delete delete) {
        return known(state, delete.identifier(), delete.replyTo(), known -> {
            D document = ModelJson.fromJson(known.resource().document(), type.documents());
            List<String> users = known.resource().dependents();
            return users.isEmpty()
                    ? Effect()
                            .persist(new Deleted(known.id(), clock.instant()))
                            .thenRun((State next) -> release(next, known.id(), List.of(), type.uses(scope, document)))
                            .thenReply(
                                    delete.replyTo(),
                                    next -> new Described(
                                            known.id(), known.resource().document()))
                    : Effect()
                            .reply(
                                    delete.replyTo(),
                                    new Refused(type.inUse("delete", type.nameOf(document), users.get(0))));
        });
    }

    private ReplyEffect<Event, State> attach(State state, Attach attach) {
        Optional<Known> known = known(state, attach.identifier());
        Optional<D> implicit = known.isPresent()
                ? Optional.empty()
                : type.implicit(scope, Identifiers.stored(local(attach.identifier())));
        if (known.isEmpty() && implicit.isEmpty()) {
            return Effect().reply(attach.replyTo(), new Refused(type.notFound()));
        }
        List<Event> events = new ArrayList<>();
        String id = known.map(Known::id).orElseGet(() -> Identifiers.stored(type.nameOf(implicit.get())));
        ObjectNode document =
                known.map(each -> each.resource().document()).orElseGet(() -> ModelJson.toJson(implicit.get()));
        if (known.isEmpty()) {
            events.add(new Created(id, Optional.empty(), document, Tags.none(), clock.instant()));
        }
        if (known.filter(each -> isAttached(each, attach.dependent())).isEmpty()) {
            events.add(new Attached(id, attach.dependent(), clock.instant()));
        }
        return Effect().persist(events).thenReply(attach.replyTo(), next -> new Described(id, document));
    }

    /** A name, also of an ARN that callers build of it. */
    private static String local(String identifier) {
        return Arn.parse(identifier).map(Arn::id).orElse(identifier);
    }

    private ReplyEffect<Event, State> detach(State state, Detach detach) {
        return known(
                state,
                detach.identifier(),
                detach.replyTo(),
                known -> isAttached(known, detach.dependent())
                        ? Effect()
                                .persist(new Detached(known.id(), detach.dependent(), clock.instant()))
                                .thenReply(
                                        detach.replyTo(),
                                        next -> new Described(
                                                known.id(), known.resource().document()))
                        : described(detach.replyTo(), known));
    }

    private static boolean isAttached(Known known, String dependent) {
        return known.resource().dependents().contains(dependent);
    }

    private ReplyEffect<Event, State> changeTags(State state, ChangeTags ask) {
        Optional<Known> known = known(state, ask.identifier());
        if (known.isEmpty()) {
            return Effect().reply(ask.replyTo(), new TagReply.Refused(type.notFound()));
        }
        Tags before = known.get().resource().tags();
        return before.apply(ask.change())
                .fold(
                        after -> ask.change().changesNothing()
                                ? Effect().reply(ask.replyTo(), new TagReply.Tagged(after))
                                : Effect()
                                        .persist(new TagsChanged(known.get().id(), after, clock.instant()))
                                        .thenReply(ask.replyTo(), next -> new TagReply.Tagged(after)),
                        fault -> Effect().reply(ask.replyTo(), new TagReply.Refused(fault)));
    }

    private ReplyEffect<Event, State> described(ActorRef<Reply> replyTo, Known known) {
        return Effect()
                .reply(replyTo, new Described(known.id(), known.resource().document()));
    }

    private ReplyEffect<Event, State> known(
            State state,
            String identifier,
            ActorRef<Reply> replyTo,
            Function<Known, ReplyEffect<Event, State>> effect) {
        return known(state, identifier)
                .map(effect)
                .orElseGet(() -> Effect().reply(replyTo, new Refused(type.notFound())));
    }

    private Optional<Known> known(State state, String identifier) {
        return state.resources()
                .find(identifier, arn(""))
                .map(id -> new Known(id, state.resources().byId(id).orElseThrow()));
    }

    /** When another than the one with this id goes by a name. */
    private Optional<Fault> taken(State state, String name, String id) {
        return state.resources()
                .idOf(name)
                .filter(other -> !other.equals(id))
                .map(other -> type.alreadyExists().naming(arn(other).toString()));
    }

    /** As it is written: empty when it is the id. */
    private Optional<String> name(String id, D document) {
        return Optional.of(Identifiers.stored(type.nameOf(document))).filter(name -> !name.equals(id));
    }

    private Arn arn(String id) {
        return new Arn(scope, type.arnType(), id);
    }

    /** Lets go of what was held for a request, or used before it, and is not used now. */
    private void release(State state, String id, List<Reference.Resolved> held, List<String> usedBefore) {
        Set<String> unused = new HashSet<>(usedBefore);
        held.forEach(each -> unused.add(each.arn()));
        state.document(id)
                .map(json -> ModelJson.<D>fromJson(json, type.documents()))
                .map(document -> type.uses(scope, document))
                .ifPresent(unused::removeAll);
        if (!unused.isEmpty()) {
            neighbours.release(arn(id).toString(), unused);
        }
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
                        (state, event) -> new State(state.resources()
                                .with(
                                        event.id(),
                                        new Resource(event.name(), event.document(), event.tags(), List.of()))))
                .onEvent(Modified.class, (state, event) -> state.with(event.id(), each -> each.modified(event)))
                .onEvent(
                        Deleted.class,
                        (state, event) -> new State(state.resources().without(event.id())))
                .onEvent(TagsChanged.class, (state, event) -> state.with(event.id(), each -> each.with(event.tags())))
                .onEvent(
                        Attached.class,
                        (state, event) -> state.with(event.id(), each -> each.attached(event.dependent())))
                .onEvent(
                        Detached.class,
                        (state, event) -> state.with(event.id(), each -> each.detached(event.dependent())))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }
}
