package io.dmslocal.engine.entity.endpoint;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.CommandHandlerWithReplyBuilderByState;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.SignalHandler;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Residents;
import io.dmslocal.engine.entity.Answer;
import io.dmslocal.engine.entity.Refusal;
import io.dmslocal.engine.entity.Resident;
import io.dmslocal.engine.entity.endpoint.EndpointState.Absent;
import io.dmslocal.engine.entity.endpoint.EndpointState.Active;
import io.dmslocal.engine.entity.endpoint.EndpointState.Deleting;
import io.dmslocal.engine.entity.endpoint.EndpointState.Pair;
import io.dmslocal.engine.entity.endpoint.EndpointState.Present;
import io.dmslocal.engine.model.Dependents;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.TagReply;
import io.dmslocal.engine.model.Tags;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.persistence.serialization.Message;
import io.dmslocal.persistence.serialization.Secret;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.databasemigration.model.Connection;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ModifyEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.RefreshSchemasStatus;

/**
 * An endpoint (AWS: Creating source and target endpoints), with the connections that were tested to it.
 *
 * <pre>
 *  Absent --Create--> active --Delete--> deleting --> Absent
 *
 *  a connection:          --TestConnection--> testing --> successful | failed --DeleteConnection--> deleting --> (gone)
 *  the list of schemas:   --RefreshSchemas--> refreshing --> successful | failed
 * </pre>
 *
 * Only an endpoint without tasks can be deleted.
 */
