package io.dmslocal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.entity.subscription.SubscriptionState.Subscription;
import io.dmslocal.engine.event.delivery.DeliverySettings;
import io.dmslocal.engine.event.delivery.LocalBus;
import io.dmslocal.engine.model.Tags;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;

/** Rules of subscriptions that were moved to EventBridge. */
class EventPostTest {

    private static final String ARN = "arn:aws:dms:eu-west-1:100000000042:es:S";
    private static final Subscription SUBSCRIPTION = new Subscription(
            EventSubscription.builder()
                    .custSubscriptionId("s")
                    .snsTopicArn("arn:aws:sns:eu-west-1:100000000042:t")
                    .build(),
            Tags.none(),
            0,
            true);

    @ParameterizedTest
    @CsvSource({
        "404, not found",
        "501, '{\"__type\":\"InternalFailure\"}'",
        "400, '{\"__type\":\"UnknownOperationException\"}'"
    })
    void aBusThatDoesNotKnowRulesStillHasTheEvents(int status, String body) {
        try (LocalBus bridge = new LocalBus(call -> new LocalBus.Answer(status, body))) {
            rule(bridge).toCompletableFuture().join();

            assertEquals(1, bridge.calls());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500, '{\"__type\":\"InternalException\"}'",
        "503, 'Service Unavailable'",
        "400, '{\"__type\":\"ThrottlingException\"}'",
        "400, '{\"__type\":\"ExpiredTokenException\"}'",
        "403, '{\"__type\":\"AccessDeniedException\"}'"
    })
    void aRuleThatCouldNotBeMadeIsMadeLater(int status, String body) {
        try (LocalBus bridge = new LocalBus(call -> new LocalBus.Answer(status, body))) {
            CompletionStage<Void> made = rule(bridge);

            CompletionException failed = assertThrows(
                    CompletionException.class, () -> made.toCompletableFuture().join());
            assertTrue(failed.getCause().getMessage().contains("PutRule with " + status), failed.getMessage());
            assertTrue(failed.getCause().getMessage().contains(body), failed.getMessage());
        }
    }

    private static CompletionStage<Void> rule(LocalBus bridge) {
        DeliverySettings settings = new DeliverySettings(
                Optional.empty(),
                Optional.of(bridge.uri()),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofMinutes(1));
        return new EventPost(null, null, settings, Runnable::run).rule(ARN, SUBSCRIPTION);
    }
}
