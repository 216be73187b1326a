package io.dmslocal.engine;

import io.dmslocal.engine.entity.subscription.Post;
import io.dmslocal.engine.entity.subscription.SubscriptionState.Subscription;
import io.dmslocal.engine.entity.task.TaskProtocol;
import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.event.EventChoice;
import io.dmslocal.engine.event.EventLog;
import io.dmslocal.engine.event.Happening;
import io.dmslocal.engine.event.delivery.BusRule;
import io.dmslocal.engine.event.delivery.DeliverySettings;
import io.dmslocal.engine.event.delivery.EventBus;
import io.dmslocal.engine.event.delivery.Topics;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Scope;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;

/** Between the event logs and the world outside. */
final class EventPost implements Post {

    private static final Logger LOG = LoggerFactory.getLogger(EventPost.class);

    /** Events that are looked through at a time. */
    private static final int AT_A_TIME = 200;

    private final Engine engine;
    private final Sharded<EventLog.Command> logs;
    private final Topics topics;
    private final EventBus bus;
    private final Executor blocking;

    EventPost(Engine engine, Sharded<EventLog.Command> logs, DeliverySettings settings, Executor blocking) {
        this.engine = engine;
        this.logs = logs;
        this.topics = new Topics(settings.sns());
        this.bus = new EventBus(settings.eventBridge());
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Mail> after(String arn, Subscription subscription, long number) {
        EventChoice choice = choice(subscription.document());
        return logs.<EventLog.Reply>ask(
                        scope(arn).toString(), replyTo -> new EventLog.AskSince(number, AT_A_TIME, replyTo))
                .thenCompose(reply -> {
                    List<Happening> happenings = ((EventLog.Listed) reply).happenings();
                    Optional<Happening> next =
                            happenings.stream().filter(choice::fits).findFirst();
                    long last = happenings.isEmpty()
                            ? number
                            : happenings.get(happenings.size() - 1).number();
                    long seen = next.map(each -> each.number() - 1).orElse(last);
                    return next.isEmpty() && happenings.size() == AT_A_TIME
                            ? after(arn, subscription, seen)
                            : CompletableFuture.completedFuture(new Mail(next, seen));
                });
    }

    /** A bus that takes events and knows no rules, a small local one say, still has the events. Any other failure is the caller's, who tries again. */
    @Override
    public CompletionStage<Void> rule(String arn, Subscription subscription) {
        EventSubscription document = subscription.document();
        BusRule rule = new BusRule(document.custSubscriptionId(), choice(document), document.snsTopicArn());
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        bus.rule(scope(arn), rule);
                    } catch (EventBus.Unknown unknown) {
                        LOG.warn("Subscription {} goes to EventBridge without a rule: {}", arn, unknown.getMessage());
                    }
                },
                blocking);
    }

    @Override
    public CompletionStage<Void> send(String arn, Subscription subscription, Happening happening) {
        return CompletableFuture.runAsync(
                () -> {
                    if (subscription.toBus()) {
                        bus.put(scope(arn), happening);
                    } else {
                        topics.publish(subscription.document().snsTopicArn(), happening);
                    }
                },
                blocking);
    }

    /**
     * Also those tasks hear of it whose events wait behind that one; each of its latest. Whoever does not hear of it hears of the next attempt.
     */
    @Override
    public void notSent(String arn, Subscription subscription, Happening happening, String reason) {
        EventChoice choice = choice(subscription.document());
        logs.<EventLog.Reply>ask(
                        scope(arn).toString(),
                        replyTo -> new EventLog.AskSince(happening.number() - 1, AT_A_TIME, replyTo))
                .thenAccept(reply -> ((EventLog.Listed) reply)
                        .happenings().stream()
                                .filter(each -> each.sourceType().equals(Catalogue.TASK) && choice.fits(each))
                                .collect(Collectors.toMap(Happening::arn, each -> each, (earlier, later) -> later))
                                .values()
                                .forEach(each -> tell(each, arn, reason)));
    }

    private void tell(Happening happening, String subscription, String reason) {
        engine.task(
                happening.arn(),
                replyTo -> new TaskProtocol.EventNotSent(
                        happening.eventId(), happening.at(), subscription, reason, replyTo));
    }

    private static EventChoice choice(EventSubscription document) {
        return new EventChoice(
                Optional.ofNullable(document.sourceType()), document.sourceIdsList(), document.eventCategoriesList());
    }

    private static Scope scope(String arn) {
        return Arn.parse(arn).orElseThrow().scope();
    }
}
