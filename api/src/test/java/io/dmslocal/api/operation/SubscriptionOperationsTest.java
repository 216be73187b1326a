package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.RunningEngine;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CreateEventSubscriptionRequest;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Event subscriptions as AWS's SDK sees them, and what their topics are told. */
class SubscriptionOperationsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Outside outside;
    private static RunningEngine engine;
    private static ServedApi api;

    @BeforeAll
    static void start() {
        outside = new Outside();
        engine = new RunningEngine("""
                dms-local.engine.timings.local.instance {
                  creating = 100ms, modifying = 100ms, upgrading = 100ms, rebooting = 100ms, deleting = 100ms
                }
                dms-local.engine.timings.local.event-subscription { creating = 200ms, modifying = 200ms, deleting = 200ms }
                dms-local.engine.event-delivery {
                  first-pause = 50ms, longest-pause = 100ms
                  sns-endpoint = "%1$s", eventbridge-endpoint = "%1$s"
                }
                """.formatted(outside.endpoint()));
        api = ServedApi.of(AllOperations.of(List.of(
                new InstanceOperations(engine.engine())::register,
                new SubscriptionOperations(engine.engine(), Clock.systemUTC())::register,
                new TagOperations(engine.engine())::register)));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
        outside.close();
    }

    @Nested
    class Lifecycle {

        private final DatabaseMigrationClient dms = api.client("100000000031", "eu-west-1");

        @Test
        void goesFromCreatingToActiveToModifyingToGone() {
            EventSubscription created = create(dms, "Plain", "topic", request -> {});

            assertEquals("creating", created.status());
            assertEquals("Plain", created.custSubscriptionId());
            assertEquals("100000000031", created.customerAwsId());
            assertTrue(created.enabled());
            assertFalse(created.hasSourceIdsList());
            assertFalse(created.hasEventCategoriesList());
            active(dms, "plain");
            EventSubscription modified = dms.modifyEventSubscription(request ->
                            request.subscriptionName("Plain").enabled(false).eventCategories("creation"))
                    .eventSubscription();
            assertEquals("modifying", modified.status());
            assertEquals(List.of("creation"), modified.eventCategoriesList());
            assertEquals(
                    "InvalidResourceStateFault",
                    code(() -> dms.deleteEventSubscription(request -> request.subscriptionName("Plain"))));
            active(dms, "Plain");
            assertEquals(
                    "deleting",
                    dms.deleteEventSubscription(request -> request.subscriptionName("Plain"))
                            .eventSubscription()
                            .status());
            Eventually.eventually("gone", () -> describe(dms).isEmpty());
            assertEquals(
                    "ResourceNotFoundFault",
                    code(() -> dms.describeEventSubscriptions(request -> request.subscriptionName("Plain"))));
        }

        @Test
        void isFoundByNameFilterAndArn() {
            DatabaseMigrationClient other = api.client("100000000032", "eu-west-1");
            create(
                    other,
                    "one",
                    "topic",
                    request ->
                            request.tags(Tag.builder().key("team").value("blue").build()));
            create(other, "Two", "topic", request -> {});

            assertEquals(2, describe(other).size());
            assertEquals(
                    1, describe(other, filter("event-subscription-id", "two")).size());
            assertEquals(
                    1,
                    describe(other, filter("event-subscription-arn", "arn:aws:dms:eu-west-1:100000000032:es:Two"))
                            .size());
            assertEquals(
                    "ResourceNotFoundFault", code(() -> describe(other, filter("event-subscription-id", "three"))));
            assertEquals(
                    "blue",
                    other.listTagsForResource(
                                    request -> request.resourceArn("arn:aws:dms:eu-west-1:100000000032:es:one"))
                            .tagList()
                            .get(0)
                            .value());
            assertEquals("ResourceAlreadyExistsFault", code(() -> create(other, "TWO", "topic", request -> {})));
        }

        @Test
        void refusesWhatDoesNotFit() {
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> create(dms, "x", "topic", request -> request.sourceType("endpoint"))));
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> create(
                            dms,
                            "x",
                            "topic",
                            request -> request.sourceType("replication-task").eventCategories("failover"))));
            assertEquals(
                    "InvalidParameterCombinationException",
                    code(() -> create(dms, "x", "topic", request -> request.sourceIds("one"))));
            assertEquals(
                    "ResourceNotFoundFault",
                    code(() -> create(
                            dms,
                            "x",
                            "topic",
                            request ->
                                    request.sourceType("replication-instance").sourceIds("nobody"))));
            assertEquals(
                    "SNSInvalidTopicFault",
                    code(() -> create(dms, "x", "topic", request -> request.snsTopicArn("topic"))));
        }
    }

    @Nested
    class Delivering {

        @Test
        void tellsTheTopicWhatItsFiltersLetThrough() throws IOException {
            DatabaseMigrationClient dms = api.client("100000000033", "eu-west-1");
            create(dms, "all", "all", request -> {});
            create(
                    dms,
                    "deletions",
                    "deletions",
                    request -> request.sourceType("replication-instance").eventCategories("deletion"));
            create(dms, "tasks", "tasks", request -> request.sourceType("replication-task"));
            active(dms, "tasks");

            String arn = instance(dms, "watched");
            Eventually.eventually("two letters", () -> letters(dms, "all").size() == 2);
            dms.deleteReplicationInstance(request -> request.replicationInstanceArn(arn));
            Eventually.eventually("four letters", () -> letters(dms, "all").size() == 4);
            Eventually.eventually("two letters", () -> letters(dms, "deletions").size() == 2);

            assertEquals(List.of(), letters(dms, "tasks"));
            JsonNode first = JSON.readTree(letters(dms, "all").get(0).get("Message"));
            assertEquals("replication-instance", first.get("Event Source").asText());
            assertEquals("watched", first.get("SourceId").asText());
            assertTrue(first.get("Event ID").asText().endsWith("#DMS-EVENT-0067"));
            assertEquals(
                    "A replication instance is being created.",
                    first.get("Event Message").asText());
        }

        @Test
        void triesAgainUntilTheTopicTakesItAndLosesNothing() {
            DatabaseMigrationClient dms = api.client("100000000034", "eu-west-1");
            create(dms, "patient", "patient", request -> {});
            active(dms, "patient");
            outside.refuse(true);
            try {
                int before = outside.refusals();
                instance(dms, "unheard");
                Eventually.eventually("refusals", () -> outside.refusals() > before + 2);
            } finally {
                outside.refuse(false);
            }

            Eventually.eventually("both letters", () -> letters(dms, "patient").size() == 2);
        }

        @Test
        void goesToEventBridgeOnceItIsMoved() throws IOException {
            DatabaseMigrationClient dms = api.client("100000000035", "eu-west-1");
            create(dms, "moved", "moved", request -> {});
            create(
                    dms,
                    "moved too",
                    "moved-too",
                    request -> request.sourceType("replication-instance").eventCategories("creation"));
            active(dms, "moved");
            active(dms, "moved too");

            String result = dms.updateSubscriptionsToEventBridge(request -> {}).result();
            active(dms, "moved");
            active(dms, "moved too");
            instance(dms, "bussed");
            Eventually.eventually(
                    "both events, once for both subscriptions",
                    () -> outside.put("100000000035").size() == 2);

            assertTrue(result.startsWith("2 "), result);
            JsonNode rule = JSON.readTree(outside.ruled("\"dms-moved-too-").get(0));
            assertTrue(rule.get("Name").asText().matches("dms-moved-too-[0-9a-f]{8}"), rule.toString());
            assertEquals(
                    JSON.readTree("""
                            {"source": ["aws.dms"], "detail-type": ["DMS Replication Instance State Change"],
                             "detail": {"category": ["Creation"]}}"""), JSON.readTree(rule.get("EventPattern").asText()));
            assertEquals(
                    topic(dms, "moved-too"),
                    JSON.readTree(outside.ruled("\"dms-moved-too-").get(1))
                            .at("/Targets/0/Arn")
                            .asText());
            assertFalse(describe(dms).get(0).enabled());
            assertEquals(List.of(), letters(dms, "moved"));
            JsonNode entry = JSON.readTree(outside.put("100000000035").get(1))
                    .path("Entries")
                    .get(0);
            assertEquals("aws.dms", entry.get("Source").asText());
            assertEquals(
                    "DMS Replication Instance State Change",
                    entry.get("DetailType").asText());
            JsonNode detail = JSON.readTree(entry.get("Detail").asText());
            assertEquals("DMS-EVENT-0005", detail.get("eventId").asText());
            assertEquals("Creation", detail.get("category").asText());
            assertEquals("REPLICATION_INSTANCE_CREATED", detail.get("eventType").asText());
        }
    }

    private static EventSubscription create(
            DatabaseMigrationClient dms,
            String name,
            String topic,
            Consumer<CreateEventSubscriptionRequest.Builder> more) {
        return dms.createEventSubscription(
                        request -> more.accept(request.subscriptionName(name).snsTopicArn(topic(dms, topic))))
                .eventSubscription();
    }

    /** A topic of its own for each account, so that tests do not hear each other. */
    private static String topic(DatabaseMigrationClient dms, String name) {
        return "arn:aws:sns:eu-west-1:000000000000:" + name + "-" + Math.abs(System.identityHashCode(dms));
    }

    private static List<Map<String, String>> letters(DatabaseMigrationClient dms, String topic) {
        return outside.published(topic(dms, topic));
    }

    private static String instance(DatabaseMigrationClient dms, String identifier) {
        String arn = dms.createReplicationInstance(request ->
                        request.replicationInstanceIdentifier(identifier).replicationInstanceClass("dms.t3.micro"))
                .replicationInstance()
                .replicationInstanceArn();
        Eventually.eventually(
                identifier + " is available",
                () -> dms.describeReplicationInstances(request -> {}).replicationInstances().stream()
                        .anyMatch(each -> each.replicationInstanceArn().equals(arn)
                                && each.replicationInstanceStatus().equals("available")));
        return arn;
    }

    private static void active(DatabaseMigrationClient dms, String name) {
        Eventually.eventually(
                name + " is active",
                () -> dms.describeEventSubscriptions(request -> request.subscriptionName(name))
                        .eventSubscriptionsList()
                        .get(0)
                        .status()
                        .equals("active"));
    }

    private static List<EventSubscription> describe(DatabaseMigrationClient dms, Filter... filters) {
        return dms.describeEventSubscriptions(request -> request.filters(filters))
                .eventSubscriptionsList();
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static String code(Runnable call) {
        return assertThrows(DatabaseMigrationException.class, call::run)
                .awsErrorDetails()
                .errorCode();
    }
}
