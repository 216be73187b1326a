package io.dmslocal.engine.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.entity.GoldenEvents;
import io.dmslocal.engine.event.EventLog.Noted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ChronicleTest {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:rep:ONE";
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private static final ActorTestKit SYSTEM = ActorTestKit.create(
            "chronicle", EventSourcedBehaviorTestKit.config().withFallback(ConfigFactory.load()));

    @AfterAll
    static void shutdown() {
        SYSTEM.shutdownTestKit();
    }

    @Test
    void eventsComeInTheOrderOfTheirTimesAndAreHeardInTheOrderOfTheirNumbers() {
        Chronicle chronicle = Chronicle.empty()
                .noted(noted(4, NOON, happening(1, NOON), happening(2, NOON.minusSeconds(60))))
                .noted(noted(5, NOON, happening(3, NOON)));

        assertEquals(List.of(2L, 1L, 3L), numbers(chronicle.matching(query("", 100))));
        assertEquals(List.of(2L, 3L), numbers(chronicle.after(1, 100)));
        assertEquals(5, chronicle.notedOf(ARN));
        assertEquals(0, chronicle.notedOf("other"));
        assertEquals(3, chronicle.newest());
    }

    @Test
    void aPageBeginsAfterAKey() {
        Chronicle chronicle = Chronicle.empty()
                .noted(noted(3, NOON, happening(1, NOON), happening(2, NOON), happening(3, NOON.plusSeconds(1))));

        List<Happening> first = chronicle.matching(query("", 2));
        List<Happening> second = chronicle.matching(query(first.get(1).key(), 2));

        assertEquals(List.of(1L, 2L), numbers(first));
        assertEquals(List.of(3L), numbers(second));
    }

    @Test
    void eventsAreKeptForFourteenDays() {
        Instant later = NOON.plus(Duration.ofDays(14));
        Chronicle chronicle = Chronicle.empty()
                .noted(noted(2, NOON, happening(1, NOON.minusMillis(1)), happening(2, NOON)))
                .noted(noted(3, later, happening(3, later)));

        assertEquals(List.of(2L, 3L), numbers(chronicle.after(0, 100)));
        assertEquals(3, chronicle.newest());
    }

    @Test
    void aSnapshotIsReadAsItWasWritten() {
        Chronicle chronicle = Chronicle.empty().noted(noted(4, NOON, happening(1, NOON), happening(2, NOON)));
        Serialization serialization = SerializationExtension.get(Adapter.toClassic(SYSTEM.system()));

        byte[] bytes = serialization.serialize(chronicle).get();
        Object read = serialization
                .deserialize(
                        bytes,
                        serialization.findSerializerFor(chronicle).identifier(),
                        Serializers.manifestFor(serialization.findSerializerFor(chronicle), chronicle))
                .get();

        assertEquals(chronicle, read);
    }

    @Test
    void everyEventOfTheLogIsReadAsItWasWritten() {
        GoldenEvents.compare(
                SYSTEM.system(), "eventlog", EventLog.Event.class, List.of(noted(4, NOON, happening(1, NOON))));
    }

    private static EventQuery query(String after, int most) {
        EventChoice all = new EventChoice(Optional.empty(), List.of("ONE"), List.of());
        return new EventQuery(NOON.minus(Duration.ofHours(1)), NOON.plusSeconds(9), List.of(all), after, most);
    }

    private static Noted noted(long sequenceNumber, Instant at, Happening... happenings) {
        return new Noted(ARN, sequenceNumber, List.of(happenings), at);
    }

    private static Happening happening(long number, Instant at) {
        return new Happening(number, "DMS-EVENT-0005", ARN, "one", "replication-instance", "creation", "created", at);
    }

    private static List<Long> numbers(List<Happening> happenings) {
        return happenings.stream().map(Happening::number).toList();
    }
}
