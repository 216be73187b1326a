package io.dmslocal.engine;

import akka.actor.typed.ActorSystem;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Registrar.Registration;
import io.dmslocal.engine.entity.subscription.DeliveryPatience;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Command;
import io.dmslocal.engine.entity.subscription.EventSubscriptionEntity.Reply;
import io.dmslocal.engine.entity.subscription.Post;
import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.event.delivery.DeliverySettings;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.model.Tags;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;

/** The way to event subscriptions, which callers know by name. */
public final class Subscriptions {

    /** UpdateSubscriptionsToEventBridge moves so many at a time (AWS: that operation's page). */
    private static final int MOVED_AT_ONCE = 10;
    /** Older instances cannot send to EventBridge. */
    private static final int[] OLDEST_FOR_BUS = {3, 4, 5};

    private final Engine engine;
    private final Sharded<Command> entities;

    Subscriptions(Engine engine, ActorSystem<?> system, EngineSettings settings, Clock clock, Post post) {
        this.engine = engine;
        DeliverySettings delivery = settings.eventDelivery();
        DeliveryPatience patience =
                new DeliveryPatience(delivery.firstPause(), delivery.longestPause(), delivery.givesUpAfter());
        entities = Sharded.startRemembered(
                system,
                settings,
                Command.class,
                "event-subscription",
                new EventSubscriptionEntity.Leave(),
                place -> EventSubscriptionEntity.create(place, settings.subscription(), patience, clock, engine, post));
    }

    Route route() {
        return new SubscriptionRoute(entities);
    }

    /** There may be something for them. */
    void wake(Scope scope) {
        engine.list(scope, Kind.SUBSCRIPTION)
                .thenAccept(entries ->
                        entries.forEach(entry -> entities.ref(entry.arn()).tell(new EventSubscriptionEntity.Wake())));
    }

    /** @param document without its status; its name is checked */
    public CompletionStage<Outcome<EventSubscription>> create(Scope scope, EventSubscription document, Tags tags) {
        String name = document.custSubscriptionId();
        return sources(scope, document)
                .thenCompose(checked -> checked.then(sources -> engine.events()
                        .newest(scope)
                        .thenCompose(newest -> engine.registrar()
                                .register(
                                        new Registration(scope, Kind.SUBSCRIPTION, name, Optional.of(name)),
                                        arn -> entities.<Reply>ask(
                                                        arn,
                                                        replyTo -> new EventSubscriptionEntity.Create(
                                                                document, tags, newest, replyTo))
                                                .thenApply(Reply::outcome)))));
    }

    /** All there are, sorted by name. */
    public CompletionStage<List<EventSubscription>> all(Scope scope) {
        return found(scope).thenApply(all -> all.stream().map(Found::document).toList());
    }

    /** One that exists; its document alone does not say its region. */
    private record Found(String arn, EventSubscription document) {}

    private CompletionStage<List<Found>> found(Scope scope) {
        return engine.list(scope, Kind.SUBSCRIPTION).thenCompose(entries -> {
            CompletionStage<List<Found>> all = CompletableFuture.completedFuture(List.of());
            for (Directory.Entry entry : entries) {
                all = all.thenCombine(
                        entities.<Reply>ask(entry.arn(), EventSubscriptionEntity.Describe::new),
                        (sofar, reply) -> Stream.concat(
                                        sofar.stream(),
                                        reply.outcome().value().map(each -> new Found(entry.arn(), each)).stream())
                                .toList());
            }
            return all;
        });
    }

    /** @param changes members that are to change; absent ones stay */
    public CompletionStage<Outcome<EventSubscription>> modify(Scope scope, String name, EventSubscription changes) {
        return arn(scope, name)
                .thenCompose(known -> known.then(arn -> engine.events()
                        .newest(scope)
                        .thenCompose(newest -> entities.<Reply>ask(
                                arn, replyTo -> new EventSubscriptionEntity.Modify(changes, newest, replyTo)))
                        .thenApply(Reply::outcome)));
    }

    public CompletionStage<Outcome<EventSubscription>> delete(Scope scope, String name) {
        return arn(scope, name)
                .thenCompose(known -> known.then(arn -> entities.<Reply>ask(arn, EventSubscriptionEntity.Delete::new)
                        .thenApply(Reply::outcome)));
    }

    /**
     * Makes events of active, enabled subscriptions go to EventBridge.
     *
     * @param isForced also when an instance is too old
     * @return a sentence
     */
    public CompletionStage<Outcome<String>> moveToBus(Scope scope, boolean isForced) {
        return tooOld(scope)
                .thenCompose(old -> Outcome.unless(isForced ? Optional.empty() : old, scope)
                        .then(free -> found(scope).thenCompose(this::move)));
    }

    private CompletionStage<Outcome<String>> move(List<Found> all) {
        List<Found> movable = all.stream()
                .filter(each -> "active".equals(each.document().status())
                        && Boolean.TRUE.equals(each.document().enabled()))
                .toList();
        CompletionStage<Integer> moved = CompletableFuture.completedFuture(0);
        for (Found each : movable.subList(0, Math.min(MOVED_AT_ONCE, movable.size()))) {
            moved = moved.thenCombine(
                    entities.<Reply>ask(each.arn(), EventSubscriptionEntity.MoveToBus::new),
                    (count, reply) -> reply.outcome().value().isPresent() ? count + 1 : count);
        }
        return moved.thenApply(count -> Outcome.done(count + " event subscriptions were migrated to EventBridge, "
                + (movable.size() - count) + " remain to be migrated."));
    }

    private CompletionStage<Optional<Fault>> tooOld(Scope scope) {
        return engine.list(scope, Kind.INSTANCE)
                .thenCompose(entries -> engine.instances(
                        entries.stream().map(Directory.Entry::arn).toList()))
                .thenApply(instances -> instances.stream()
                        .filter(instance -> isTooOld(instance.engineVersion()))
                        .findFirst()
                        .map(instance ->
                                Fault.invalidState("Replication instance " + instance.replicationInstanceIdentifier()
                                        + " has engine version " + instance.engineVersion()
                                        + "; moving to EventBridge needs 3.4.5 or higher, or ForceMove.")));
    }

    static boolean isTooOld(String version) {
        int[] parts =
                Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
        return Arrays.compare(parts, OLDEST_FOR_BUS) < 0;
    }

    /** Every source must exist. */
    private CompletionStage<Outcome<EventSubscription>> sources(Scope scope, EventSubscription document) {
        if (document.sourceIdsList().isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.done(document));
        }
        Kind kind = document.sourceType().equals(Catalogue.TASK) ? Kind.TASK : Kind.INSTANCE;
        return engine.list(scope, kind)
                .thenApply(entries -> document.sourceIdsList().stream()
                        .filter(id -> entries.stream()
                                .noneMatch(entry -> entry.identifier().equalsIgnoreCase(id)))
                        .findFirst()
                        .<Outcome<EventSubscription>>map(unknown ->
                                Outcome.refused(Fault.notFound(kind.noun() + " " + unknown + " could not be found.")))
                        .orElseGet(() -> Outcome.done(document)));
    }

    private CompletionStage<Outcome<String>> arn(Scope scope, String name) {
        return engine.list(scope, Kind.SUBSCRIPTION)
                .thenApply(entries -> entries.stream()
                        .filter(entry -> entry.identifier().equalsIgnoreCase(name))
                        .findFirst()
                        .map(entry -> Outcome.done(entry.arn()))
                        .orElseGet(() -> Outcome.refused(Kind.SUBSCRIPTION.notFound())));
    }
}
