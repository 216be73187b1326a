package io.dmslocal.engine.entity.fleet;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.dmslocal.engine.entity.EntityFixture;
import io.dmslocal.engine.entity.fleet.FleetEntity.*;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.DatabaseResponse;
import software.amazon.awssdk.services.databasemigration.model.RecommendationSettings;

class FleetEntityTest extends EntityFixture<Command, Event, FleetState, Reply> {

    private static final String ARN =
            FleetEntity.of(new Scope("000000000000", "us-east-1")).toString();
    private static final Duration SOON = Duration.ofMillis(50);
    private static final FleetDelays NEVER = new FleetDelays(LONG, LONG);
    private static final RecommendationSettings SETTINGS = RecommendationSettings.builder()
            .instanceSizingType("total-capacity")
            .workloadType("production")
            .build();

    @BeforeEach
    void nothing() {
        kit = kit(NEVER);
    }

    @Test
    void anAnalysisIsRunningThenCompletedAlsoAfterARestart() {
        kit = kit(new FleetDelays(SOON, SOON));
        FleetState state = told(replyTo -> new RunAnalysis("1", replyTo));
        assertEquals("running", state.analyses().get(0).describe().status());

        kit.restart();

        eventually(
                "completed",
                () -> kit.getState().analyses().get(0).describe().status().equals("completed"));
    }

    @Test
    void recommendationsAreReadyInTime() {
        kit = kit(new FleetDelays(SOON, SOON));

        FleetState state = told(replyTo -> new OrderRecommendations("a", SETTINGS, replyTo));

        assertFalse(state.orders().get("a").isOver());
        eventually("ready", () -> kit.getState().orders().get("a").isOver());
    }

    @Test
    void ofADatabaseThatIsDeletedNothingIsLeft() {
        told(replyTo -> new OrderRecommendations("a", SETTINGS, replyTo));

        FleetState state = told(replyTo -> new DeleteDatabases(List.of("a"), replyTo));

        assertEquals(Set.of("a"), state.deleted());
        assertTrue(state.orders().isEmpty());
        assertEquals(
                "ResourceNotFoundFault",
                refusal(replyTo -> new DeleteDatabases(List.of("a"), replyTo)).code());
        assertEquals(
                "ResourceNotFoundFault",
                refusal(replyTo -> new OrderRecommendations("a", SETTINGS, replyTo))
                        .code());
    }

    @Test
    void databasesAreDeletedTogetherOrNotAtAll() {
        Fault fault = refusal(replyTo -> new DeleteDatabases(List.of("a", "x", "b"), replyTo));

        assertEquals("Database x could not be found in the Fleet Advisor inventory.", fault.message());
        assertTrue(kit.getState().deleted().isEmpty());
    }

    @Test
    void onlyTheNewestAnalysesAreRemembered() {
        FleetState state = FleetState.nothing();
        for (int i = 1; i <= FleetState.MOST + 1; i++) {
            state = state.started(new AnalysisStarted(Integer.toString(i), NOON));
        }

        assertEquals(FleetState.MOST, state.analyses().size());
        assertEquals(2, state.analyses().get(0).number());
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        golden(
                "fleet-advisor",
                Event.class,
                List.of(
                        new AnalysisStarted("1", NOON),
                        new AnalysisFinished("1", NOON),
                        new DatabasesDeleted(List.of("a", "b"), NOON),
                        new RecommendationsOrdered("a", SETTINGS, NOON),
                        new RecommendationsReady("a", NOON)));
    }

    private static EventSourcedBehaviorTestKit<Command, Event, FleetState> kit(FleetDelays delays) {
        FleetInventory inventory =
                new FleetInventory(List.of(database("a"), database("b")), List.of(), List.of(), List.of(), List.of());
        return kitOf(FleetEntity.create(ARN, delays, AT_NOON, inventory));
    }

    private static DatabaseResponse database(String id) {
        return DatabaseResponse.builder().databaseId(id).build();
    }

    private FleetState told(Function<ActorRef<Reply>, Command> command) {
        return answer(Told.class, command).state();
    }
}
