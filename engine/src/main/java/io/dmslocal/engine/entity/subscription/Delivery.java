package io.dmslocal.engine.entity.subscription;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Command;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.MailFailed;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Mailed;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.RuleFailed;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Ruled;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.SendFailed;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Sent;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.TryAgain;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Active;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Modifying;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Present;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Subscription;
import io.dmslocal.engine.event.Happening;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;

/**
 * The sending of one subscription's events, one after the other. Belongs to its actor's thread.
 *
 * <pre>
 *  moved to the bus --> making its rule there --made--> idle
 *  idle --wake--> asking the log --nothing--> idle
 *   ^                  |
 *   |               an event --> sending --sent--> asking the log
 *   +-- pause <----------------- failed
 * </pre>
 */
final class Delivery {

    private enum Phase {
        IDLE,
        BUSY,
        PAUSING
    }

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final String TIMER = "again";

    private final String arn;
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final DeliveryPatience patience;
    private final Clock clock;
    private final Post post;

    private Phase phase = Phase.IDLE;
    /** There may be something to ask the log for. */
    private boolean isCurious = true;
    /** Number up to which nothing else concerns this subscription. */
    private long seen;

    /** For which document the bus has a rule, as far as this node knows. */
    private Optional<EventSubscription> ruled = Optional.empty();

    private int failures;
    private String lastReason = "";

    Delivery(
            String arn,
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            DeliveryPatience patience,
            Clock clock,
            Post post) {
        this.arn = arn;
        this.context = context;
        this.timers = timers;
        this.patience = patience;
        this.clock = clock;
        this.post = post;
    }

    /** What was under way before a recovery answers nobody. */
    void awoken() {
        phase = Phase.IDLE;
        isCurious = true;
        seen = 0;
        failures = 0;
        ruled = Optional.empty();
    }

    void wake(SubscriptionState state) {
        isCurious = true;
        align(state);
    }

    void tryAgain(SubscriptionState state) {
        if (phase == Phase.PAUSING) {
            phase = Phase.IDLE;
        }
        align(state);
    }

    /** Asks for the next event where one may be sent. */
    void align(SubscriptionState state) {
        boolean mayDeliver = state instanceof Active || state instanceof Modifying;
        if (!mayDeliver || phase != Phase.IDLE) {
            return;
        }
        Subscription subscription = ((Present) state).subscription();
        if (subscription.toBus() && !ruled.equals(Optional.of(subscription.document()))) {
            makeRule(subscription);
            return;
        }
        if (!isCurious || !subscription.sends()) {
            return;
        }
        phase = Phase.BUSY;
        isCurious = false;
        context.pipeToSelf(
                post.after(arn, subscription, Math.max(seen, subscription.heard())),
                (mail, failure) -> failure == null ? new Mailed(mail) : new MailFailed(failure));
    }

    private void makeRule(Subscription subscription) {
        phase = Phase.BUSY;
        context.pipeToSelf(
                post.rule(arn, subscription),
                (made, failure) ->
                        failure == null ? new Ruled(subscription.document()) : new RuleFailed(reason(failure)));
    }

    void ruled(SubscriptionState state, EventSubscription document) {
        ruled = Optional.of(document);
        sent();
        align(state);
    }

    void ruleFailed(String reason) {
        told(reason, () -> LOG.warn("Subscription {} has no rule at EventBridge yet and tries again: {}", arn, reason));
        pause();
    }

    void mailed(Present state, Post.Mail mail) {
        phase = Phase.IDLE;
        seen = Math.max(seen, mail.seen());
        if (mail.next().isEmpty()) {
            align(state);
            return;
        }
        isCurious = true; // there may be more after this one
        if (!state.subscription().sends()) {
            return;
        }
        phase = Phase.BUSY;
        Happening happening = mail.next().get();
        context.pipeToSelf(
                post.send(arn, state.subscription(), happening),
                (sent, failure) -> failure == null
                        ? new Sent(happening.number())
                        : new SendFailed(happening, reason(failure), isOver(happening)));
    }

    void mailFailed(Throwable cause) {
        LOG.debug("Subscription {} could not ask for events; it asks again", arn, cause);
        isCurious = true;
        pause();
    }

    void sent() {
        phase = Phase.IDLE;
        failures = 0;
        lastReason = "";
    }

    /** Each reason is logged once. */
    void failed(Present state, SendFailed failed) {
        isCurious = true;
        post.notSent(arn, state.subscription(), failed.happening(), failed.reason());
        if (failed.isOver()) {
            LOG.warn(
                    "Subscription {} gives up event {} after {}: {}",
                    arn,
                    failed.number(),
                    patience.givesUpAfter(),
                    failed.reason());
            sent();
            return;
        }
        told(
                failed.reason(),
                () -> LOG.warn(
                        "Subscription {} cannot deliver event {} and tries again: {}",
                        arn,
                        failed.number(),
                        failed.reason()));
        pause();
    }

    private void told(String reason, Runnable log) {
        if (!reason.equals(lastReason)) {
            log.run();
            lastReason = reason;
        }
    }

    private void pause() {
        failures++;
        phase = Phase.PAUSING;
        timers.startSingleTimer(TIMER, new TryAgain(), patience.pause(failures));
    }

    private boolean isOver(Happening happening) {
        return Duration.between(happening.at(), clock.instant()).compareTo(patience.givesUpAfter()) > 0;
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
