package io.dmslocal.engine;

import akka.actor.typed.ActorRef;
import io.dmslocal.engine.entity.fleet.FleetEntity;
import io.dmslocal.engine.entity.fleet.FleetInventory;
import io.dmslocal.engine.entity.fleet.FleetState;
import io.dmslocal.engine.entity.fleet.FleetState.Analysis;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.type.FleetCollectors;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.DatabaseResponse;
import software.amazon.awssdk.services.databasemigration.model.FleetAdvisorSchemaObjectResponse;
import software.amazon.awssdk.services.databasemigration.model.Limitation;
import software.amazon.awssdk.services.databasemigration.model.Recommendation;
import software.amazon.awssdk.services.databasemigration.model.RecommendationSettings;
import software.amazon.awssdk.services.databasemigration.model.SchemaResponse;

/** An inventory, as one account and region sees it: without what was deleted, with what is recommended. */
public final class FleetAdvisor {

    private final Sharded<FleetEntity.Command> fleets;
    private final FleetInventory inventory;

    FleetAdvisor(Node node) {
        EngineSettings settings = node.settings();
        this.inventory = FleetInventory.read(settings.fleetInventory());
        this.fleets = node.start(
                FleetEntity.Command.class,
                "fleet-advisor",
                new FleetEntity.Leave(),
                arn -> FleetEntity.create(arn, settings.fleet(), node.clock(), inventory));
    }

    public CompletionStage<Outcome<Analysis>> runAnalysis(Scope scope) {
        String id = UUID.randomUUID().toString();
        return ask(scope, replyTo -> new FleetEntity.RunAnalysis(id, replyTo))
                .thenApply(outcome -> outcome.map(state -> state.analyses().stream()
                        .filter(analysis -> analysis.id().equals(id))
                        .findFirst()
                        .orElseThrow()));
    }

    /** Oldest first. */
    public CompletionStage<List<Analysis>> analyses(Scope scope) {
        return state(scope).thenApply(FleetState::analyses);
    }

    /** All of them, or none when one does not exist. */
    public CompletionStage<Outcome<List<String>>> deleteDatabases(Scope scope, List<String> ids) {
        return ask(scope, replyTo -> new FleetEntity.DeleteDatabases(ids, replyTo))
                .thenApply(outcome -> outcome.map(state -> ids));
    }

    public CompletionStage<Outcome<String>> startRecommendations(
            Scope scope, String databaseId, RecommendationSettings settings) {
        return ask(scope, replyTo -> new FleetEntity.OrderRecommendations(databaseId, settings, replyTo))
                .thenApply(outcome -> outcome.map(state -> databaseId));
    }

    public CompletionStage<List<DatabaseResponse>> databases(Scope scope) {
        return present(scope, inventory.databases(), (state, each) -> isThere(state, each.databaseId()));
    }

    public CompletionStage<List<SchemaResponse>> schemas(Scope scope) {
        return present(scope, inventory.schemas(), FleetAdvisor::isThere);
    }

    public CompletionStage<List<FleetAdvisorSchemaObjectResponse>> objects(Scope scope) {
        return state(scope)
                .thenApply(state -> inventory.objects().stream()
                        .filter(object -> inventory.schemas().stream()
                                .filter(schema -> schema.schemaId().equals(object.schemaId()))
                                .allMatch(schema -> isThere(state, schema)))
                        .toList());
    }

    /** While an analysis goes on, that it does; then what the inventory has. */
    public CompletionStage<List<Recommendation>> recommendations(Scope scope) {
        return state(scope)
                .thenApply(state -> state.orders().entrySet().stream()
                        .flatMap(each -> recommendations(each.getKey(), each.getValue()))
                        .toList());
    }

    public CompletionStage<List<Limitation>> limitations(Scope scope) {
        return present(
                scope,
                inventory.limitations(),
                (state, each) -> each.databaseId() != null
                        && state.orders().containsKey(each.databaseId())
                        && state.orders().get(each.databaseId()).isOver());
    }

    private Stream<Recommendation> recommendations(String databaseId, FleetState.Order order) {
        Stream<Recommendation> known = order.isOver()
                ? inventory.recommendations().stream().filter(each -> databaseId.equals(each.databaseId()))
                : Stream.of(Recommendation.builder()
                        .databaseId(databaseId)
                        .status("in-progress")
                        .build());
        return known.map(each -> each.copy(
                shown -> shown.createdDate(FleetCollectors.date(order.since())).settings(order.settings())));
    }

    private <T> CompletionStage<List<T>> present(Scope scope, List<T> all, BiPredicate<FleetState, T> filter) {
        return state(scope)
                .thenApply(state ->
                        all.stream().filter(each -> filter.test(state, each)).toList());
    }

    private static boolean isThere(FleetState state, SchemaResponse schema) {
        return schema.databaseInstance() == null
                || isThere(state, schema.databaseInstance().databaseId());
    }

    private static boolean isThere(FleetState state, String databaseId) {
        return databaseId == null || !state.deleted().contains(databaseId);
    }

    private CompletionStage<FleetState> state(Scope scope) {
        return ask(scope, FleetEntity.AskState::new)
                .thenApply(outcome -> outcome.value().orElseThrow());
    }

    private CompletionStage<Outcome<FleetState>> ask(
            Scope scope, Function<ActorRef<FleetEntity.Reply>, FleetEntity.Command> command) {
        return fleets.ask(FleetEntity.of(scope).toString(), command).thenApply(FleetEntity.Reply::outcome);
    }
}
