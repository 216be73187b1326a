package io.dmslocal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.cloudwatch.CloudWatchSettings;
import io.dmslocal.engine.connector.ChangeCaptures;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import io.dmslocal.engine.entity.assessment.AssessmentDelays;
import io.dmslocal.engine.entity.conversion.ConversionDelays;
import io.dmslocal.engine.entity.fleet.FleetDelays;
import io.dmslocal.engine.entity.instance.InstanceDelays;
import io.dmslocal.engine.entity.leftover.LeftoverPauses;
import io.dmslocal.engine.entity.subscription.SubscriptionDelays;
import io.dmslocal.engine.event.delivery.DeliverySettings;
import io.dmslocal.engine.model.Quota;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {

    @Test
    void theDefaultsAreThese() {
        EngineSettings settings = with("");

        assertEquals(30, settings.shards());
        assertEquals(Duration.ofSeconds(10), settings.askTimeout());
        assertEquals(Duration.ofSeconds(60), settings.claimTimeout());
        assertEquals(
                new InstanceDelays(
                        Duration.ofMillis(1500),
                        Duration.ofMillis(600),
                        Duration.ofMillis(800),
                        Duration.ofMillis(600),
                        Duration.ofSeconds(1)),
                settings.instance());
        assertEquals(ChangeCaptures.OWN, settings.changeCaptures());
        assertEquals(
                new AssessmentDelays(
                        Duration.ofMillis(400), Duration.ofMillis(300), Duration.ofMillis(400), Duration.ofMillis(400)),
                settings.assessment());
        assertEquals(Optional.empty(), settings.s3Endpoint());
        assertEquals(Optional.empty(), settings.secretsManagerEndpoint());
        assertEquals(
                new SubscriptionDelays(Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofMillis(400)),
                settings.subscription());
        assertEquals(
                new DeliverySettings(
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5),
                        Duration.ofHours(1)),
                settings.eventDelivery());
        assertEquals(
                new CloudWatchSettings(
                        Optional.empty(), Optional.empty(), Duration.ofSeconds(2), Duration.ofMinutes(1)),
                settings.cloudWatch());
        assertEquals(
                new ConversionDelays(
                        Duration.ofMillis(400),
                        Duration.ofMillis(100),
                        Duration.ofMillis(1200),
                        Duration.ofMillis(400)),
                settings.conversion());
        assertEquals(new FleetDelays(Duration.ofMillis(600), Duration.ofMillis(600)), settings.fleet());
        assertFalse(settings.needsReachableProviders());
        assertTrue(settings.fleetInventory().isEmpty());
        assertEquals(Duration.ofSeconds(1), settings.expressionDeadline());
        assertEquals(new LeftoverPauses(Duration.ofSeconds(5), Duration.ofMinutes(5)), settings.leftovers());
        assertEquals(Duration.ofSeconds(5), settings.stopGrace());
        for (Quota quota : Quota.values()) {
            assertEquals(quota.usual(), settings.limits().of(quota), quota.wireName());
        }
    }

    @Test
    void awsTimingTakesMinutes() {
        assertEquals(
                Duration.ofMinutes(8),
                with("dms-local.engine.timing = aws-timing").instance().creating());
    }

    @Test
    void s3IsAskedWhereItAnswers() {
        assertEquals(
                Optional.of("http://127.0.0.1:9000"),
                with("dms-local.engine.s3-endpoint = \"http://127.0.0.1:9000\"").s3Endpoint());
    }

    @Test
    void secretsAreReadWhereTheyAreKept() {
        assertEquals(
                Optional.of(URI.create("http://127.0.0.1:9001")),
                with("dms-local.engine.secrets-manager-endpoint = \"http://127.0.0.1:9001\"")
                        .secretsManagerEndpoint());
    }

    @Test
    void debeziumCanBeChosenForEachConnector() {
        assertEquals(
                new ChangeCaptures(ChangeCapture.OWN, ChangeCapture.DEBEZIUM),
                with("dms-local.engine.change-capture.mysql = debezium").changeCaptures());
    }

    @Test
    void mistakesFailTheStartByName() {
        assertTrue(mistake("dms-local.engine.shrads = 3").contains("shrads"));
        assertTrue(mistake("dms-local.engine.quotas.Endpoint = 3").contains("Endpoint"));
        assertTrue(mistake("dms-local.engine.timing = slow").contains("aws-timing"));
        assertTrue(
                mistake("dms-local.engine.change-capture.postgres = pglogical").contains("debezium"));
    }

    private static String mistake(String config) {
        return assertThrows(IllegalArgumentException.class, () -> with(config)).getMessage();
    }

    private static EngineSettings with(String config) {
        return EngineSettings.from(ConfigFactory.parseString(config)
                .withFallback(ConfigFactory.load())
                .resolve());
    }
}
