package io.dmslocal.api.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import io.dmslocal.api.console.Console;
import io.dmslocal.api.console.ExplainRoute;
import io.dmslocal.api.console.Health;
import io.dmslocal.api.console.JournalRoutes;
import io.dmslocal.api.console.Page;
import io.dmslocal.api.operation.Operations;
import io.dmslocal.persistence.journal.JournalFull;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.DeleteEndpointRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeConnectionsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsRequest;

/** What callers hear while nothing can be written to the journal. */
class WithoutRoomTest {

    private static final String WHY = "The disk of the journal is full: /data has 0 KiB left.";
    private static final String ONE = "{\"EndpointArn\":\"arn:aws:dms:us-east-1:000000000000:endpoint:E\"}";

    /** What a read needs, where it needs anything. */
    private static final Map<String, String> NEEDED =
            Map.of("GetTargetSelectionRules", "{\"MigrationProjectIdentifier\":\"p\",\"SelectionRules\":\"{}\"}");

    private static void assertRefused(Answered answered) {
        assertEquals(500, answered.status());
        assertEquals("StorageQuotaExceededFault", answered.code());
        assertEquals("StorageQuotaExceededFault", answered.header("x-amzn-ErrorType"));
        assertEquals(WHY, answered.message());
    }

    @Test
    void changesAreRefusedByNameAndReadsAreAnsweredUntilThereIsRoomAgain() {
        try (ServedApi api = ServedApi.of(EveryOperation.accepted())) {
            api.shortage(Optional.of(WHY));

            assertRefused(api.call("DeleteEndpoint", ONE));
            assertRefused(api.call("TestConnection", "{\"ReplicationInstanceArn\":\"r\",\"EndpointArn\":\"e\"}"));
            for (String read : new String[] {"DescribeEndpoints", "ListTagsForResource", "GetTargetSelectionRules"}) {
                assertEquals("", api.call(read, NEEDED.getOrDefault(read, "{}")).code(), read);
            }
            assertEquals(400, api.call("DeleteEndpoint", "{}").status(), "bad input stays the caller's fault");

            api.shortage(Optional.empty());
            assertEquals(200, api.call("DeleteEndpoint", ONE).status());
        }
    }

    @Test
    void aChangeThatWasUnderWayWhenTheDiskBecameFullIsToldThatItMayNotHaveBeenDone() {
        try (ServedApi api = underWay(new TimeoutException("the entity did not answer"))) {
            Answered answered = api.call("DeleteEndpoint", ONE);

            assertEquals(500, answered.status());
            assertEquals("StorageQuotaExceededFault", answered.code());
            assertTrue(answered.message().startsWith(WHY), answered.message());
            assertTrue(answered.message().contains("DeleteEndpoint may not have been done"), answered.message());
            assertEquals(
                    "InternalFailure", api.call("DescribeConnections", "{}").code(), "a defect stays one");
        }
    }

    @Test
    void aChangeThatCouldNotBeWrittenDownIsToldSo() {
        try (ServedApi api = underWay(new JournalFull(WHY))) {
            assertRefused(api.call("DeleteEndpoint", ONE));
        }
    }

    @Test
    void aReadThatIsLateIsNotTheDisksFault() {
        try (ServedApi api = underWay(new TimeoutException("the entity did not answer"))) {
            api.shortage(Optional.of(WHY));

            assertEquals("InternalFailure", api.call("DescribeEndpoints", "{}").code());
        }
    }

    /** The disk becomes full during the first call, and operations fail thus. */
    private static ServedApi underWay(Exception failure) {
        Operations operations = new Operations();
        CompletableFuture<ServedApi> served = new CompletableFuture<>();
        operations.real("DeleteEndpoint", DeleteEndpointRequest::builder, (caller, request) -> {
            served.join().shortage(Optional.of(WHY));
            return CompletableFuture.failedFuture(failure);
        });
        operations.real(
                "DescribeEndpoints",
                DescribeEndpointsRequest::builder,
                (caller, request) -> CompletableFuture.failedFuture(failure));
        operations.real(
                "DescribeConnections",
                DescribeConnectionsRequest::builder,
                (caller, request) -> CompletableFuture.failedFuture(new IllegalStateException("a defect")));
        ServedApi api = ServedApi.of(operations);
        served.complete(api);
        return api;
    }

    @Test
    void healthSaysThatOnlyReadsAreAnsweredAndWhy() throws Exception {
        Health health = new Health(Health.Status.READ_ONLY, Map.of("reason", WHY));
        JournalRoutes nothing = new JournalRoutes(
                part -> CompletableFuture.completedFuture(Optional.empty()),
                moment -> CompletableFuture.completedFuture(Optional.empty()));
        Console console = new Console(
                EveryOperation.accepted(),
                () -> CompletableFuture.completedFuture(health),
                nothing,
                new ExplainRoute(question -> CompletableFuture.failedFuture(new IllegalStateException())));

        Page page = console.answer("GET", "/_dms/health", Map.of(), new byte[0])
                .toCompletableFuture()
                .join();

        assertEquals(503, page.status());
        var body = new ObjectMapper().readTree(page.body());
        assertEquals("read-only", body.path("status").asText());
        assertEquals("read-only", body.path("services").path("dms").asText());
        assertEquals(WHY, body.path("reason").asText());
    }
}
