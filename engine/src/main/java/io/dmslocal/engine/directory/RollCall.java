package io.dmslocal.engine.directory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import io.dmslocal.engine.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The documents of many entities at once: from the notices of this node, and the rest by asking. One actor collects all answers, which costs a third of an
 * ask for each.
 *
 * @param <C> the entities' commands
 * @param <R> their replies
 * @param <D> their document
 */
public final class RollCall<C, R, D> {

    /** Nobody has answered for too long. */
    private enum Late {
        LATE
    }

    private static final AtomicLong CALLS = new AtomicLong();

    private final ActorSystem<?> system;
    private final Function<String, EntityRef<C>> entity;
    private final Function<ActorRef<R>, C> describe;
    private final Function<R, Outcome<D>> outcome;
    private final Function<D, String> arnOf;
    private final Noticeboard<D> notices;

    public RollCall(
            ActorSystem<?> system,
            Function<String, EntityRef<C>> entity,
            Function<ActorRef<R>, C> describe,
            Function<R, Outcome<D>> outcome,
            Function<D, String> arnOf,
            Noticeboard<D> notices) {
        this.system = system;
        this.entity = entity;
        this.describe = describe;
        this.outcome = outcome;
        this.arnOf = arnOf;
        this.notices = notices;
    }

    /**
     * The documents in the order of the ARNs, without those that are gone.
     *
     * @param timeout without any answer: thousands that have to read their journals first may take longer together
     */
    public CompletionStage<List<D>> call(List<String> arns, Duration timeout) {
        Map<String, D> noticed = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String arn : arns) {
            notices.of(arn).ifPresentOrElse(document -> noticed.put(arn, document), () -> unknown.add(arn));
        }
        return ask(unknown, timeout).thenApply(asked -> {
            asked.forEach(document -> noticed.put(arnOf.apply(document), document));
            return arns.stream().map(noticed::get).filter(Objects::nonNull).toList();
        });
    }

    private CompletionStage<Collection<D>> ask(List<String> arns, Duration timeout) {
        if (arns.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletableFuture<Collection<D>> result = new CompletableFuture<>();
        system.systemActorOf(collector(arns, timeout, result), "roll-call-" + CALLS.incrementAndGet(), Props.empty());
        return result;
    }

    private Behavior<Object> collector(List<String> arns, Duration timeout, CompletableFuture<Collection<D>> result) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(Late.LATE, timeout);
            ActorRef<R> replyTo = context.getSelf().narrow();
            arns.forEach(arn -> entity.apply(arn).tell(describe.apply(replyTo)));
            return collecting(arns, timers, timeout, result);
        }));
    }

    private Behavior<Object> collecting(
            List<String> arns,
            TimerScheduler<Object> timers,
            Duration timeout,
            CompletableFuture<Collection<D>> result) {
        List<D> found = new ArrayList<>();
        AtomicInteger missing = new AtomicInteger(arns.size());
        return Behaviors.receive(Object.class)
                .onMessageEquals(Late.LATE, () -> {
                    result.completeExceptionally(new TimeoutException(missing + " of " + arns.size()
                            + " resources have not answered, and none has for " + timeout));
                    return Behaviors.stopped();
                })
                .onAnyMessage(message -> {
                    @SuppressWarnings("unchecked")
                    R reply = (R) message;
                    timers.startSingleTimer(Late.LATE, timeout);
                    outcome.apply(reply).value().ifPresent(found::add);
                    if (missing.decrementAndGet() > 0) {
                        return Behaviors.same();
                    }
                    result.complete(found);
                    return Behaviors.stopped();
                })
                .build();
    }
}
