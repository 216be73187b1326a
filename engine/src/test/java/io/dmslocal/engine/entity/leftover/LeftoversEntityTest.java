package io.dmslocal.engine.entity.leftover;

import static io.dmslocal.engine.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.dmslocal.engine.entity.EntityFixture;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.leftover.LeftoversEntity.*;
import io.dmslocal.engine.entity.running.Leftover;
import io.dmslocal.engine.entity.running.SourceCaptures.Ended;
import io.dmslocal.engine.entity.running.SourceCaptures.Result;
import io.dmslocal.engine.entity.running.SourceCaptures.StillLeft;
import io.dmslocal.engine.entity.running.SourceCaptures.Unreachable;
import io.dmslocal.engine.run.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LeftoversEntityTest extends EntityFixture<Command, Event, LeftoversState, Reply> {

    private static final String SOURCE = "arn:aws:dms:us-east-1:000000000000:endpoint:E";
    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:leftovers:E";
    private static final Leftover ONE = left("one");
    private static final Leftover TWO = left("two");
    private static final Leftover UNKNOWN =
            new Leftover(SOURCE, ONE.owner(), ONE.captureName(), "", "The secret cannot be read.");
    private static final LeftoverPauses SOON = new LeftoverPauses(Duration.ofMillis(5), Duration.ofMillis(5));

    private final Queue<String> left = new ConcurrentLinkedQueue<>();
    private final Queue<Command> late = new ConcurrentLinkedQueue<>();

    /** Those that were to be removed, in order. */
    private final Queue<Leftover> tried = new ConcurrentLinkedQueue<>();

    /** What comes of an attempt. */
    private volatile Result result;

    /** Each attempt meets another process. */
    private volatile boolean numbered;

    private static Leftover left(String name) {
        return new Leftover(
                SOURCE,
                "arn:aws:dms:us-east-1:000000000000:task:" + name,
                "dms_" + name,
                "db:5432/shop",
                "Connection refused. SELECT pg_drop_replication_slot('dms_" + name + "');");
    }

    private static List<Leftover> of(LeftoversState state) {
        return state.entries().stream().map(LeftoversState.Entry::left).toList();
    }

    @BeforeEach
    void away() {
        result = new StillLeft(ONE);
        kit = kit(SOON);
    }

    private EventSourcedBehaviorTestKit<Command, Event, LeftoversState> kit(LeftoverPauses pauses) {
        return kitOf(LeftoversEntity.create(
                new Place<>(ARN, self -> left.add(ARN), late::add), pauses, AT_NOON, this::remove));
    }

    private CompletionStage<Result> remove(Leftover one) {
        tried.add(one);
        if (numbered) {
            return CompletableFuture.completedFuture(new StillLeft(new Leftover(
                    SOURCE, one.owner(), one.captureName(), ONE.place(), "In use by process " + tried.size() + ".")));
        }
        return result == null
                ? CompletableFuture.failedFuture(new IllegalStateException("nobody answers"))
                : CompletableFuture.completedFuture(result);
    }

    private void remember(Leftover one) {
        answer(Remembered.class, replyTo -> new Remember(one, replyTo));
    }

    @Test
    void itsArnIsThatOfTheEndpointWithATypeOfItsOwn() {
        assertEquals(ARN, LeftoversEntity.of(SOURCE).toString());
    }

    @Nested
    class WhileTheSourceIsAway {

        @Test
        void itIsTriedAgainAndAgain() {
            remember(ONE);

            eventually("three attempts", () -> tried.size() >= 3);

            assertEquals(List.of(ONE), of(kit.getState()));
            assertTrue(tried.stream().allMatch(ONE::equals), tried::toString);
        }

        @Test
        void anAttemptThatNobodyAnswersIsNotTheLast() {
            result = null;

            remember(ONE);

            eventually("three attempts", () -> tried.size() >= 3);
        }

        @Test
        void whatAnAttemptLearnsIsWantedFromThenOnAndAfterARestart() {
            remember(UNKNOWN);

            eventually("its place", () -> tried.contains(ONE));
            kit.restart();

            assertEquals(List.of(ONE), of(kit.getState()));
            assertEquals(NOON, kit.getState().entries().get(0).since());
        }

        @Test
        void theSameHindranceWithAnotherNumberIsNotWrittenDownAgain() {
            numbered = true;
            remember(UNKNOWN);

            eventually("five attempts", () -> tried.size() >= 5);

            assertEquals(
                    "In use by process 1.",
                    kit.getState().entries().get(0).left().why());
            assertTrue(
                    tried.stream().skip(1).allMatch(one -> one.why().equals("In use by process 1.")), tried::toString);
        }

        @Test
        void eachIsTriedByItself() {
            result = null;
            remember(ONE);
            remember(TWO);

            eventually("both", () -> tried.contains(ONE) && tried.contains(TWO));
            assertEquals(List.of(ONE, TWO), of(kit.getState()));
        }

        @Test
        void whatIsLeftTwiceUnderOneNameIsThereOnce() {
            remember(ONE);
            remember(ONE);

            assertEquals(List.of(ONE), of(kit.getState()));
        }

        @Test
        void pausesGrowUpToTheLongest() {
            LeftoverPauses pauses = new LeftoverPauses(Duration.ofSeconds(5), Duration.ofMinutes(5));

            assertEquals(Duration.ofSeconds(5), pauses.after(Duration.ZERO));
            assertEquals(Duration.ofSeconds(5), pauses.after(Duration.ofSeconds(5)));
            assertEquals(Duration.ofSeconds(80), pauses.after(Duration.ofSeconds(80)));
            assertEquals(Duration.ofMinutes(5), pauses.after(Duration.ofDays(1)));
        }
    }

    @Nested
    class WhenTheSourceIsBack {

        @Test
        void nothingIsLeftAndNobodyStays() {
            remember(ONE);
            eventually("an attempt", () -> !tried.isEmpty());

            result = new Ended(List.of("replication slot dms_one"));

            eventually("nothing is left", () -> kit.getState().isEmpty());
            eventually("it leaves", () -> left.contains(ARN));
        }

        @Test
        void whatWasRemovedIsNamedInTheLog() {
            result = new Ended(List.of("replication slot dms_one", "publication dms_one"));
            try (LogLines lines = LogLines.ofNode()) {
                remember(ONE);

                lines.has(
                        "task:one left on its source is gone now: removed replication slot dms_one, publication dms_one");
            }
        }

        @Test
        void aNodeThatBeginsDuringALongPauseTriesItAtOnce() {
            kit = kit(new LeftoverPauses(Duration.ofMillis(5), LONG));
            kit.initialize(new LeftoversState(List.of(new LeftoversState.Entry(ONE, NOON.minus(LONG)))));
            eventually("an attempt", () -> !tried.isEmpty());
            result = new Ended(List.of("replication slot dms_one"));

            kit.restart();

            eventually("nothing is left", () -> kit.getState().isEmpty());
            assertEquals(List.of(ONE, ONE), List.copyOf(tried));
        }
    }

    @Nested
    class WhenNoEndpointLeadsThereAnyMore {

        @Test
        void itIsGivenUpWithTheReasonInTheJournal() {
            result = new Unreachable("Endpoint E is gone.");

            remember(ONE);

            eventually("given up", () -> kit.getState().isEmpty());
            eventually("it leaves", () -> left.contains(ARN));
        }
    }

    @Nested
    class OnceItHasAskedToLeave {

        @Test
        void whatComesBelongsToItsNextLife() {
            kit.initialize();
            eventually("it leaves", () -> left.contains(ARN));

            kit.runCommand(new Remember(ONE, system().<Reply>createTestProbe().getRef()));

            assertInstanceOf(Remember.class, late.poll());
            assertTrue(kit.getState().isEmpty());
        }
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        golden(
                "leftovers",
                Event.class,
                List.of(
                        new CaptureLeft(ONE, NOON),
                        new CaptureFound(ONE, NOON),
                        new CaptureEnded("dms_one", NOON),
                        new CaptureGivenUp("dms_one", "Endpoint E is gone.", NOON)));
    }
}
