/**
 * Event subscriptions: what they are, and how each delivers its events by itself. Open {@link
 * io.dmslocal.engine.entity.subscription.EventSubscriptionEntity} first.
 *
 * <p>Decision: a subscription has a cursor in its account's event log. It asks for what came after, sends one event after the other, and journals
 * how far it has got; so a restart goes on where the last one ended, an event may come twice after a crash and is never lost, and a topic that
 * cannot be reached holds up its own subscription alone. Price: a journal entry for each event that was sent, and order kept at the cost of waiting.
 *
 * <p>Decision (assumed): UpdateSubscriptionsToEventBridge does not make rules, it makes the subscription's events go to the default event bus instead
 * of its topic, and shows the subscription as not enabled; enabling it brings the topic back.
 */
package io.dmslocal.engine.entity.subscription;
