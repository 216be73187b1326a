package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.ServedApi;
import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.RunningEngine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventsRequest;
import software.amazon.awssdk.services.databasemigration.model.Event;
import software.amazon.awssdk.services.databasemigration.model.EventCategoryGroup;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;

/** Events as AWS's SDK sees them. */
class EventOperationsTest {

    private static RunningEngine engine;
    private static ServedApi api;

    @BeforeAll
    static void start() {
        engine = new RunningEngine("""
                dms-local.engine.timings.local.instance {
                  creating = 100ms, modifying = 100ms, upgrading = 100ms, rebooting = 100ms, deleting = 100ms
                }
                """);
        api = ServedApi.of(AllOperations.of(List.of(
                new InstanceOperations(engine.engine())::register,
                new EventOperations(engine.engine(), Clock.systemUTC())::register)));
    }

    @AfterAll
    static void stop() {
        api.close();
        engine.close();
    }

    @Nested
    class Describing {

        @Test
        void tellsTheLifeOfAnInstanceNewestLast() {
            DatabaseMigrationClient dms = api.client("100000000011", "eu-west-1");
            String arn = create(dms, "One");
            eventually(dms, 2);
            dms.modifyReplicationInstance(request -> request.replicationInstanceArn(arn)
                    .replicationInstanceClass("dms.t3.medium")
                    .allocatedStorage(60)
                    .applyImmediately(true));
            eventually(dms, 6);
            dms.deleteReplicationInstance(request -> request.replicationInstanceArn(arn));
            List<Event> events = eventually(dms, 8);

            assertEquals(
                    List.of(
                            "creation: A replication instance is being created.",
                            "creation: A replication instance has been created.",
                            "configuration change: The replication instance class for this replication instance is being changed.",
                            "configuration change: The storage for the replication instance is being increased.",
                            "configuration change: The replication instance class for this replication instance has changed.",
                            "configuration change: The storage for the replication instance has been increased.",
                            "deletion: The replication instance is being deleted.",
                            "deletion: The replication instance has been deleted."),
                    events.stream()
                            .map(event -> event.eventCategories().get(0) + ": " + event.message())
                            .toList());
            events.forEach(event -> {
                assertEquals("one", event.sourceIdentifier());
                assertEquals("replication-instance", event.sourceTypeAsString());
            });
        }

        @Test
        void narrowsBySourceCategoryFilterAndTime() {
            DatabaseMigrationClient dms = api.client("100000000012", "eu-west-1");
            create(dms, "first");
            eventually(dms, 2);
            create(dms, "second");
            eventually(dms, 4);

            assertEquals(
                    2,
                    describe(dms, request -> request.sourceIdentifier("FIRST").sourceType("replication-instance"))
                            .size());
            assertEquals(
                    0,
                    describe(dms, request -> request.sourceType("replication-task"))
                            .size());
            assertEquals(
                    0,
                    describe(dms, request -> request.eventCategories("deletion"))
                            .size());
            assertEquals(
                    4,
                    describe(dms, request -> request.eventCategories("deletion", "creation"))
                            .size());
            assertEquals(
                    2,
                    describe(dms, request -> request.filters(filter("replication-instance-id", "second")))
                            .size());
            Instant longAgo = Instant.now().minus(Duration.ofHours(2));
            assertEquals(0, describe(dms, request -> request.endTime(longAgo)).size());
            assertEquals(4, describe(dms, request -> request.startTime(longAgo)).size());
            assertEquals(
                    0,
                    describe(dms, request -> request.startTime(longAgo).duration(10))
                            .size());
            assertEquals(4, describe(dms, request -> request.duration(20160)).size());
        }

        @Test
        void comesInPages() {
            DatabaseMigrationClient dms = api.client("100000000013", "eu-west-1");
            for (int i = 0; i < 13; i++) {
                create(dms, "page-" + i);
            }
            List<Event> all = eventually(dms, 26);

            List<Event> paged = dms.describeEventsPaginator(request -> request.maxRecords(20)).stream()
                    .peek(page -> assertTrue(page.events().size() <= 20))
                    .flatMap(page -> page.events().stream())
                    .toList();

            assertEquals(all, paged);
            assertEquals(
                    20,
                    dms.describeEvents(request -> request.maxRecords(20))
                            .events()
                            .size());
        }

        @Test
        void isEmptyWhereNothingEverHappened() {
            assertTrue(describe(api.client("100000000014", "eu-west-1"), request -> {})
                    .isEmpty());
        }

        @Test
        void refusesWhatContradictsItself() {
            DatabaseMigrationClient dms = api.client("100000000015", "eu-west-1");
            Instant now = Instant.now();

            assertEquals(
                    "InvalidParameterCombinationException",
                    code(() -> describe(dms, request -> request.sourceIdentifier("one"))));
            assertEquals(
                    "InvalidParameterCombinationException",
                    code(() -> describe(dms, request -> request.startTime(now).endTime(now.minusSeconds(1)))));
            assertEquals(
                    "InvalidParameterValueException", code(() -> describe(dms, request -> request.sourceType("task"))));
            assertEquals(
                    "InvalidParameterValueException", code(() -> describe(dms, request -> request.duration(20161))));
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> describe(dms, request -> request.filters(filter("endpoint-id", "x")))));
        }
    }

    @Nested
    class Categories {

        private final DatabaseMigrationClient dms = api.client();

        @Test
        void areThoseOfBothSourceTypes() {
            List<EventCategoryGroup> groups =
                    dms.describeEventCategories(request -> {}).eventCategoryGroupList();

            assertEquals(
                    List.of("replication-instance", "replication-task"),
                    groups.stream().map(EventCategoryGroup::sourceType).toList());
            assertEquals(
                    List.of(
                            "low storage",
                            "configuration change",
                            "maintenance",
                            "deletion",
                            "creation",
                            "failover",
                            "failure"),
                    groups.get(0).eventCategories());
            assertEquals(
                    List.of("configuration change", "state change", "deletion", "creation", "failure"),
                    groups.get(1).eventCategories());
        }

        @Test
        void areNarrowedByASourceTypeThatExists() {
            assertEquals(
                    List.of("replication-task"),
                    dms
                            .describeEventCategories(request -> request.sourceType("replication-task"))
                            .eventCategoryGroupList()
                            .stream()
                            .map(EventCategoryGroup::sourceType)
                            .toList());
            assertEquals(
                    "InvalidParameterValueException",
                    code(() -> dms.describeEventCategories(request -> request.sourceType("endpoint"))));
        }
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private static String create(DatabaseMigrationClient dms, String identifier) {
        ReplicationInstance instance = dms.createReplicationInstance(request ->
                        request.replicationInstanceIdentifier(identifier).replicationInstanceClass("dms.t3.micro"))
                .replicationInstance();
        return instance.replicationInstanceArn();
    }

    private static List<Event> describe(DatabaseMigrationClient dms, Consumer<DescribeEventsRequest.Builder> request) {
        return dms.describeEvents(request).events();
    }

    /** As soon as there are so many. */
    private static List<Event> eventually(DatabaseMigrationClient dms, int events) {
        Eventually.eventually(
                events + " events", () -> describe(dms, request -> {}).size() >= events);
        List<Event> found = describe(dms, request -> {});
        assertEquals(events, found.size());
        assertFalse(found.isEmpty());
        return found;
    }

    private static String code(Runnable call) {
        return assertThrows(DatabaseMigrationException.class, call::run)
                .awsErrorDetails()
                .errorCode();
    }
}
