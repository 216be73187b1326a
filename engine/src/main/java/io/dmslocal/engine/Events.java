package io.dmslocal.engine;

import akka.actor.typed.ActorSystem;
import io.dmslocal.engine.entity.subscription.Post;
import io.dmslocal.engine.event.EventLog;
import io.dmslocal.engine.event.EventQuery;
import io.dmslocal.engine.event.EventReader;
import io.dmslocal.engine.event.Happening;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.news.Stories;
import io.dmslocal.persistence.journal.Journals;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What happened to everything that has a life: a log for each account and region. */
public final class Events {

    private final Sharded<EventLog.Command> logs;
    private final Subscriptions subscriptions;

    Events(
            Engine engine,
            ActorSystem<?> system,
            EngineSettings settings,
            Clock clock,
            Journals journals,
            Executor blocking) {
        EventReader reader = new EventReader(journals, Stories.all(), blocking);
        logs = Sharded.startRemembered(
                system,
                settings,
                EventLog.Command.class,
                "event-log",
                new EventLog.Leave(),
                place -> EventLog.create(place, clock, reader, scope -> announce(scope)));
        Post post = new EventPost(engine, logs, settings.eventDelivery(), blocking);
        subscriptions = new Subscriptions(engine, system, settings, clock, post);
    }

    /** A hint: the journal of an ARN may have grown. */
    void news(String arn) {
        Arn.parse(arn)
                .ifPresent(resource -> logs.ref(resource.scope().toString()).tell(new EventLog.News(arn)));
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** @param scope {@code account/region} */
    private void announce(String scope) {
        String[] parts = scope.split("/");
        subscriptions.wake(new Scope(parts[0], parts[1]));
    }

    /** The number of the newest event; 0 when there is none. */
    CompletionStage<Long> newest(Scope scope) {
        return logs.<EventLog.Reply>ask(
                        scope.toString(), replyTo -> new EventLog.AskSince(Long.MAX_VALUE - 1, 0, replyTo))
                .thenApply(reply -> ((EventLog.Listed) reply).newest());
    }

    /** Newest last. */
    public CompletionStage<List<Happening>> matching(Scope scope, EventQuery query) {
        return logs.<EventLog.Reply>ask(scope.toString(), replyTo -> new EventLog.AskEvents(query, replyTo))
                .thenApply(reply -> ((EventLog.Listed) reply).happenings());
    }
}
