/**
 * Event subscriptions: what they are, and how each delivers its events by itself. Open {@link
 * io.dmslocal.engine.entity.subscription.EventSubscriptionEntity} first.
 *
 * <p>Decision: a subscription has a cursor in its account's event log. It asks for what came after, sends one event after the other, and journals
 * how far it has got; so a restart goes on where the last one ended, an event may come twice after a crash and is never lost, and a topic that
 * cannot be reached holds up its own subscription alone. Price: a journal entry for each event that was sent, and order kept at the cost of waiting.
 *
 * <p>Decision (assumed): for EventErrorPolicy an event is not sent when an attempt fails, though it is tried again, and those that wait behind it are not, either.
 * Each failed attempt is told to the tasks, which decide by their settings; nothing is kept of it, since the next attempt tells it again. That a rule cannot be made is
 * no event that is not sent.
 *
 * <p>Decision (assumed): UpdateSubscriptionsToEventBridge does not make rules, it makes the subscription's events go to the default event bus instead
 * of its topic, and shows the subscription as not enabled; enabling it brings the topic back.
 */
package io.dmslocal.engine.entity.subscription;
