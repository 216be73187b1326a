package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.RunningEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** A topic that does not answer, and an engine that ends meanwhile: the next engine delivers, without being asked. */
class DeliveryRestartTest {

    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:topic";

    @TempDir
    Path data;

    @Test
    void whatWasNotDeliveredIsDeliveredByTheNext() {
        try (Outside outside = new Outside()) {
            outside.refuse(true);
            try (RunningEngine first = RunningEngine.in(data, settings(outside));
                    ServedApi api = serve(first);
                    DatabaseMigrationClient dms = api.client()) {
                dms.createEventSubscription(
                        request -> request.subscriptionName("late").snsTopicArn(TOPIC));
                Eventually.eventually(
                        "the subscription is active", () -> status(dms).equals("active"));
                dms.createReplicationInstance(request ->
                        request.replicationInstanceIdentifier("one").replicationInstanceClass("dms.t3.micro"));
                Eventually.eventually(
                        "the instance is created", // an instance that nobody asks for after a restart stays creating
                        () -> dms.describeReplicationInstances()
                                .replicationInstances()
                                .get(0)
                                .replicationInstanceStatus()
                                .equals("available"));
                Eventually.eventually("an attempt", () -> outside.refusals() > 0);
            }
            assertEquals(List.of(), outside.published(TOPIC));
            outside.refuse(false);

            try (RunningEngine second = RunningEngine.in(data, settings(outside))) {
                assertNotNull(second.engine());
                Eventually.eventually(
                        "both events", () -> outside.published(TOPIC).size() >= 2);
                List<Map<String, String>> letters = outside.published(TOPIC);
                assertTrue(letters.get(0).get("Message").contains("DMS-EVENT-0067"), letters.toString());
                assertTrue(letters.get(1).get("Message").contains("DMS-EVENT-0005"), letters.toString());
            }
        }
    }

    private static String settings(Outside outside) {
        return """
                dms-local.engine.timings.local.instance.creating = 100ms
                dms-local.engine.timings.local.event-subscription.creating = 100ms
                dms-local.engine.event-delivery {
                  first-pause = 50ms, longest-pause = 100ms, sns-endpoint = "%s"
                }
                """.formatted(outside.endpoint());
    }

    private static ServedApi serve(RunningEngine engine) {
        return ServedApi.of(AllOperations.of(List.of(
                new InstanceOperations(engine.engine())::register,
                new SubscriptionOperations(engine.engine(), Clock.systemUTC())::register)));
    }

    private static String status(DatabaseMigrationClient dms) {
        return dms.describeEventSubscriptions(request -> {})
                .eventSubscriptionsList()
                .get(0)
                .status();
    }
}
