package io.dmslocal.engine.directory;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeskTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final ActorTestKit KIT = ActorTestKit.create(
            "desk",
            PersistenceTestKitPlugin.getInstance()
                    .config()
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.load()));
    private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
    private static final String ID = "Directory|desk";

    private final TestProbe<Directory.Reply> asker = KIT.createTestProbe();

    @AfterAll
    static void shutdown() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void anEmptyJournal() {
        JOURNAL.clearAll();
        JOURNAL.resetPolicy();
    }

    @Test
    void whatIsAskedAtOnceIsDecidedInOrder() {
        ActorRef<Directory.Command> desk = desk();

        IntStream.range(0, 50).forEach(i -> desk.tell(claim("n" + i % 25, i)));

        List<Directory.Reply> replies = asker.receiveSeveralMessages(50, LONG);
        assertEquals(
                IntStream.range(0, 50)
                        .mapToObj(i -> i < 25 ? new Directory.Done() : new Directory.Taken("arn" + (i - 25), false))
                        .toList(),
                replies);
        assertEquals(25, JOURNAL.persistedInStorage(ID).size());
    }

    @Test
    void afterAWriteThatFailedTheDirectoryReadsItsJournalAndGoesOn() {
        ActorRef<Directory.Command> desk = desk();
        desk.tell(claim("one", 1));
        asker.expectMessage(LONG, new Directory.Done());
        JOURNAL.failNextPersisted(ID);

        desk.tell(claim("lost", 2));

        // what is gathered together with the lost one is lost with it, and asked again by whoever waits
        TestProbe<Directory.Reply> patient = KIT.createTestProbe();
        eventually("answered", () -> {
            desk.tell(new Directory.Names(patient.ref()));
            return hears(patient);
        });
        desk.tell(claim("lost", 3));
        desk.tell(claim("one", 4));
        assertEquals(
                List.of(new Directory.Done(), new Directory.Taken("arn1", false)),
                asker.receiveSeveralMessages(2, LONG));
    }

    @Test
    void whatWasAskedBeforeItLeavesIsAnsweredAndThenItStops() {
        ActorRef<Directory.Command> desk = desk();
        desk.tell(claim("one", 1));
        desk.tell(claim("two", 2));

        desk.tell(new Directory.Leave());

        assertEquals(List.of(new Directory.Done(), new Directory.Done()), asker.receiveSeveralMessages(2, LONG));
        asker.expectTerminated(desk, LONG);
    }

    @Test
    void theNextDeskKnowsWhatTheLastOneWrote() {
        ActorRef<Directory.Command> first = desk();
        first.tell(claim("one", 1));
        asker.expectMessage(LONG, new Directory.Done());
        first.tell(new Directory.Leave());
        asker.expectTerminated(first, LONG);

        desk().tell(claim("ONE", 2));

        asker.expectMessage(LONG, new Directory.Taken("arn1", false));
        assertEquals(1, JOURNAL.persistedInStorage(ID).size());
    }

    private static boolean hears(TestProbe<Directory.Reply> patient) {
        try {
            patient.receiveMessage(Duration.ofSeconds(2));
            return true;
        } catch (AssertionError silence) {
            return false;
        }
    }

    private Directory.Claim claim(String name, int resource) {
        return new Directory.Claim(name, "arn" + resource, 1000, asker.ref());
    }

    private static ActorRef<Directory.Command> desk() {
        Residents nobody = new Residents() {
            @Override
            public CompletionStage<Optional<String>> identifierOf(String arn) {
                return CompletableFuture.completedFuture(Optional.empty());
            }

            @Override
            public void gone(String arn, Collection<String> used) {
                throw new IllegalStateException("directories do not go");
            }
        };
        return KIT.spawn(Desk.create(PersistenceId.ofUniqueId(ID), Clock.systemUTC(), Duration.ofHours(1), nobody));
    }
}
