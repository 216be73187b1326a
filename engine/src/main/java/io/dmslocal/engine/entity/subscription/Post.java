package io.dmslocal.engine.entity.subscription;

import io.dmslocal.engine.entity.subscription.SubscriptionState.Subscription;
import io.dmslocal.engine.event.Happening;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where a subscription hears of events, and whom it tells. */
public interface Post {

    /**
     * What a subscription has to send next.
     *
     * @param next empty: nothing it wants
     * @param seen number up to which nothing else concerns it
     */
    record Mail(Optional<Happening> next, long seen) {}

    /** What came after a number. */
    CompletionStage<Mail> after(String arn, Subscription subscription, long number);

    /** Lets the bus lead the events of a subscription that was moved there to its topic. Fails with the reason in words. */
    CompletionStage<Void> rule(String arn, Subscription subscription);

    /** Sends an event to the topic or the bus. Fails with the reason in words. */
    CompletionStage<Void> send(String arn, Subscription subscription, Happening happening);

    /** An attempt to send an event has failed, and others wait behind it: whom they speak of may want to know (EventErrorPolicy). */
    void notSent(String arn, Subscription subscription, Happening happening, String reason);
}
