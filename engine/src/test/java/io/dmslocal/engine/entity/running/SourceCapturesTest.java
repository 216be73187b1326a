package io.dmslocal.engine.entity.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.entity.running.SourceCaptures.Ended;
import io.dmslocal.engine.entity.running.SourceCaptures.Result;
import io.dmslocal.engine.entity.running.SourceCaptures.StillLeft;
import io.dmslocal.engine.entity.running.SourceCaptures.Unreachable;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.run.MemoryConnector;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SourceCapturesTest {

    private static final Leftover FIRST = new Leftover("source", "task", "dms_t", "", "");
    private static final Leftover UNKNOWN = new Leftover("source", "task", "dms_t", "", "The secret cannot be read.");
    private static final Leftover AGAIN = new Leftover("source", "task", "dms_t", "db:5432/shop", "run DROP ...");

    private final MemoryConnector connector = new MemoryConnector("postgres");
    private CompletableFuture<Outcome<EndpointSettings>> endpoint = leadingTo("db");

    private static CompletableFuture<Outcome<EndpointSettings>> leadingTo(String host) {
        return CompletableFuture.completedFuture(Outcome.done(
                new EndpointSettings("source", "postgres", host, 5432, "u", "p", "shop", "none", "", Map.of())));
    }

    private static CompletableFuture<Outcome<EndpointSettings>> refused(Fault fault) {
        return CompletableFuture.completedFuture(Outcome.refused(fault));
    }

    private Result end(Leftover wanted) {
        return new SourceCaptures(arn -> endpoint, new Connectors(List.of(connector)), Runnable::run)
                .end(wanted)
                .toCompletableFuture()
                .join();
    }

    @Test
    void aSourceThatAnswersForgets() {
        assertInstanceOf(Ended.class, end(FIRST));
        assertInstanceOf(Ended.class, end(AGAIN));
    }

    @Test
    void ofOneThatDoesNotAnswerItIsKnownWhereItIsAndWhatHelps() {
        connector.faults().noCaptureEnds("Refused. Run DROP ...");

        assertEquals(
                new StillLeft(new Leftover("source", "task", "dms_t", "db:5432/shop", "Refused. Run DROP ...")),
                end(FIRST));
    }

    @Test
    void aServerThatWasNeverReachedIsNotWhereItIs() {
        endpoint = leadingTo("mistyped");
        connector.faults().noCaptureEnds("Connection refused. Run DROP ...");
        connector.faults().noneAnswers("Connection refused.");

        StillLeft first = assertInstanceOf(StillLeft.class, end(UNKNOWN));
        assertEquals(new Leftover("source", "task", "dms_t", "", "Connection refused. Run DROP ..."), first.left());

        endpoint = leadingTo("db");
        connector.faults().capturesEnd();
        assertInstanceOf(Ended.class, end(first.left()));
    }

    @Test
    void aServerThatAnswersAndRefusesIs() {
        connector.faults().noCaptureEnds("In use. Run DROP ...");

        assertEquals(
                new StillLeft(new Leftover("source", "task", "dms_t", "db:5432/shop", "In use. Run DROP ...")),
                end(UNKNOWN));
    }

    @Test
    void anEndpointThatIsGoneDoesNotComeBack() {
        endpoint = refused(Kind.ENDPOINT.notFound());

        assertEquals(new Unreachable("Endpoint source is gone."), end(AGAIN));
    }

    @Test
    void anotherDatabaseIsNotAskedInThePlaceOfTheFirst() {
        endpoint = leadingTo("elsewhere");

        Unreachable result = assertInstanceOf(Unreachable.class, end(AGAIN));

        assertTrue(result.why().contains("leads to elsewhere:5432/shop now, not to db:5432/shop"), result::why);
    }

    @Test
    void aSecretThatCannotBeReadNowMayBeReadLater() {
        endpoint = refused(Fault.invalidState("The secret cannot be read."));

        assertEquals(new StillLeft(AGAIN), end(AGAIN));
        assertEquals(
                new StillLeft(new Leftover("source", "task", "dms_t", "", "The secret cannot be read.")), end(FIRST));
    }

    @Test
    void whoeverDoesNotKnowTheEndpointNowMayKnowItLater() {
        endpoint = CompletableFuture.failedFuture(new IllegalStateException("no answer"));

        assertEquals(new StillLeft(new Leftover("source", "task", "dms_t", "", "no answer")), end(FIRST));
    }
}
