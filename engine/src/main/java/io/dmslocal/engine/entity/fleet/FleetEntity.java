package io.dmslocal.engine.entity.fleet;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventHandlerBuilder;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.dmslocal.engine.entity.Agenda;
import io.dmslocal.engine.entity.Answer;
import io.dmslocal.engine.entity.Lifecycle;
import io.dmslocal.engine.entity.Refusal;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.persistence.serialization.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.RecommendationSettings;

/**
 * Fleet Advisor of one account and region (AWS: Discovering and evaluating databases with DMS Fleet Advisor). It is there as soon as somebody asks:
 *
 * <pre>
 *  an analysis:         --RunAnalysis--> running --> completed
 *  a recommendation:    --OrderRecommendations--> in-progress --> (what the inventory has for the database)
 *  a database:          (in the inventory) --DeleteDatabases--> (gone)
 * </pre>
 */
public final class FleetEntity extends Lifecycle<FleetEntity.Command, FleetEntity.Event, FleetState> {

    public sealed interface Command {}

    /** From anywhere; may cross nodes. */
    public sealed interface Call extends Command, Message {}

    /** To itself: never leaves its node, nor is it ever written. */
    sealed interface Note extends Command {}

    /** @param id for the analysis */
    public record RunAnalysis(String id, ActorRef<Reply> replyTo) implements Call {}

    /** All of them, or none. */
    public record DeleteDatabases(List<String> ids, ActorRef<Reply> replyTo) implements Call {}

    /** In the place of earlier ones for the same database. */
    public record OrderRecommendations(String databaseId, RecommendationSettings settings, ActorRef<Reply> replyTo)
            implements Call {}

    public record AskState(ActorRef<Reply> replyTo) implements Call {}

    public record Leave() implements Call {}

    record AnalysisDue(String id) implements Note {}

    record RecommendationsDue(String databaseId, Instant since) implements Note {}

    public sealed interface Reply extends Answer<Reply> {

        default Outcome<FleetState> outcome() {
            return as(Told.class).map(Told::state);
        }
    }

    public record Told(FleetState state) implements Reply {}

    public record Refused(Fault fault) implements Reply, Refusal {}

    public sealed interface Event extends Message {}

    public record AnalysisStarted(String id, Instant at) implements Event {}

    public record AnalysisFinished(String id, Instant at) implements Event {}

    public record DatabasesDeleted(List<String> ids, Instant at) implements Event {}

    public record RecommendationsOrdered(String databaseId, RecommendationSettings settings, Instant at)
            implements Event {}

    public record RecommendationsReady(String databaseId, Instant at) implements Event {}

    /** The type in the ARNs of these entities, which are our own: AWS has none. */
    public static final String ARN_TYPE = "fleet-advisor";

    private final Agenda<Command> agenda;
    private final FleetDelays delays;
    private final FleetInventory inventory;

    public static Arn of(Scope scope) {
        return new Arn(scope, ARN_TYPE, "inventory");
    }

    public static Behavior<Command> create(String arn, FleetDelays delays, Clock clock, FleetInventory inventory) {
        return Behaviors.withTimers(timers -> new FleetEntity(arn, timers, delays, clock, inventory));
    }

    private FleetEntity(
            String arn, TimerScheduler<Command> timers, FleetDelays delays, Clock clock, FleetInventory inventory) {
        super("FleetAdvisor", arn, clock);
        this.agenda = new Agenda<>(timers, clock);
        this.delays = delays;
        this.inventory = inventory;
    }

    @Override
    public FleetState emptyState() {
        return FleetState.nothing();
    }

    @Override
    public CommandHandlerWithReply<Command, Event, FleetState> commandHandler() {
        return inStatus(FleetState.class)
                .onCommand(
                        RunAnalysis.class,
                        (state, command) -> persist(
                                new AnalysisStarted(command.id(), clock.instant()), command.replyTo(), Told::new))
                .onCommand(DeleteDatabases.class, this::deleteDatabases)
                .onCommand(OrderRecommendations.class, this::orderRecommendations)
                .onCommand(AskState.class, (state, command) -> Effect().reply(command.replyTo(), new Told(state)))
                .onCommand(
                        AnalysisDue.class,
                        (state, command) -> state.analyses().stream()
                                        .anyMatch(each -> each.id().equals(command.id()) && !each.isOver())
                                ? persist(new AnalysisFinished(command.id(), clock.instant()))
                                : Effect().noReply())
                .onCommand(
                        RecommendationsDue.class,
                        (state, command) -> isInProgress(state, command)
                                ? persist(new RecommendationsReady(command.databaseId(), clock.instant()))
                                : Effect().noReply())
                .onCommand(Leave.class, (state, command) -> Effect().stop().thenNoReply())
                .build();
    }

    private ReplyEffect<Event, FleetState> deleteDatabases(FleetState state, DeleteDatabases command) {
        Optional<String> unknown =
                command.ids().stream().filter(id -> !isThere(state, id)).findFirst();
        return unknown.isPresent()
                ? Effect().reply(command.replyTo(), new Refused(noDatabase(unknown.get())))
                : persist(new DatabasesDeleted(command.ids(), clock.instant()), command.replyTo(), Told::new);
    }

    private ReplyEffect<Event, FleetState> orderRecommendations(FleetState state, OrderRecommendations command) {
        return isThere(state, command.databaseId())
                ? persist(
                        new RecommendationsOrdered(command.databaseId(), command.settings(), clock.instant()),
                        command.replyTo(),
                        Told::new)
                : Effect().reply(command.replyTo(), new Refused(noDatabase(command.databaseId())));
    }

    private boolean isThere(FleetState state, String databaseId) {
        return inventory.hasDatabase(databaseId) && !state.deleted().contains(databaseId);
    }

    private static boolean isInProgress(FleetState state, RecommendationsDue due) {
        FleetState.Order order = state.orders().get(due.databaseId());
        return order != null && !order.isOver() && order.since().equals(due.since());
    }

    private static Fault noDatabase(String id) {
        return Fault.notFound("Database " + id + " could not be found in the Fleet Advisor inventory.");
    }

    @Override
    public EventHandler<FleetState, Event> eventHandler() {
        return transitions();
    }

    public static EventHandler<FleetState, Event> transitions() {
        return EventHandlerBuilder.<FleetState, Event>builder()
                .forAnyState()
                .onEvent(AnalysisStarted.class, FleetState::started)
                .onEvent(AnalysisFinished.class, FleetState::finished)
                .onEvent(DatabasesDeleted.class, FleetState::without)
                .onEvent(RecommendationsOrdered.class, FleetState::ordered)
                .onEvent(RecommendationsReady.class, FleetState::ready)
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }

    @Override
    public SignalHandler<FleetState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::align)
                .build();
    }

    @Override
    protected void align(FleetState state) {
        state.analyses().stream()
                .filter(each -> !each.isOver())
                .forEach(each -> wait(new AnalysisDue(each.id()), each.since(), delays.analyzing()));
        state.orders().forEach((databaseId, order) -> {
            if (!order.isOver()) {
                wait(new RecommendationsDue(databaseId, order.since()), order.since(), delays.recommending());
            }
        });
    }

    private void wait(Note due, Instant since, Duration whole) {
        agenda.after(due, due, since, whole);
    }
}
