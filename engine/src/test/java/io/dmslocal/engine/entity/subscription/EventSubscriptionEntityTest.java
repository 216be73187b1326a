package io.dmslocal.engine.entity.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.Eventually;
import io.dmslocal.engine.entity.EntityFixture;
import io.dmslocal.engine.entity.Place;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.ChangeTags;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Command;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Create;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.CreationFinished;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.CreationRequested;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Delete;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Deleted;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.DeletionRequested;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Describe;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Described;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Event;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.GaveUp;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Heard;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.ModificationFinished;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.ModificationRequested;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Modify;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.MoveToBus;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Refused;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Reply;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.TagsChanged;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Wake;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Absent;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Active;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Creating;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Deleting;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Modifying;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Present;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Subscription;
import io.dmslocal.engine.event.Happening;
import io.dmslocal.engine.model.TagChange;
import io.dmslocal.engine.model.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;

class EventSubscriptionEntityTest extends EntityFixture<Command, Event, SubscriptionState, Reply> {

    private static final String ARN = "arn:aws:dms:us-east-1:000000000000:es:mine";

    private final Letters letters = new Letters();

    @BeforeEach
    void absent() {
        kit = kitOf(EventSubscriptionEntity.create(
                new Place<>(ARN, self -> {}, command -> {}),
                new SubscriptionDelays(LONG, LONG, LONG),
                new DeliveryPatience(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMinutes(1)),
                AT_NOON,
                residents,
                letters));
    }

    @Nested
    class WhenActive {

        @Test
        void itSendsOneAfterTheOtherAndRemembersHowFarItGot() {
            letters.waiting.addAll(List.of(happening(4, NOON), happening(5, NOON)));
            kit.initialize(new Active(subscription(3)));

            kit.runCommand(new Wake());

            Eventually.eventually("both are heard", () -> heard() == 5);
            assertEquals(List.of(4L, 5L), letters.sent);
        }

        @Test
        void itTriesAgainWhatWasRefused() {
            letters.waiting.add(happening(4, NOON));
            letters.refusals = 3;
            kit.initialize(new Active(subscription(3)));

            kit.runCommand(new Wake());

            Eventually.eventually("it is heard", () -> heard() == 4);
            assertEquals(List.of(4L), letters.sent);
            assertEquals(List.of("4: closed", "4: closed", "4: closed"), letters.notSent);
        }

        @Test
        void itGivesUpWhatIsTooOldAndGoesOn() {
            letters.waiting.addAll(List.of(happening(4, NOON.minusSeconds(61)), happening(5, NOON)));
            letters.refusals = 1;
            kit.initialize(new Active(subscription(3)));

            kit.runCommand(new Wake());

            Eventually.eventually("the second is heard", () -> heard() == 5);
            assertEquals(List.of(5L), letters.sent);
        }

        @Test
        void whoIsMovedHasARuleBeforeItsEventsGoThere() {
            letters.waiting.add(happening(4, NOON));
            letters.refusals = 2;
            kit.initialize(new Active(new Subscription(document(), Tags.none(), 4, false)));

            kit.<Reply>runCommand(MoveToBus::new);

            Eventually.eventually("the rule", () -> letters.ruled.size() == 1);
            assertEquals("mine", letters.ruled.get(0).custSubscriptionId());
            letters.waiting.add(happening(5, NOON));
            kit.runCommand(new Wake());
            Eventually.eventually("it is heard", () -> heard() == 5);
            assertEquals(List.of(5L), letters.sent);
            assertEquals(1, letters.ruled.size());
        }

        @Test
        void whoIsEnabledAnewHearsNothingOfBefore() {
            EventSubscription disabled = document().copy(each -> each.enabled(false));
            kit.initialize(new Active(new Subscription(disabled, Tags.none(), 3, true)));

            kit.<Reply>runCommand(replyTo ->
                    new Modify(EventSubscription.builder().enabled(true).build(), 9, replyTo));

            Subscription changed = ((Present) kit.getState()).subscription();
            assertEquals(9, changed.heard());
            assertFalse(changed.toBus());
            assertTrue(changed.document().enabled());
        }
    }

    @Nested
    class Modification {

        @Test
        void ofTheTypeIsRefusedWhenCategoriesThatStayAreNotOfTheNewOne() {
            kit.initialize(new Active(of(document()
                    .copy(each ->
                            each.sourceType("replication-task").eventCategoriesList("creation", "state change")))));

            Refused refused = assertInstanceOf(Refused.class, modify(each -> each.sourceType("replication-instance")));

            assertEquals("InvalidParameterValueException", refused.fault().code());
            assertTrue(
                    refused.fault()
                            .message()
                            .contains("Unknown event category \"state change\" for replication-instance"),
                    refused.fault().message());
            assertInstanceOf(
                    Described.class,
                    modify(each -> each.sourceType("replication-instance").eventCategoriesList("creation")));
        }

