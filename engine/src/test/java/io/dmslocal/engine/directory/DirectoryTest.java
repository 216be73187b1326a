package io.dmslocal.engine.directory;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import io.dmslocal.engine.entity.GoldenEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DirectoryTest {

    private static final String A = "arn:aws:dms:us-east-1:000000000000:rep:A";
    private static final String B = "arn:aws:dms:us-east-1:000000000000:rep:B";
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final ActorTestKit SYSTEM = ActorTestKit.create(
            "directory", EventSourcedBehaviorTestKit.config().withFallback(ConfigFactory.load()));

    /** ARN to the identifier that the resource goes by. */
    private final Map<String, String> alive = new ConcurrentHashMap<>();

    private Function<String, CompletionStage<Optional<String>>> checks =
            arn -> CompletableFuture.completedFuture(Optional.ofNullable(alive.get(arn)));

    private boolean outlived;

    private EventSourcedBehaviorTestKit<Directory.Command, Directory.Event, Directory.State> kit = kit(NEVER);

    @AfterAll
    static void shutdown() {
        SYSTEM.shutdownTestKit();
    }

    @Test
    void aNameIsTakenInAnyCaseFromTheClaimOn() {
        claim("Name", A);

        Directory.Taken taken = assertInstanceOf(Directory.Taken.class, claim("nAME", B));

        assertEquals(A, taken.arn());
        assertEquals(List.of(), names());
    }

    @Test
    void confirmedNamesAreListedInOrder() {
        claim("b", B);
        confirm("b", B);
        claim("A", A);
        confirm("A", A);

        assertEquals(List.of("a", "b"), names());
    }

    @Test
    void someNamesAreThoseBehindAnother() {
        for (String name : List.of("a", "b", "c", "d")) {
            claim(name, A + name);
            confirm(name, A + name);
        }
        claim("bb", B);

        assertEquals(List.of("a", "b"), names(replyTo -> new Directory.SomeNames("", 2, replyTo)));
        assertEquals(List.of("c", "d"), names(replyTo -> new Directory.SomeNames("b", 3, replyTo)));
        assertEquals(List.of("c"), names(replyTo -> new Directory.SomeNames("bz", 1, replyTo)));
        assertEquals(List.of(), names(replyTo -> new Directory.SomeNames("d", 1, replyTo)));
    }

    @Test
    void namesAreFoundByIdentifierInAnyCaseAndByArn() {
        claim("one", A);
        confirm("one", A);
        claim("two", B);
        confirm("two", B);

        assertEquals(List.of("one"), names(replyTo -> new Directory.Find(List.of("ONE"), replyTo)));
        assertEquals(List.of("two"), names(replyTo -> new Directory.Find(List.of(B), replyTo)));
        assertEquals(List.of("one", "two"), names(replyTo -> new Directory.Find(List.of(B, "one", A, "no"), replyTo)));
    }

    @Test
    void anArnIsTakenToo() {
        claim("one", A);

        assertInstanceOf(Directory.Taken.class, claim("two", A));
    }

    @Test
    void theLimitCountsResourcesThatAreBeingCreated() {
        ask(replyTo -> new Directory.Claim("one", A, 1, replyTo));

        assertEquals(new Directory.Full(1), ask(replyTo -> new Directory.Claim("two", B, 1, replyTo)));
    }

    @Test
    void aReleasedClaimIsFreeButAConfirmedNameIsNotReleased() {
        claim("one", A);
        release("one", A);
        claim("one", B);
        confirm("one", B);

        release("one", B);

        assertEquals(List.of("one"), names());
    }

    @Test
    void aRenamedResourceHasTwoNamesUntilItIsConfirmed() {
        claim("old", A);
        confirm("old", A);

        assertEquals(new Directory.Done(), ask(replyTo -> new Directory.Rename("new", A, replyTo)));
        assertInstanceOf(Directory.Taken.class, claim("new", B));
        assertInstanceOf(Directory.Taken.class, claim("old", B));
        confirm("new", A);

        assertEquals(List.of("new"), names());
        assertEquals(new Directory.Done(), claim("old", B));
    }

    @Test
    void theNamesOfTheGoneAreFree() {
        claim("one", A);
        confirm("one", A);

        ask(replyTo -> new Directory.Forget(A, replyTo));

        assertEquals(new Directory.Held(false), ask(replyTo -> new Directory.Holds(A, replyTo)));
        assertEquals(new Directory.Done(), claim("one", B));
    }

    @Test
    void anUnconfirmedClaimWithoutAResourceIsReleasedAlsoAfterARestart() {
        kit = kit(SOON);
        claim("one", A);

        kit.restart();

        eventually("released", () -> kit.getState().byIdentifier().isEmpty());
    }

    @Test
    void aClaimWhoseClaimerIsGoneIsReleasedAsSoonAsSomebodyWantsTheName() {
        claim("one", A);
        outlived = true;
        kit.restart();

        assertEquals(new Directory.Done(), claim("ONE", B));
        confirm("one", B);
        assertEquals(List.of("one"), names());
    }

    @Test
    void aClaimWhoseClaimerIsGoneIsConfirmedWhenItsResourceExists() {
        claim("one", A);
        outlived = true;
        alive.put(A, "one");
        kit.restart();

        assertEquals(new Directory.Taken(A, true), claim("one", B));
        assertEquals(List.of("one"), names());
    }

    @Test
    void whoWantsANameThatIsBeingCheckedWaitsAndAllOthersAreAnswered() {
        CompletableFuture<Optional<String>> check = new CompletableFuture<>();
        claim("one", A);
        outlived = true;
        checks = arn -> check;
        kit.restart();
        TestProbe<Directory.Reply> waiting = TestProbe.create(SYSTEM.system());

        kit.runCommand(new Directory.Claim("one", B, 9, waiting.ref()));
        kit.runCommand(new Directory.Rename("one", "another", waiting.ref()));
        assertEquals(new Directory.Held(true), ask(replyTo -> new Directory.Holds(A, replyTo)));
        assertEquals(List.of(), names());
        waiting.expectNoMessage(Duration.ZERO);
        check.complete(Optional.empty());

        assertEquals(new Directory.Done(), waiting.receiveMessage());
        assertEquals(new Directory.Taken(B, false), waiting.receiveMessage());
    }

    @Test
    void aCheckThatFailsLeavesTheNameTaken() {
        claim("one", A);
        outlived = true;
        checks = arn -> CompletableFuture.failedFuture(new IllegalStateException("no answer"));
        kit.restart();

        assertEquals(new Directory.Taken(A, false), claim("one", B));
    }

    @Test
    void aNameThatIsClaimedAgainIsWatchedForItsNewOwner() {
        kit = kit(SOON);
        claim("one", A);
        release("one", A);
        claim("one", B);

        eventually("released", () -> kit.getState().byIdentifier().isEmpty());
    }

    @Test
    void anUnconfirmedClaimWhoseResourceExistsIsConfirmed() {
        kit = kit(SOON);
        alive.put(A, "one");

        claim("One", A);

        eventually("confirmed", () -> names().equals(List.of("one")));
    }

    @Test
    void aRenameThatWasCutShortIsCompletedOrUndoneByWhatTheResourceSays() {
        kit = kit(SOON);
        alive.put(A, "old");
        claim("old", A);
        confirm("old", A);

        ask(replyTo -> new Directory.Rename("new", A, replyTo));
        eventually("undone", () -> kit.getState().byIdentifier().identifiers().equals(Set.of("old")));

        alive.put(A, "new");
        ask(replyTo -> new Directory.Rename("new", A, replyTo));
        eventually("completed", () -> names().equals(List.of("new")));
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        GoldenEvents.compare(
                SYSTEM.system(),
                "directory",
                Directory.Event.class,
                List.of(
                        new Directory.Claimed("one", A, NOON),
                        new Directory.Confirmed("one", A, NOON),
                        new Directory.Released("one", A, NOON),
                        new Directory.Forgotten(A, NOON)));
    }

    private EventSourcedBehaviorTestKit<Directory.Command, Directory.Event, Directory.State> kit(Duration timeout) {
        Residents residents = new Residents() {
            @Override
            public CompletionStage<Optional<String>> identifierOf(String arn) {
                return checks.apply(arn);
            }

            @Override
            public boolean outlived(Instant then) {
                return outlived;
            }

            @Override
            public void gone(String arn, Collection<String> used) {
                throw new IllegalStateException("directories do not go");
            }
        };
        return EventSourcedBehaviorTestKit.create(
                SYSTEM.system(),
                Directory.create(
                        PersistenceId.ofUniqueId("directory"),
                        Clock.fixed(NOON, ZoneOffset.UTC),
                        timeout,
                        residents,
                        SYSTEM.system().ignoreRef()));
    }

    private Directory.Reply claim(String identifier, String arn) {
        return ask(replyTo -> new Directory.Claim(identifier, arn, 9, replyTo));
    }

    private void confirm(String identifier, String arn) {
        assertEquals(new Directory.Done(), ask(replyTo -> new Directory.Confirm(identifier, arn, replyTo)));
    }

    private void release(String identifier, String arn) {
        assertEquals(new Directory.Done(), ask(replyTo -> new Directory.Release(identifier, arn, replyTo)));
    }

    private List<String> names() {
        return names(Directory.Names::new);
    }

    private List<String> names(Function<ActorRef<Directory.Reply>, Directory.Command> question) {
        return ((Directory.Listed) ask(question))
                .entries().stream().map(Directory.Entry::identifier).toList();
    }

    private Directory.Reply ask(Function<ActorRef<Directory.Reply>, Directory.Command> command) {
        return kit.<Directory.Reply>runCommand(command::apply).reply();
    }
}