public final class EndpointEntity
        extends Resident<EndpointEntity.Command, EndpointEntity.Event, EndpointState, EndpointEntity.Reply> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** A command that is refused in one way wherever a status does not take it. */
    public sealed interface Request extends Call {

        ActorRef<Reply> replyTo();

        /** For people who are refused. */
        default String operation() {
            return getClass().getSimpleName();
        }
    }

    /** What effects say; too late in any status but active. */
    sealed interface Result extends Note {}

    /** @param definition made by {@link EndpointDocument#create} */
    public record Create(Definition definition, Tags tags, ActorRef<Reply> replyTo) implements Request {}

    public record Describe(ActorRef<Reply> replyTo) implements Request {}

    public record Modify(ModifyEndpointRequest request, ActorRef<Reply> replyTo) implements Request {
        @Override
        public String operation() {
            return "ModifyEndpoint";
        }
    }

    public record Delete(ActorRef<Reply> replyTo) implements Request {
        @Override
        public String operation() {
            return "DeleteEndpoint";
        }
    }

    /** A task begins to use the endpoint. */
    public record Attach(String dependent, ActorRef<Reply> replyTo) implements Request {
        @Override
        public String operation() {
            return "A new task";
        }
    }

    public record Detach(String dependent, ActorRef<Reply> replyTo) implements Request {}

    public record AskDependents(ActorRef<Dependents> replyTo) implements Call {}

    public record ChangeTags(TagChange change, ActorRef<TagReply> replyTo) implements Call {}

    /** Everything that a connector needs, the password too. */
    public record Resolve(ActorRef<Reply> replyTo) implements Request {}

    /** Answers at once, while the test goes on. */
    public record TestConnection(String instanceArn, ActorRef<Reply> replyTo) implements Request {}

    /** Answers when the connection is known: tests it if it never was, waits while it is tested. What a task's start asks. */
    public record EnsureTested(String instanceArn, ActorRef<Reply> replyTo) implements Request {}

    public record DeleteConnection(String instanceArn, ActorRef<Reply> replyTo) implements Request {}

    public record AskConnections(ActorRef<Reply> replyTo) implements Request {}

    public record RefreshSchemas(String instanceArn, ActorRef<Reply> replyTo) implements Request {}

    public record AskSchemas(ActorRef<Reply> replyTo) implements Request {}

    public record Leave() implements Call {}

    /** @param since which test it was */
    record TestFinished(String instanceArn, Instant since, String failure) implements Result {}

    record RefreshFinished(Instant since, List<String> schemas, String failure) implements Result {}

    /** A result that waits until its status was to be seen. */
    record TestArrived(TestFinished result) implements Result {}

    record RefreshArrived(RefreshFinished result) implements Result {}

    record ConnectionDeletionFinished(String instanceArn) implements Result {}

    record DeletionFinished() implements Result {}

    public sealed interface Reply extends Answer<Reply> {

        default Outcome<Endpoint> outcome() {
            return as(Described.class).map(Described::document);
        }
    }

    public record Described(Endpoint document) implements Reply {}

    /** @param isOutdated whether the endpoint was modified after the test: a task needs a new one */
    public record Connected(Connection document, boolean isOutdated) implements Reply {

        public boolean isUsable() {
            return "successful".equals(document.status()) && !isOutdated;
        }
    }

    public record Connections(List<Connection> documents) implements Reply {}

    /** @param schemas sorted, of the last refresh that went well */
    public record Schemas(RefreshSchemasStatus document, List<String> schemas) implements Reply {}

    public record Resolved(@Secret EndpointSettings settings) implements Reply {}

    public record Refused(Fault fault) implements Reply, Refusal {}

    public sealed interface Event extends Message {}

    public record Created(Definition definition, Tags tags, Instant at) implements Event {}

    public record Modified(Definition definition, Instant at) implements Event {}

    public record Attached(String dependent, Instant at) implements Event {}

    public record Detached(String dependent, Instant at) implements Event {}

    public record TagsChanged(Tags tags, Instant at) implements Event {}

    public record ConnectionTestStarted(String instanceArn, Instant at) implements Event {}

    /** @param failure empty when it went well */
    public record ConnectionTested(String instanceArn, String failure, Instant at) implements Event {}

    public record ConnectionDeletionRequested(String instanceArn, Instant at) implements Event {}

    public record ConnectionDeleted(String instanceArn, Instant at) implements Event {}

    public record SchemasRefreshStarted(String instanceArn, Instant at) implements Event {}

    /** @param failure empty when it went well */
    public record SchemasRefreshed(List<String> schemas, String failure, Instant at) implements Event {}

    public record DeletionRequested(Instant at) implements Event {}

    public record Deleted(Instant at) implements Event {}

    private final EndpointEffects effects;

    public static Behavior<Command> create(
            String arn, EndpointDelays delays, Clock clock, Residents residents, Probe probe) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new EndpointEntity(arn, delays, clock, residents, probe, context, timers)));
    }

    private EndpointEntity(
            String arn,
            EndpointDelays delays,
            Clock clock,
            Residents residents,
            Probe probe,
            ActorContext<Command> context,
            TimerScheduler<Command> timers) {
        super("Endpoint", Kind.ENDPOINT, arn, clock, residents);
        this.effects = new EndpointEffects(context, timers, delays, clock, probe);
    }

    @Override
    public EndpointState emptyState() {
        return new Absent();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, EndpointState> commandHandler() {
        return absent().orElse(active())
                .orElse(deleting())
                .orElse(present())
                .orElse(anyStatus())
                .build();
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Absent, EndpointState> absent() {
        return inStatus(Absent.class)
                .onCommand(
                        Create.class,
                        (state, command) -> persist(
                                new Created(command.definition(), command.tags(), clock.instant()), command.replyTo()));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Active, EndpointState> active() {
        return inStatus(Active.class)
                .onCommand(Modify.class, this::modify)
                .onCommand(Attach.class, this::attach)
                .onCommand(TestConnection.class, this::testConnection)
                .onCommand(EnsureTested.class, this::ensureTested)
                .onCommand(TestArrived.class, (state, command) -> quietly(() -> effects.hold(command.result())))
                .onCommand(TestFinished.class, this::testFinished)
                .onCommand(DeleteConnection.class, this::deleteConnection)
                .onCommand(ConnectionDeletionFinished.class, this::connectionDeletionFinished)
                .onCommand(RefreshSchemas.class, this::refreshSchemas)
                .onCommand(RefreshArrived.class, (state, command) -> quietly(() -> effects.hold(command.result())))
                .onCommand(RefreshFinished.class, this::refreshFinished)
                .onCommand(
                        Resolve.class,
                        (state, command) -> Effect()
                                .reply(
                                        command.replyTo(),
                                        new Resolved(
                                                state.endpoint().definition().settings())))
                .onCommand(Delete.class, this::delete);
    }

    /** Its certificate. */
    private static Set<String> uses(Deleting state) {
        String certificate = state.endpoint().definition().document().certificateArn();
        return certificate == null ? Set.of() : Set.of(certificate);
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Deleting, EndpointState> deleting() {
        return inStatus(Deleting.class)
                .onCommand(
                        DeletionFinished.class, (state, command) -> vanish(new Deleted(clock.instant()), uses(state)))
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> tellTags(
                                state.endpoint().tags(),
                                command.change(),
                                command.replyTo(),
                                what -> refusal(state, what)));
    }

    private CommandHandlerWithReplyBuilderByState<Command, Event, Present, EndpointState> present() {
        return inStatus(Present.class)
                .onCommand(Describe.class, (state, command) -> describe(state, command.replyTo()))
                .onCommand(Detach.class, this::detach)
                .onCommand(
                        AskDependents.class,
                        (state, command) -> Effect()
                                .reply(
                                        command.replyTo(),
                                        new Dependents(state.endpoint().dependents())))
                .onCommand(
                        AskConnections.class,
                        (state, command) -> Effect().reply(command.replyTo(), EndpointReplies.connections(state)))
                .onCommand(
                        AskSchemas.class,
                        (state, command) -> Effect().reply(command.replyTo(), EndpointReplies.schemas(arn, state)))
                .onCommand(
                        ChangeTags.class,
                        (state, command) -> changeTags(
                                state.endpoint().tags(),
                                command.change(),
                                command.replyTo(),
                                tags -> new TagsChanged(tags, clock.instant())));
    }

    /** Refuses what the status above did not take. */
    private CommandHandlerWithReplyBuilderByState<Command, Event, EndpointState, EndpointState> anyStatus() {
        return inStatus(EndpointState.class)
                .onCommand(Create.class, (state, command) -> refuse(command.replyTo(), alreadyThere()))
                .onCommand(
                        Request.class,
                        (state, command) -> refuse(command.replyTo(), refusal(state, command.operation())))
                .onCommand(
                        AskDependents.class,
                        (state, command) -> Effect().reply(command.replyTo(), new Dependents(List.of())))
                .onCommand(ChangeTags.class, (state, command) -> refuseTags(command.replyTo()))
                .onCommand(Result.class, (state, command) -> Effect().noReply())
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply());
    }

    private ReplyEffect<Event, EndpointState> modify(Active state, Modify command) {
        Definition before = state.endpoint().definition();
        return EndpointDocument.modify(before, command.request())
                .fold(
                        after -> after.equals(before)
                                ? describe(state, command.replyTo())
                                : persist(new Modified(after, clock.instant()), command.replyTo()),
                        fault -> refuse(command.replyTo(), fault));
    }

    private ReplyEffect<Event, EndpointState> attach(Active state, Attach command) {
        return state.endpoint().dependents().contains(command.dependent())
                ? describe(state, command.replyTo())
                : persist(new Attached(command.dependent(), clock.instant()), command.replyTo());
    }

    private ReplyEffect<Event, EndpointState> detach(Present state, Detach command) {
        return state.endpoint().dependents().contains(command.dependent())
                ? persist(new Detached(command.dependent(), clock.instant()), command.replyTo())
                : describe(state, command.replyTo());
    }

    private ReplyEffect<Event, EndpointState> testConnection(Active state, TestConnection command) {
        Optional<Pair> pair = state.pair(command.instanceArn());
        return pair.filter(p -> p.is("testing") || p.is("deleting"))
                .map(p -> refuse(
                        command.replyTo(),
                        EndpointReplies.busy(
                                arn, command.instanceArn(), p, "TestConnection has to wait until that is over")))
                .orElseGet(() -> persist(
                        new ConnectionTestStarted(command.instanceArn(), clock.instant()),
                        command.replyTo(),
                        next -> EndpointReplies.connected(next, command.instanceArn())));
    }

    private ReplyEffect<Event, EndpointState> ensureTested(Active state, EnsureTested command) {
        Optional<Pair> pair = state.pair(command.instanceArn());
        if (pair.isPresent() && !pair.get().is("testing")) {
            return Effect().reply(command.replyTo(), EndpointReplies.connected(state, command.instanceArn()));
        }
        effects.await(command.instanceArn(), command.replyTo());
        return pair.isPresent()
                ? Effect().noReply()
                : persist(new ConnectionTestStarted(command.instanceArn(), clock.instant()));
    }

    private ReplyEffect<Event, EndpointState> testFinished(Active state, TestFinished command) {
        return state.isTesting(command.instanceArn(), command.since())
                ? Effect()
                        .persist(new ConnectionTested(command.instanceArn(), command.failure(), clock.instant()))
                        .thenRun(this::align)
                        .thenRun((EndpointState next) -> effects.answer(
                                command.instanceArn(), EndpointReplies.connected(next, command.instanceArn())))
                        .thenNoReply()
                : Effect().noReply();
    }

    private ReplyEffect<Event, EndpointState> deleteConnection(Active state, DeleteConnection command) {
        Optional<Pair> pair = state.pair(command.instanceArn());
        if (pair.isEmpty()) {
            return refuse(command.replyTo(), Fault.notFound("Connection could not be found."));
        }
        return pair.get().is("testing") || pair.get().is("deleting")
                ? refuse(
                        command.replyTo(),
                        EndpointReplies.busy(
                                arn,
                                command.instanceArn(),
                                pair.get(),
                                "DeleteConnection needs status successful or failed"))
                : persist(
                        new ConnectionDeletionRequested(command.instanceArn(), clock.instant()),
                        command.replyTo(),
                        next -> EndpointReplies.connected(next, command.instanceArn()));
    }

    private ReplyEffect<Event, EndpointState> connectionDeletionFinished(
            Active state, ConnectionDeletionFinished command) {
        return state.pair(command.instanceArn()).filter(p -> p.is("deleting")).isPresent()
                ? persist(new ConnectionDeleted(command.instanceArn(), clock.instant()))
                : Effect().noReply();
    }

    private ReplyEffect<Event, EndpointState> refreshSchemas(Active state, RefreshSchemas command) {
        return state.isRefreshing()
                ? refuse(command.replyTo(), EndpointReplies.refreshing(arn))
                : persist(
                        new SchemasRefreshStarted(command.instanceArn(), clock.instant()),
                        command.replyTo(),
                        next -> EndpointReplies.schemas(arn, next));
    }

    private ReplyEffect<Event, EndpointState> refreshFinished(Active state, RefreshFinished command) {
        return state.isRefreshing(command.since())
                ? persist(new SchemasRefreshed(command.schemas(), command.failure(), clock.instant()))
                : Effect().noReply();
    }

    private ReplyEffect<Event, EndpointState> delete(Active state, Delete command) {
        List<String> dependents = state.endpoint().dependents();
        return dependents.isEmpty()
                ? persist(new DeletionRequested(clock.instant()), command.replyTo())
                : refuse(command.replyTo(), EndpointReplies.inUse(arn, dependents));
    }

    @Override
    protected Reply described(EndpointState state) {
        return state instanceof Present present ? new Described(present.describe()) : new Refused(notFound());
    }

    @Override
    protected Reply refused(Fault fault) {
        return new Refused(fault);
    }

    private Fault refusal(EndpointState state, String command) {
        return refusal(state, command, "status active");
    }

    @Override
    public EventHandler<EndpointState, Event> eventHandler() {
        return EndpointTransitions.table();
    }

    @Override
    public SignalHandler<EndpointState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), effects::awoken)
                .build();
    }

    @Override
    protected void align(EndpointState state) {
        effects.align(state);
    }
}