        @Test
        void ofCategoriesIsRefusedWhenTheyAreNotOfTheTypeThatStays() {
            kit.initialize(new Active(of(document().copy(each -> each.sourceType("replication-task")))));

            assertInstanceOf(Refused.class, modify(each -> each.eventCategoriesList("failover")));
            assertInstanceOf(Described.class, modify(each -> each.eventCategoriesList("state change")));
        }

        @Test
        void ofTheTypeIsRefusedWhenSourcesOfTheOldOneAreNamed() {
            kit.initialize(new Active(of(
                    document().copy(each -> each.sourceType("replication-task").sourceIdsList("shop")))));

            Refused refused = assertInstanceOf(Refused.class, modify(each -> each.sourceType("replication-instance")));

            assertEquals("InvalidParameterCombinationException", refused.fault().code());
            assertInstanceOf(Described.class, modify(each -> each.sourceType("replication-task")));
        }

        private Subscription of(EventSubscription document) {
            return new Subscription(document, Tags.none(), 0, false);
        }

        private Reply modify(Consumer<EventSubscription.Builder> changes) {
            EventSubscription given =
                    EventSubscription.builder().applyMutation(changes).build();
            return kit.<Reply>runCommand(replyTo -> new Modify(given, 0, replyTo))
                    .reply();
        }
    }

    @Test
    void whatAStatusTakesStandsInATable() {
        lifecycle(SubscriptionState::status)
                .status(new Absent())
                .status(new Creating(subscription(0), NOON))
                .status(new Active(subscription(0)))
                .status(new Modifying(subscription(0), NOON))
                .status(new Deleting(subscription(0), NOON))
                .command("Create", replyTo -> new Create(document(), Tags.none(), 0, replyTo.narrow()))
                .command("Describe", replyTo -> new Describe(replyTo.narrow()))
                .command(
                        "Modify",
                        replyTo -> new Modify(EventSubscription.builder().build(), 0, replyTo.narrow()))
                .command("MoveToBus", replyTo -> new MoveToBus(replyTo.narrow()))
                .command("Delete", replyTo -> new Delete(replyTo.narrow()))
                .command(
                        "ChangeTags",
                        replyTo -> new ChangeTags(new TagChange(Map.of("a", "b"), List.of()), replyTo.narrow()))
                .compare("subscription.txt");
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        golden(
                "subscription",
                Event.class,
                List.of(
                        new CreationRequested(document(), new Tags(Map.of("team", "blue")), 7, NOON),
                        new CreationFinished(NOON),
                        new ModificationRequested(document(), 8, true, NOON),
                        new ModificationFinished(NOON),
                        new Heard(9, NOON),
                        new GaveUp(10, "EventBridge cannot be reached", NOON),
                        new TagsChanged(new Tags(Map.of("team", "red")), NOON),
                        new DeletionRequested(NOON),
                        new Deleted(NOON)));
    }

    private long heard() {
        return ((Present) kit.getState()).subscription().heard();
    }

    private static Subscription subscription(long heard) {
        return new Subscription(document(), Tags.none(), heard, false);
    }

    private static EventSubscription document() {
        return EventSubscription.builder()
                .customerAwsId("000000000000")
                .custSubscriptionId("mine")
                .snsTopicArn("arn:aws:sns:us-east-1:000000000000:topic")
                .subscriptionCreationTime("2026-03-04 12:00:00.000")
                .enabled(true)
                .build();
    }

    private static Happening happening(long number, Instant at) {
        return new Happening(number, "DMS-EVENT-0005", ARN, "one", "replication-instance", "creation", "created", at);
    }

    /** A topic that refuses as often as it is told to. */
    private static final class Letters implements Post {

        private final List<Happening> waiting = new CopyOnWriteArrayList<>();
        private final List<EventSubscription> ruled = new CopyOnWriteArrayList<>();
        private final List<Long> sent = new CopyOnWriteArrayList<>();
        private final List<String> notSent = new CopyOnWriteArrayList<>();
        private volatile int refusals;

        @Override
        public CompletionStage<Mail> after(String arn, Subscription subscription, long number) {
            return CompletableFuture.completedFuture(new Mail(
                    waiting.stream().filter(each -> each.number() > number).findFirst(), number));
        }

        @Override
        public CompletionStage<Void> rule(String arn, Subscription subscription) {
            if (refusals > 0) {
                refusals--;
                return CompletableFuture.failedFuture(new IllegalStateException("closed"));
            }
            ruled.add(subscription.document());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> send(String arn, Subscription subscription, Happening happening) {
            if (refusals > 0) {
                refusals--;
                return CompletableFuture.failedFuture(new IllegalStateException("closed"));
            }
            sent.add(happening.number());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void notSent(String arn, Subscription subscription, Happening happening, String reason) {
            notSent.add(happening.number() + ": " + reason);
        }
    }
}
